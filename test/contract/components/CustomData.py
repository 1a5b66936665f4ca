# SPDX-License-Identifier: Apache-2.0
"""customData: reads an Any and answers with one. strData selects other answers."""
from google.protobuf.any_pb2 import Any
from google.protobuf.struct_pb2 import Struct


class CustomData:
    def predict(self, X, names, meta=None):
        if isinstance(X, Any):
            return Any(type_url=X.type_url, value=X.value[::-1])
        if X == "packed":
            inside = Struct()
            inside["bird"] = "wren"
            answer = Any()
            answer.Pack(inside)
            return answer
        return Any()

    def aggregate(self, features_list, names_list):
        return Any(type_url="example/joined", value=b"".join(x.value for x in features_list))
