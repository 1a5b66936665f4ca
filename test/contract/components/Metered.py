# SPDX-License-Identifier: Apache-2.0
"""metrics() of every type; the constructor parameter selects what is reported."""

KINDS = {
    "all": lambda: [
        {"type": "COUNTER", "key": "seen", "value": 1},
        {"type": "GAUGE", "key": "depth", "value": 2.5},
        {"type": "TIMER", "key": "spent", "value": 20.2},
    ],
    "tagged": lambda: [
        {"type": "COUNTER", "key": "seen", "value": 2, "tags": {"room": "blue"}},
        {"type": "GAUGE", "key": "depth", "value": -1, "tags": {"room": "blue", "floor": "2"}},
        {"type": "TIMER", "key": "spent", "value": 150, "tags": {}},
    ],
    "empty": lambda: [],
    "bad-type": lambda: [{"type": "HISTOGRAM", "key": "seen", "value": 1}],
    "missing-type": lambda: [{"key": "seen", "value": 1}],
    "missing-key": lambda: [{"type": "COUNTER", "value": 1}],
    "missing-value": lambda: [{"type": "COUNTER", "key": "seen"}],
    "text-value": lambda: [{"type": "COUNTER", "key": "seen", "value": "one"}],
    "bool-value": lambda: [{"type": "GAUGE", "key": "open", "value": True}],
    "number-tag": lambda: [{"type": "GAUGE", "key": "open", "value": 1, "tags": {"floor": 2}}],
    "not-a-list": lambda: {"type": "COUNTER", "key": "seen", "value": 1},
    "none": lambda: None,
    "second-bad": lambda: [
        {"type": "COUNTER", "key": "seen", "value": 1},
        {"type": "counter", "key": "seen", "value": 1},
    ],
}


class Metered:
    def __init__(self, kind="all"):
        self.kind = kind

    def metrics(self):
        return KINDS[self.kind]()

    def predict(self, X, names, meta=None):
        return X

    def transform_input(self, X, names, meta=None):
        return X

    def transform_output(self, X, names, meta=None):
        return X

    def route(self, X, names, meta=None):
        return 0

    def aggregate(self, features_list, names_list):
        return features_list[0]

    def send_feedback(self, X, names, reward, truth, routing=None):
        return None
