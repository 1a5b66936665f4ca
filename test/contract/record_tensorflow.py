# SPDX-License-Identifier: Apache-2.0
"""Write what the client packages of TensorFlow Serving serialise. There is no server here: the truth is the bytes.

How to run, from the root of the repository, with Python 3.12:

    python3.12 -m venv /tmp/tensorflow
    /tmp/tensorflow/bin/pip install --no-deps -r test/contract/requirements-tensorflow-serving.txt
    /tmp/tensorflow/bin/python test/contract/record_tensorflow.py

tensors.json holds tensor protos made by tf.make_tensor_proto and by hand, with what tf.make_ndarray reads from them;
messages.json requests and responses of the services; methods.json the methods. rest.json is not recorded: it is written
by hand after the public documentation of the REST API, and this script leaves it alone. `--out DIR` writes elsewhere.
"""
import argparse
import json
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0", CUDA_VISIBLE_DEVICES="")
sys.dont_write_bytecode = True
import numpy as np  # noqa: E402
import record  # noqa: E402
import tensorflow as tf  # noqa: E402
from google.protobuf import json_format, wrappers_pb2  # noqa: E402
from grpc_calls import as_base64  # noqa: E402
from tensorflow.core.framework import tensor_pb2, tensor_shape_pb2, types_pb2  # noqa: E402
from tensorflow.core.protobuf import meta_graph_pb2  # noqa: E402
from tensorflow_serving.apis import classification_pb2, get_model_metadata_pb2, get_model_status_pb2, inference_pb2  # noqa: E402
from tensorflow_serving.apis import input_pb2, model_management_pb2, model_pb2, model_service_pb2, predict_pb2  # noqa: E402
from tensorflow_serving.apis import prediction_service_pb2, regression_pb2  # noqa: E402

# ---------------------------------------------------------------- tensors
ARRAYS = {
    "float32": np.array([[1.5, -0.1], [float("inf"), float("nan")]], np.float32),
    "float64": np.array([[0.1, 1e300]]),
    "float16": np.array([0.5, -2, 65504], np.float16),
    "bfloat16": np.array([0.5, -2, 3.140625], tf.bfloat16.as_numpy_dtype),
    "int8": np.array([-128, 127], np.int8),
    "uint8": np.array([[0, 255]], np.uint8),
    "int16": np.array([-32768, 32767], np.int16),
    "uint16": np.array([0, 65535], np.uint16),
    "int32": np.array([[-2147483648], [2147483647]], np.int32),
    "uint32": np.array([0, 4294967295], np.uint32),
    "int64": np.array([-9223372036854775808, 9007199254740993]),
    "uint64": np.array([0, 18446744073709551615], np.uint64),
    "bool": np.array([[True, False]]),
    "complex64": np.array([1 + 2j, -0.5j], np.complex64),
    "complex128": np.array([1 + 2j, -0.5j]),
    "string": np.array([["oak", "\u00e9t\u00e9"]]),
    "bytes": np.array([b"\xff\x00", b""], object),
}


def made(name, *arguments, **options):
    return name, tf.make_tensor_proto(*arguments, **options)


def by_hand(name, dtype, shape, **fields):
    shape = None if shape is None else tensor_shape_pb2.TensorShapeProto(dim=[tensor_shape_pb2.TensorShapeProto.Dim(size=n) for n in shape])
    return name, tensor_pb2.TensorProto(dtype=dtype, tensor_shape=shape, **fields)


def half_bits(values, dtype):
    return np.array(values, dtype).view(np.uint16).tolist()


