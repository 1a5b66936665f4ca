# SPDX-License-Identifier: Apache-2.0
"""predict_raw; jsonData.kind selects the answer, anything else echoes the message."""
from seldon_core.flask_utils import SeldonMicroserviceException
from seldon_core.user_model import SeldonNotImplementedError


class Raw:
    def tags(self):
        return {"added": "only by the normal path"}

    def predict(self, X, names, meta=None):
        return "from predict"

    def predict_raw(self, msg):
        data = msg.get("jsonData") if isinstance(msg, dict) else None
        kind = data.get("kind") if isinstance(data, dict) else None
        if kind == "fall-through":
            raise SeldonNotImplementedError("use predict")
        if kind == "microservice-exception":
            raise SeldonMicroserviceException("raw refused", status_code=422, reason="NOT_TODAY")
        if kind == "plain-exception":
            raise ValueError("raw broke")
        if kind == "message":
            return {"data": {"names": ["s"], "ndarray": [[1, 2.0]]}, "meta": {"tags": {"raw": True}}}
        if kind == "status":
            return {"status": {"code": data["code"], "info": "chosen by raw", "reason": "R", "status": "FAILURE"}}
        if kind == "status-without-code":
            return {"status": {"info": "no code"}, "strData": "ok"}
        if kind == "status-value":
            return {"status": data["status"], "strData": "ok"}
        if kind == "value":
            return data["value"]
        if kind == "bytes":
            return b"raw bytes"
        if kind == "metrics":
            return {"strData": "measured", "meta": {"metrics": data["metrics"]}}
        return {"jsonData": {"saw": msg}}
