# SPDX-License-Identifier: Apache-2.0
"""Every *_raw method with protos: strData selects the answer, anything else is echoed with a tag."""
from google.protobuf import json_format
from seldon_core.flask_utils import SeldonMicroserviceException
from seldon_core.proto import prediction_pb2
from seldon_core.user_model import SeldonNotImplementedError


def message(**fields):
    return json_format.ParseDict(fields, prediction_pb2.SeldonMessage())


ANSWERS = {
    "status": lambda: message(status={"code": 400, "info": "chosen by raw", "reason": "R", "status": "FAILURE"}),
    "metrics": lambda: message(
        strData="measured", meta={"metrics": [{"key": "a", "type": "COUNTER", "value": 1}, {"key": "b", "type": "GAUGE", "value": 2}]}
    ),
    "bad-metric": lambda: message(meta={"metrics": [{"type": "GAUGE", "value": 1}]}),
    "dict": lambda: {"strData": "a dict"},
    "none": lambda: None,
    "text": lambda: "text",
    "list": lambda: prediction_pb2.SeldonMessageList(seldonMessages=[message(strData="in a list")]),
    "empty": lambda: prediction_pb2.SeldonMessage(),
}
ERRORS = {
    "fall-through": lambda: SeldonNotImplementedError("use the normal method"),
    "microservice-exception": lambda: SeldonMicroserviceException("raw refused", status_code=422, reason="NOT_TODAY"),
    "plain-exception": lambda: ValueError("raw broke"),
}


class RawProto:
    def tags(self):
        return {"added": "only by the normal path"}

    def predict(self, X, names, meta=None):
        return "from the normal method"

    def predict_raw(self, msg):
        if msg.strData in ERRORS:
            raise ERRORS[msg.strData]()
        if msg.strData in ANSWERS:
            return ANSWERS[msg.strData]()
        msg.meta.tags["raw"].bool_value = True
        return msg

    transform_input = transform_output = predict
    transform_input_raw = transform_output_raw = predict_raw

    def route(self, X, names, meta=None):
        return 3

    def route_raw(self, msg):
        return self.predict_raw(msg) if msg.strData else message(data={"ndarray": [[7]]})

    def aggregate_raw(self, msgs):
        return message(strData="%s of %d" % (type(msgs).__name__, len(msgs.seldonMessages)))

    def send_feedback_raw(self, feedback):
        if feedback.request.strData:
            return self.predict_raw(feedback.request)
        return message(strData="%s %.2f" % (type(feedback).__name__, feedback.reward))