BFLOAT16 = tf.bfloat16.as_numpy_dtype
TENSORS = (
    [made(name, array) for name, array in ARRAYS.items()]
    + [made(name + " of one element", array.ravel()[:1]) for name, array in ARRAYS.items()]
    + [made(name + " scalar", array.ravel()[0]) for name, array in ARRAYS.items() if name in ("float32", "int64", "bool", "bytes", "float16")]
    + [
        made("python float", 1.5),
        made("python int", 7),
        made("python bool", True),
        made("python str", "oak"),
        made("list of floats is float32", [1.5, 2.5]),
        made("list of ints is int32", [1, 2]),
        made("list of str", ["a", "b"]),
        made("dtype and shape given", [1, 2, 3, 4], dtype=tf.float32, shape=[2, 2]),
        made("one value for a shape: is spread out", 1.5, dtype=tf.float32, shape=[2, 3]),
        made("equal values", np.zeros((2, 3), np.float32)),
        made("empty", np.zeros((0, 3), np.float32)),
        made("empty strings", np.array([], object).astype(str)),
        made("3-D", np.arange(8, dtype=np.float32).reshape(2, 2, 2)),
        by_hand("float_val", types_pb2.DT_FLOAT, [2, 2], float_val=[1, 2.5, 3, 4]),
        by_hand("double_val", types_pb2.DT_DOUBLE, [2], double_val=[0.1, 2]),
        by_hand("int_val of int32", types_pb2.DT_INT32, [2], int_val=[-1, 2]),
        by_hand("int_val of int8", types_pb2.DT_INT8, [2], int_val=[-128, 127]),
        by_hand("int_val of uint8", types_pb2.DT_UINT8, [2], int_val=[0, 255]),
        by_hand("int_val of int16", types_pb2.DT_INT16, [2], int_val=[-5, 5]),
        by_hand("int_val of uint16", types_pb2.DT_UINT16, [2], int_val=[0, 65535]),
        by_hand("int64_val", types_pb2.DT_INT64, [2], int64_val=[-9007199254740993, 2]),
        by_hand("uint32_val", types_pb2.DT_UINT32, [2], uint32_val=[0, 4294967295]),
        by_hand("uint64_val", types_pb2.DT_UINT64, [2], uint64_val=[0, 18446744073709551615]),
        by_hand("bool_val", types_pb2.DT_BOOL, [2], bool_val=[True, False]),
        by_hand("half_val of float16", types_pb2.DT_HALF, [2], half_val=half_bits([0.5, -2], np.float16)),
        by_hand("half_val of bfloat16", types_pb2.DT_BFLOAT16, [2], half_val=half_bits([0.5, -2], BFLOAT16)),
        by_hand("string_val", types_pb2.DT_STRING, [2], string_val=[b"oak", b"\xff"]),
        by_hand("scomplex_val", types_pb2.DT_COMPLEX64, [2], scomplex_val=[1, 2, 3, -4]),
        by_hand("dcomplex_val", types_pb2.DT_COMPLEX128, [1], dcomplex_val=[1, 2]),
        by_hand("one value for all", types_pb2.DT_FLOAT, [2, 3], float_val=[1.5]),
        by_hand("one int64 for all", types_pb2.DT_INT64, [3], int64_val=[7]),
        by_hand("one string for all", types_pb2.DT_STRING, [3], string_val=[b"oak"]),
        by_hand("one half for all", types_pb2.DT_HALF, [3], half_val=half_bits([0.5], np.float16)),
        by_hand("fewer values than elements: the last one is repeated", types_pb2.DT_INT32, [4], int_val=[1, 2]),
        by_hand("no values: zeros", types_pb2.DT_FLOAT, [2]),
        by_hand("no strings: empty strings", types_pb2.DT_STRING, [2]),
        by_hand("more values than elements", types_pb2.DT_FLOAT, [2], float_val=[1, 2, 3]),
        by_hand("content and values: content counts", types_pb2.DT_FLOAT, [1], float_val=[9], tensor_content=np.float32(1.5).tobytes()),
        by_hand("content too short", types_pb2.DT_FLOAT, [2], tensor_content=np.float32(1.5).tobytes()),
        by_hand("content not of whole elements", types_pb2.DT_FLOAT, [1], tensor_content=b"\x00\x00"),
        by_hand("content of bools", types_pb2.DT_BOOL, [2], tensor_content=b"\x01\x00"),
        by_hand("content of bfloat16", types_pb2.DT_BFLOAT16, [2], tensor_content=np.array([0.5, -2], BFLOAT16).tobytes()),
        by_hand("values in the field of another type", types_pb2.DT_FLOAT, [2], double_val=[1, 2]),
        by_hand("scalar", types_pb2.DT_FLOAT, [], float_val=[1.5]),
        by_hand("no shape at all", types_pb2.DT_FLOAT, None, float_val=[1.5]),
        by_hand("no shape, two values", types_pb2.DT_FLOAT, None, float_val=[1.5, 2]),
        by_hand("unknown dimension", types_pb2.DT_FLOAT, [-1], float_val=[1, 2]),
        by_hand("no dtype", types_pb2.DT_INVALID, [1], float_val=[1]),
        by_hand("a reference type", types_pb2.DT_FLOAT_REF, [1], float_val=[1]),
        ("unknown rank", tensor_pb2.TensorProto(dtype=types_pb2.DT_FLOAT, tensor_shape=tensor_shape_pb2.TensorShapeProto(unknown_rank=True), float_val=[1, 2])),
    ]
)


