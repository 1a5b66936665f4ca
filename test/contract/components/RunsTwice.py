# SPDX-License-Identifier: Apache-2.0
"""A TypeError in user code makes the wrapper call the method a second time."""


class RunsTwice:
    def __init__(self):
        self.calls = 0

    def predict(self, X, names, meta=None):
        self.calls += 1
        if X == "boom" and meta is not None:
            raise TypeError("first call only")
        if X == "always":
            raise TypeError("call %d" % self.calls)
        return [self.calls]
