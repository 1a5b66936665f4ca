# SPDX-License-Identifier: Apache-2.0
"""The older *_grpc names, which win over *_raw and over the normal methods."""
from seldon_core.proto import prediction_pb2


def said(text):
    return prediction_pb2.SeldonMessage(strData=text)


class LegacyGrpc:
    def predict_grpc(self, msg):
        return said("predict_grpc saw " + str(msg.WhichOneof("data_oneof")))

    def predict_raw(self, msg):
        return said("predict_raw")

    def transform_input_grpc(self, msg):
        return said("transform_input_grpc")

    def transform_output_grpc(self, msg):
        return said("transform_output_grpc")

    def route_grpc(self, msg):
        return said("route_grpc")

    def aggregate_grpc(self, msg):
        return said("aggregate_grpc")

    def send_feedback_grpc(self, msg):
        return {"strData": "send_feedback_grpc %.1f" % msg.reward}
