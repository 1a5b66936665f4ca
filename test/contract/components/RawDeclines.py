# SPDX-License-Identifier: Apache-2.0
"""Every *_raw method raises SeldonNotImplementedError, so the normal ones answer."""
from seldon_core.user_model import SeldonNotImplementedError


class RawDeclines:
    def _no(self, *args):
        raise SeldonNotImplementedError("not raw")

    predict_raw = transform_input_raw = transform_output_raw = route_raw = _no
    aggregate_raw = send_feedback_raw = health_status_raw = _no

    def predict(self, X, names, meta=None):
        return "predict"

    def transform_input(self, X, names, meta=None):
        return "transform_input"

    def transform_output(self, X, names, meta=None):
        return "transform_output"

    def route(self, X, names, meta=None):
        return 3

    def aggregate(self, features_list, names_list):
        return "aggregate"

    def send_feedback(self, X, names, reward, truth, routing=None):
        return "send_feedback"

    def health_status(self):
        return "health_status"
