# SPDX-License-Identifier: Apache-2.0
"""route() returns the kind named by names[0], or else the first number."""
import numpy as np
from seldon_core.user_model import SeldonResponse

KINDS = {
    "zero": 0,
    "negative": -1,
    "minus-two": -2,
    "big": 12345678901234567890,
    "list": [1],
    "float": 1.0,
    "numpy-int": np.int64(1),
    "text": "1",
    "none": None,
    "bool": True,
    "dict": {"route": 1},
    "array": np.array([[1]]),
    "tuple": (1,),
}


class Router:
    def tags(self):
        return {"router": "r"}

    def metrics(self):
        return [{"type": "COUNTER", "key": "routed", "value": 1}]

    def route(self, X, names, meta=None):
        if len(names):
            return KINDS[names[0]]
        if isinstance(X, str):
            return len(X)
        return int(np.ravel(X)[0])

    def send_feedback(self, X, names, reward, truth, routing=None):
        return {"routing": routing, "reward": reward}
