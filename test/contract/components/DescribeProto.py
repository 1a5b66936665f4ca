# SPDX-License-Identifier: Apache-2.0
"""Answers with a description of the arguments that user code received by gRPC."""
import copy

import numpy as np
from google.protobuf.any_pb2 import Any


def describe(value):
    if isinstance(value, np.ndarray):
        return {"type": "ndarray", "dtype": str(value.dtype), "shape": list(value.shape), "values": value.tolist()}
    if isinstance(value, bytes):
        return {"type": "bytes", "hex": value.hex()}
    if isinstance(value, Any):
        return {"type": "Any", "typeUrl": value.type_url, "hex": value.value.hex()}
    return {"type": type(value).__name__, "value": value}


class DescribeProto:
    def predict(self, X, names, meta=None):
        return {"X": describe(X), "names": list(names), "meta": copy.deepcopy(meta)}

    def aggregate(self, features_list, names_list):
        return {"X": [describe(x) for x in features_list], "names": [list(names) for names in names_list]}

    def send_feedback(self, X, names, reward, truth, routing=None):
        return {"X": describe(X), "names": list(names), "reward": reward, "truth": describe(truth), "routing": routing}
