# SPDX-License-Identifier: Apache-2.0
"""health_status() returns the kind given as constructor parameter."""
import numpy as np
from seldon_core.flask_utils import SeldonMicroserviceException
from seldon_core.user_model import SeldonNotImplementedError


class Health:
    def __init__(self, kind="list"):
        self.kind = kind

    def health_status(self):
        if self.kind == "microservice":
            raise SeldonMicroserviceException("out of order", status_code=503, reason="DOWN")
        if self.kind == "plain":
            raise RuntimeError("out of order")
        if self.kind == "not-implemented":
            raise SeldonNotImplementedError("nothing to say")
        return {
            "list": ["ok", 1],
            "numbers": [1, 2.5],
            "array": np.array([[1, 0]]),
            "text": "all good",
            "dict": {"disk": "free", "queue": 0},
            "bytes": b"ok",
            "none": None,
        }[self.kind]
