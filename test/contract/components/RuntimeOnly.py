# SPDX-License-Identifier: Apache-2.0
"""SeldonResponse in a class that has neither tags() nor metrics()."""
from seldon_core.user_model import SeldonResponse


class RuntimeOnly:
    def predict(self, X, names, meta=None):
        return SeldonResponse(
            data=X,
            tags={"speed": "fast"},
            metrics=[{"type": "COUNTER", "key": "runs", "value": 1}],
        )
