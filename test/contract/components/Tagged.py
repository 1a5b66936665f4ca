# SPDX-License-Identifier: Apache-2.0
"""tags() on every method."""


class Tagged:
    def tags(self):
        return {"origin": "tagged", "level": 3, "nested": {"deep": [1, "two", None]}}

    def predict(self, X, names, meta=None):
        return X

    def transform_input(self, X, names, meta=None):
        return X

    def transform_output(self, X, names, meta=None):
        return X

    def route(self, X, names, meta=None):
        return 1

    def aggregate(self, features_list, names_list):
        return features_list[0]

    def send_feedback(self, X, names, reward, truth, routing=None):
        return [[reward]]

    def health_status(self):
        return "fine"
