# SPDX-License-Identifier: Apache-2.0
"""tags() or metrics() fail; the constructor parameter says which and how."""
from seldon_core.user_model import SeldonNotImplementedError


class RaisesInHooks:
    def __init__(self, where="tags"):
        self.where = where

    def _maybe(self, where, value):
        if self.where == where:
            raise RuntimeError("%s failed" % where)
        if self.where == "not-implemented":
            raise SeldonNotImplementedError(where)
        return value

    def tags(self):
        return self._maybe("tags", {"a": 1})

    def metrics(self):
        return self._maybe("metrics", [{"type": "COUNTER", "key": "c", "value": 1}])

    def class_names(self):
        return self._maybe("class_names", ["n"])

    def predict(self, X, names, meta=None):
        return X
