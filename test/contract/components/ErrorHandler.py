# SPDX-License-Identifier: Apache-2.0
"""A user error handler registered as a Flask blueprint."""
import flask


class Refusal(Exception):
    status_code = 422

    def __init__(self, why):
        Exception.__init__(self, why)
        self.why = why


class ErrorHandler:
    model_error_handler = flask.Blueprint("error_handlers", __name__)

    @model_error_handler.app_errorhandler(Refusal)
    def handle(error):
        response = flask.jsonify({"refused": error.why})
        response.status_code = error.status_code
        return response

    def predict(self, X, names, meta=None):
        if isinstance(X, str):
            raise Refusal(X)
        raise ValueError("not handled by the blueprint")
