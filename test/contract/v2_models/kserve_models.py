# SPDX-License-Identifier: Apache-2.0
"""The models that record_v2.py serves with KServe. Run with the options of kserve.model_server."""
import kserve
import numpy as np
from kserve.errors import InferenceError, InvalidInput
from kserve.protocol.infer_type import InferOutput, InferResponse
from kserve.utils.utils import generate_uuid


class Named(kserve.Model):
    def load(self):
        self.ready = True
        return True

    def answer(self, request, *outputs):
        return InferResponse(
            response_id=request.id or generate_uuid(),
            model_name=self.name,
            infer_outputs=list(outputs),
            use_binary_outputs=request.use_binary_outputs,
            requested_outputs=request.request_outputs,
        )


def output(request, name, shape, datatype, values):
    result = InferOutput(name, shape, datatype)
    result.set_data_from_numpy(values, binary_data=request.use_binary_outputs)
    return result


class Echo(Named):
    """Every input comes back as an output of its name after `out_`."""

    async def predict(self, payload, headers=None):
        return self.answer(payload, *(output(payload, "out_" + x.name, x.shape, x.datatype, x.as_numpy()) for x in payload.inputs))


class Fixed(Named):
    """Always the same numbers and words."""

    async def predict(self, payload, headers=None):
        scores = output(payload, "scores", [1, 2], "FP32", np.array([[1.5, -2.25]], np.float32))
        return self.answer(payload, scores, output(payload, "labels", [2], "BYTES", np.array(["calm", "storm"], np.object_)))

    def get_input_types(self):
        return [{"name": "x", "datatype": "FP32", "shape": [-1, 2]}]

    def get_output_types(self):
        return [{"name": "scores", "datatype": "FP32", "shape": [1, 2]}, {"name": "labels", "datatype": "BYTES", "shape": [2]}]


class Raises(Named):
    async def predict(self, payload, headers=None):
        kinds = {"inference-error": InferenceError, "invalid-input": InvalidInput}
        raise kinds.get(payload.inputs[0].name, ValueError)("it broke")


if __name__ == "__main__":
    models = [Echo("echo"), Fixed("fixed"), Raises("raises")]
    for model in models:
        model.load()
    kserve.ModelServer().start(models)
