# SPDX-License-Identifier: Apache-2.0
"""The older *_rest names, which win over *_raw and over the normal methods."""


class LegacyRest:
    def predict_rest(self, msg):
        return {"jsonData": {"by": "predict_rest", "saw": msg}}

    def predict_raw(self, msg):
        return {"strData": "predict_raw"}

    def transform_input_rest(self, msg):
        return {"strData": "transform_input_rest"}

    def transform_output_rest(self, msg):
        return {"strData": "transform_output_rest"}

    def route_rest(self, msg):
        return {"data": {"ndarray": [[5]]}}

    def aggregate_rest(self, msg):
        return {"strData": "aggregate_rest"}
