# SPDX-License-Identifier: Apache-2.0
"""Keeps state between requests."""


class Counter:
    def __init__(self, start=0):
        self.n = start

    def tags(self):
        return {"n": self.n}

    def metrics(self):
        return [{"type": "COUNTER", "key": "n", "value": 1}, {"type": "GAUGE", "key": "last", "value": self.n}]

    def predict(self, X, names, meta=None):
        self.n += 1
        return [self.n]

    def send_feedback(self, X, names, reward, truth, routing=None):
        self.n += int(reward)
        return [self.n]
