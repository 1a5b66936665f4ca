# SPDX-License-Identifier: Apache-2.0
"""init_metadata() returns the kind given as constructor parameter."""
from seldon_core.user_model import SeldonNotImplementedError

KINDS = {
    "full": {
        "name": "weather",
        "versions": ["2.1", "2"],
        "platform": "own",
        "inputs": [
            {"messagetype": "tensor", "schema": {"names": ["wind", "rain"], "shape": [2]}},
            {"messagetype": "ndarray"},
            {"messagetype": "jsonData", "schema": {"type": "object"}},
            {"messagetype": "strData"},
            {"messagetype": "binData"},
            {"messagetype": "radar", "schema": {"bands": 3}},
            {"name": "x", "datatype": "FP32", "shape": [-1, 4]},
        ],
        "outputs": [{"messagetype": "tftensor", "schema": {"shape": [1]}}],
        "custom": {"owner": "station 7"},
    },
    "partial": {"platform": "own", "custom": {"a": "b"}},
    "empty": {},
    "not-a-dict": ["name"],
    "none": None,
    "unknown-key": {"name": "weather", "colour": "blue"},
    "name-not-text": {"name": 7},
    "versions-not-list": {"versions": "1"},
    "custom-not-text": {"custom": {"a": 1}},
    "bad-datatype": {"inputs": [{"name": "x", "datatype": "FP8", "shape": [1]}]},
    "strdata-with-schema": {"inputs": [{"messagetype": "strData", "schema": {}}]},
    "tensor-extra-schema": {"inputs": [{"messagetype": "tensor", "schema": {"names": ["a"], "dtype": "f"}}]},
    "inputs-object": {"inputs": {"messagetype": "strData"}},
    "empty-input": {"inputs": [{}]},
}


class Meta:
    def __init__(self, kind="full"):
        self.kind = kind

    def init_metadata(self):
        if self.kind == "raises":
            raise RuntimeError("no metadata file")
        if self.kind == "not-implemented":
            raise SeldonNotImplementedError("no metadata")
        return KINDS[self.kind]

    def metadata(self):
        return {"name": "never used"}
