# SPDX-License-Identifier: Apache-2.0
"""The models that record_v2.py serves with MLServer."""
from mlserver import MLModel
from mlserver.errors import InferenceError
from mlserver.types import InferenceResponse, ResponseOutput


def output(name, datatype, shape, data, parameters=None):
    return ResponseOutput(name=name, datatype=datatype, shape=shape, data=data, parameters=parameters)


class Named(MLModel):
    def answer(self, *outputs):
        return InferenceResponse(model_name=self.name, model_version=self.version, outputs=list(outputs))


class Echo(Named):
    """Every input comes back as an output of its name after `out_`, with its parameters."""

    async def predict(self, payload):
        return self.answer(*(output("out_" + x.name, x.datatype, x.shape, x.data, x.parameters) for x in payload.inputs))


class Fixed(Named):
    """Always the same numbers and words."""

    async def predict(self, payload):
        return self.answer(output("scores", "FP32", [1, 2], [1.5, -2.25]), output("labels", "BYTES", [2], [b"calm", b"storm"]))


class Raises(Named):
    async def predict(self, payload):
        raise InferenceError("refused") if payload.inputs[0].name == "inference-error" else ValueError("it broke")


class Asleep(Named):
    """Never ready."""

    async def load(self):
        return False
