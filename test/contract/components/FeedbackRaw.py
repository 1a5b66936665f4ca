# SPDX-License-Identifier: Apache-2.0
"""send_feedback_raw gets a proto even on REST; the reward selects the answer."""
from seldon_core.proto import prediction_pb2


class FeedbackRaw:
    def send_feedback_raw(self, feedback):
        if feedback.reward == 2:
            return {"strData": "a dict"}
        if feedback.reward == 3:
            raise ValueError("raw feedback broke")
        return prediction_pb2.SeldonMessage(strData="%s %.2f" % (type(feedback).__name__, feedback.reward))
