# SPDX-License-Identifier: Apache-2.0
"""Methods without the meta argument, and a call count that shows how often they ran."""


class NoMeta:
    def __init__(self):
        self.calls = 0

    def predict(self, X, names):
        self.calls += 1
        return [self.calls]

    def transform_input(self, X, names):
        return X

    def transform_output(self, X, names):
        return X

    def route(self, X, names):
        return 4
