# SPDX-License-Identifier: Apache-2.0
"""Raises the exception whose kind is named by names[0], or by the string payload."""
from seldon_core.flask_utils import SeldonMicroserviceException
from seldon_core.user_model import SeldonNotImplementedError
from werkzeug.exceptions import ImATeapot


class Custom(Exception):
    def __str__(self):
        return "custom text"


KINDS = {
    "microservice": lambda: SeldonMicroserviceException("wrong kind of leaves"),
    "microservice-code": lambda: SeldonMicroserviceException("gone away", status_code=410),
    "microservice-reason": lambda: SeldonMicroserviceException("busy", status_code=503, reason="TRY_LATER"),
    "microservice-payload": lambda: SeldonMicroserviceException("kept", payload={"not": "shown"}),
    "microservice-not-text": lambda: SeldonMicroserviceException({"list": [1, 2]}),
    "not-implemented": lambda: SeldonNotImplementedError("later"),
    "python-not-implemented": lambda: NotImplementedError("python says later"),
    "value-error": lambda: ValueError("bad value \u00e9 <x>"),
    "key-error": lambda: KeyError("missing"),
    "empty": lambda: Exception(),
    "two-arguments": lambda: Exception("one", 2),
    "assertion": lambda: AssertionError(),
    "custom": lambda: Custom(),
    "http": lambda: ImATeapot(),
    "type-error": lambda: TypeError("wrong type"),
    "os-error": lambda: OSError(2, "nothing here", "weights.bin"),
}


class Raises:
    def predict(self, X, names, meta=None):
        raise KINDS[names[0] if len(names) else X]()

    transform_input = transform_output = route = predict

    def aggregate(self, features_list, names_list):
        raise KINDS[features_list[0]]()

    def send_feedback(self, X, names, reward, truth, routing=None):
        raise KINDS[names[0]]()

    def health_status(self):
        raise RuntimeError("unwell")