def element(value):
    """A number as JSON (integers exact), text and bytes as {"b64": …}, complex as [re, im]."""
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, bytes):
        return {"b64": as_base64(value)}
    if isinstance(value, complex):
        return [value.real, value.imag]
    if isinstance(value, float) and not np.isfinite(value):
        return str(value).replace("inf", "Infinity").replace("nan", "NaN")
    return float(value) if type(value).__name__ == "bfloat16" else value


def shown(message):
    data = message.SerializeToString(deterministic=True)
    return {"bytes": as_base64(data), "json": json.loads(json_format.MessageToJson(message, sort_keys=True))}


def tensor(name, proto):
    result = {"name": name, **shown(proto)}
    try:
        array = tf.make_ndarray(proto)
        values = [element(value) for value in array.ravel().tolist()]
        return {**result, "expected": {"dtype": str(array.dtype), "shape": list(array.shape), "values": values}}
    except Exception as error:
        return {**result, "raises": "%s: %s" % (type(error).__name__, str(error).split("\n")[0])}


# ---------------------------------------------------------------- messages
def spec(version_number=None, label=None, signature=""):
    made_spec = model_pb2.ModelSpec(name="m", signature_name=signature)
    if version_number is not None:
        made_spec.version.CopyFrom(wrappers_pb2.Int64Value(value=version_number))
    if label is not None:
        made_spec.version_label = label
    return made_spec


def example(**features):
    kinds = {float: "float_list", int: "int64_list", bytes: "bytes_list"}
    lists = {float: tf.train.FloatList, int: tf.train.Int64List, bytes: tf.train.BytesList}
    made_features = {name: tf.train.Feature(**{kinds[type(v[0])]: lists[type(v[0])](value=v)}) for name, v in features.items()}
    return tf.train.Example(features=tf.train.Features(feature=made_features))


EXAMPLES = [example(wind=[1.5, 2.5], count=[3], tag=[b"oak"]), example(wind=[0.5], count=[-4], tag=[b"\xff"])]
INPUT = input_pb2.Input(example_list=input_pb2.ExampleList(examples=EXAMPLES))
WITH_CONTEXT = input_pb2.Input(example_list_with_context=input_pb2.ExampleListWithContext(examples=EXAMPLES[:1], context=example(place=[b"hill"])))
X = tf.make_tensor_proto(np.array([[1.5, 2.0]], np.float32))
S = tf.make_tensor_proto(["oak"])


def predict(**fields):
    return predict_pb2.PredictRequest(**{"model_spec": spec(), "inputs": {"x": X}, **fields})


def signatures():
    info = meta_graph_pb2.TensorInfo(name="x:0", dtype=types_pb2.DT_FLOAT, tensor_shape=X.tensor_shape)
    definition = meta_graph_pb2.SignatureDef(inputs={"x": info}, outputs={"y": info}, method_name="tensorflow/serving/predict")
    return get_model_metadata_pb2.SignatureDefMap(signature_def={"serving_default": definition})


def metadata_response():
    response = get_model_metadata_pb2.GetModelMetadataResponse(model_spec=spec(1))
    response.metadata["signature_def"].Pack(signatures())
    return response


