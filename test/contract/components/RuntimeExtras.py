# SPDX-License-Identifier: Apache-2.0
"""Returns SeldonResponse with run-time tags and metrics, on top of tags() and metrics()."""
from seldon_core.user_model import SeldonResponse

GOOD = [{"type": "GAUGE", "key": "run", "value": 4, "tags": {"which": "run"}}]


class RuntimeExtras:
    def tags(self):
        return {"who": "class", "static": True}

    def metrics(self):
        return [{"type": "COUNTER", "key": "calls", "value": 1}]

    def predict(self, X, names, meta=None):
        kind = names[0] if len(names) else ""
        if kind == "data-only":
            return SeldonResponse(data=X)
        if kind == "text":
            return SeldonResponse(data="said", tags={"who": "run"})
        if kind == "none":
            return SeldonResponse(data=None)
        if kind == "bad-metric":
            return SeldonResponse(data=X, metrics=[{"key": "run", "value": 1}])
        return SeldonResponse(data=X, tags={"who": "run", "extra": 1}, metrics=[dict(m) for m in GOOD])

    def transform_input(self, X, names, meta=None):
        return SeldonResponse(data=X, tags={"who": "run-input"}, metrics=[dict(m) for m in GOOD])

    def transform_output(self, X, names, meta=None):
        return SeldonResponse(data=X, tags={"who": "run-output"}, metrics=[dict(m) for m in GOOD])

    def route(self, X, names, meta=None):
        return SeldonResponse(data=2, tags={"who": "run-route"}, metrics=[dict(m) for m in GOOD])

    def aggregate(self, features_list, names_list):
        return SeldonResponse(data=features_list[-1], tags={"who": "run-aggregate"}, metrics=[dict(m) for m in GOOD])

    def send_feedback(self, X, names, reward, truth, routing=None):
        return SeldonResponse(data=X, tags={"who": "run-feedback"}, metrics=[dict(m) for m in GOOD])
