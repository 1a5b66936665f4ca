# SPDX-License-Identifier: Apache-2.0
"""Constructor parameters of each type, echoed back with their Python types."""


class Params:
    def __init__(self, int_param=1, float_param=0.5, double_param=0.25, string_param="default", bool_param=False):
        self.values = dict(
            int_param=int_param,
            float_param=float_param,
            double_param=double_param,
            string_param=string_param,
            bool_param=bool_param,
        )

    def predict(self, X, names, meta=None):
        return {k: {"type": type(v).__name__, "value": v} for k, v in self.values.items()}