CLASSES = [classification_pb2.Class(label="calm", score=0.75), classification_pb2.Class(label="", score=0.25)]
CLASSIFIED = classification_pb2.ClassificationResult(classifications=[classification_pb2.Classifications(classes=CLASSES)])
REGRESSED = regression_pb2.RegressionResult(regressions=[regression_pb2.Regression(value=1.5), regression_pb2.Regression(value=0)])
STATUS = get_model_status_pb2.ModelVersionStatus(version=1, state=get_model_status_pb2.ModelVersionStatus.AVAILABLE)
STATUS.status.SetInParent()
MESSAGES = [
    ("predict", predict()),
    ("predict with a version", predict(model_spec=spec(2))),
    ("predict with version 0", predict(model_spec=spec(0))),
    ("predict with a version label", predict(model_spec=spec(label="stable"))),
    ("predict with a signature and filter", predict(model_spec=spec(signature="other"), output_filter=["y", "z"])),
    ("predict with two inputs", predict(inputs={"x": X, "s": S})),
    ("predict without inputs", predict(inputs={})),
    ("predict without a model", predict_pb2.PredictRequest(inputs={"x": X})),
    ("predict answer", predict_pb2.PredictResponse(outputs={"y": X, "s": S}, model_spec=spec(1, signature="serving_default"))),
    ("classify", classification_pb2.ClassificationRequest(model_spec=spec(), input=INPUT)),
    ("classify with context", classification_pb2.ClassificationRequest(model_spec=spec(), input=WITH_CONTEXT)),
    ("classify answer", classification_pb2.ClassificationResponse(result=CLASSIFIED, model_spec=spec(1))),
    ("regress", regression_pb2.RegressionRequest(model_spec=spec(), input=INPUT)),
    ("regress answer", regression_pb2.RegressionResponse(result=REGRESSED, model_spec=spec(1))),
    ("multi-inference", inference_pb2.MultiInferenceRequest(tasks=[inference_pb2.InferenceTask(model_spec=spec(), method_name="tensorflow/serving/classify")], input=INPUT)),
    ("multi-inference answer", inference_pb2.MultiInferenceResponse(results=[inference_pb2.InferenceResult(model_spec=spec(1), regression_result=REGRESSED)])),
    ("model metadata", get_model_metadata_pb2.GetModelMetadataRequest(model_spec=spec(), metadata_field=["signature_def"])),
    ("model metadata answer", metadata_response()),
    ("model status", get_model_status_pb2.GetModelStatusRequest(model_spec=spec())),
    ("model status of a version", get_model_status_pb2.GetModelStatusRequest(model_spec=spec(1))),
    ("model status answer", get_model_status_pb2.GetModelStatusResponse(model_version_status=[STATUS])),
    ("reload config", model_management_pb2.ReloadConfigRequest()),
]


def methods():
    found = []
    for module in (prediction_service_pb2, model_service_pb2):
        for service in module.DESCRIPTOR.services_by_name.values():
            for method in service.methods:
                path = "/%s/%s" % (service.full_name, method.name)
                found.append({"method": path, "request": method.input_type.full_name, "response": method.output_type.full_name})
    return found


def main():
    parser = argparse.ArgumentParser(description="Write what TensorFlow Serving's clients serialise; see the docstring.")
    parser.add_argument("--out", type=Path, default=record.HERE / "pairs-tensorflow")
    args = parser.parse_args()
    packages = ["%s %s" % (name, version(name)) for name in ("tensorflow-serving-api", "tensorflow-cpu", "numpy", "protobuf")]
    start = {"recordedFrom": ", ".join(packages[:1] + ["Python " + platform.python_version()] + packages[1:])}
    record.write(args.out, "tensors", {**start, "tensors": [tensor(name, proto) for name, proto in TENSORS]})
    record.write(args.out, "messages", {**start, "messages": [{"name": n, "type": m.DESCRIPTOR.full_name, **shown(m)} for n, m in MESSAGES]})
    record.write(args.out, "methods", {**start, "methods": methods()})
    print("%4d tensors, %d messages" % (len(TENSORS), len(MESSAGES)))


if __name__ == "__main__":
    main()
