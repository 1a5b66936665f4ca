# SPDX-License-Identifier: Apache-2.0
"""The requests that record_v2.py sends to MLServer and KServe. Responses are never written here: they are recorded."""
import base64
import gzip
import json
import struct

JSON = {"content-type": "application/json"}
BINARY = {"content-type": "application/octet-stream"}
LENGTH = "inference-header-content-length"
REST = {}
GRPC = {}


def req(name, body=None, path="/v2/models/echo/infer", method="POST", headers=None):
    if body is not None and not isinstance(body, (str, bytes)):
        body = json.dumps(body, separators=(",", ":"))
    if headers is None:
        headers = JSON if body is not None else {}
    return {"name": name, "method": method, "path": path, "headers": headers, "body": body}


def get(name, path, **options):
    return req(name, None, path, "GET", **options)


def x(datatype="FP32", shape=None, data=None, name="x", **more):
    data = [1, 2] if data is None else data
    return {"name": name, "shape": [len(data)] if shape is None else shape, "datatype": datatype, "data": data, **more}


def infer(name, *inputs, path="/v2/models/echo/infer", headers=None, **more):
    return req(name, {"inputs": list(inputs), **more}, path, headers=headers)


def without(message, key):
    return {k: v for k, v in message.items() if k != key}


# ---------------------------------------------------------------- REST: server and models
REST["server"] = [
    get("live", "/v2/health/live"),
    get("ready", "/v2/health/ready"),
    get("server metadata", "/v2"),
    get("server metadata, trailing slash", "/v2/"),
    get("models", "/v2/models"),
    get("model metadata", "/v2/models/echo"),
    get("model metadata with inputs and outputs", "/v2/models/fixed"),
    get("model metadata of a version", "/v2/models/fixed/versions/1"),
    get("model metadata of an unknown version", "/v2/models/fixed/versions/9"),
    get("model metadata of a version, model without versions", "/v2/models/echo/versions/1"),
    get("model metadata, unknown model", "/v2/models/nobody"),
    get("model ready", "/v2/models/echo/ready"),
    get("model ready of a version", "/v2/models/fixed/versions/1/ready"),
    get("model ready of an unknown version", "/v2/models/fixed/versions/9/ready"),
    get("model ready, unknown model", "/v2/models/nobody/ready"),
    infer("infer of a version", x(), path="/v2/models/fixed/versions/1/infer"),
    infer("infer of an unknown version", x(), path="/v2/models/fixed/versions/9/infer"),
    infer("infer, unknown model", x(), path="/v2/models/nobody/infer"),
    infer("infer of a model that raises", x(), path="/v2/models/raises/infer"),
    infer("infer of a model that raises an inference error", x(name="inference-error"), path="/v2/models/raises/infer"),
    infer("infer of a model that raises invalid input", x(name="invalid-input"), path="/v2/models/raises/infer"),
    infer("infer of the fixed model", x(), path="/v2/models/fixed/infer", id="7"),
    infer("generate", x(), path="/v2/models/echo/generate"),
    get("GET infer", "/v2/models/echo/infer"),
    req("POST live", None, "/v2/health/live"),
    req("HEAD ready", None, "/v2/health/ready", "HEAD"),
    req("OPTIONS infer", None, method="OPTIONS"),
    req("PUT infer", {"inputs": [x()]}, method="PUT"),
    get("unknown path", "/v2/nowhere"),
    get("root", "/"),
    infer("infer without a model", x(), path="/v2/models/infer"),
    infer("infer, trailing slash", x(), path="/v2/models/echo/infer/"),
    infer("infer, query is ignored", x(), path="/v2/models/echo/infer?a=1"),
    infer("infer, model name escaped", x(), path="/v2/models/e%63ho/infer"),
    req("repository index", {}, "/v2/repository/index"),
    req("repository index, ready only", {"ready": True}, "/v2/repository/index"),
    req("repository load, unknown model", {}, "/v2/repository/models/nobody/load"),
    req("repository unload, unknown model", {}, "/v2/repository/models/nobody/unload"),
]

# MLServer with one more model, which is not ready. (KServe does not register such a model.)
REST["asleep"] = [
    get("live", "/v2/health/live"),
    get("ready", "/v2/health/ready"),
    get("model ready", "/v2/models/asleep/ready"),
    get("model metadata", "/v2/models/asleep"),
    infer("infer", x(), path="/v2/models/asleep/infer"),
    infer("infer of another model", x(), path="/v2/models/fixed/infer"),
]

# ---------------------------------------------------------------- REST: data of every type
VALUES = {
    "BOOL": [True, False],
    "UINT8": [0, 255],
    "UINT16": [0, 65535],
    "UINT32": [0, 4294967295],
    "UINT64": [0, 18446744073709551615],
    "INT8": [-128, 127],
    "INT16": [-32768, 32767],
    "INT32": [-2147483648, 2147483647],
    "INT64": [-9223372036854775808, 9223372036854775807],
    "FP16": [0.5, -2],
    "FP32": [1.5, -0.1],
    "FP64": [0.1, 1e300],
    "BYTES": ["oak", "\u00e9t\u00e9"],
}
REST["infer-types"] = (
    [infer(t + " flat", x(t, data=v)) for t, v in VALUES.items()]
    + [infer(t + " 2-D, nested", x(t, [1, 2], [v])) for t, v in VALUES.items()]
    + [
        infer("FP32 2-D, flat", x("FP32", [2, 2], [1, 2.5, 3, 4])),
        infer("FP32 3-D, nested", x("FP32", [2, 1, 2], [[[1, 2]], [[3, 4]]])),
        infer("FP32 2-D, half nested", x("FP32", [2, 2], [[1, 2], 3, 4])),
        infer("FP32 ragged", x("FP32", [2, 2], [[1, 2], [3]])),
        infer("FP32 nested otherwise than the shape", x("FP32", [4], [[1, 2], [3, 4]])),
        infer("FP32 scalar shape", x("FP32", [], [1.5])),
        infer("FP32 empty", x("FP32", [0], [])),
        infer("FP32 empty with columns", x("FP32", [0, 3], [])),
        infer("BYTES empty", x("BYTES", [0], [])),
        infer("BYTES with an empty string", x("BYTES", [2], ["", "a"])),
        infer("INT32 given whole floats", x("INT32", data=[1.0, 2.0])),
        infer("INT32 given a fraction", x("INT32", data=[1.5, 2])),
        infer("INT8 out of range", x("INT8", data=[300, -300])),
        infer("UINT8 negative", x("UINT8", data=[-1, 1])),
        infer("INT64 above 2^63", x("INT64", data=[9223372036854775808, 1])),
        infer("FP32 given an integer above 2^53", x("FP32", data=[9007199254740993, 1])),
        infer("FP32 beyond its range", x("FP32", data=[1e39, 1])),
        infer("FP64 given strings of numbers", x("FP64", data=["1.5", "2"])),
        infer("FP32 given words", x("FP32", data=["oak", "ash"])),
        infer("FP32 given bools", x("FP32", data=[True, False])),
        infer("FP32 with null", x("FP32", data=[1, None])),
        infer("INT64 with null", x("INT64", data=[1, None])),
        infer("BOOL given numbers", x("BOOL", data=[0, 2])),
        infer("BOOL given words", x("BOOL", data=["true", "false"])),
        infer("BYTES given numbers", x("BYTES", data=[1, 2.5])),
        infer("BYTES with null", x("BYTES", data=["a", None])),
        infer("BYTES of base64 content type", x("BYTES", [1], ["AQI="], parameters={"content_type": "base64"})),
        infer("BYTES of str content type", x("BYTES", [1], ["AQI="], parameters={"content_type": "str"})),
        req("FP32 with NaN and infinities", '{"inputs":[{"name":"x","shape":[3],"datatype":"FP32","data":[NaN,Infinity,-Infinity]}]}'),
        req("FP32 number spellings", '{"inputs":[{"name":"x","shape":[5],"datatype":"FP32","data":[1e0,-0,1E-3,-0.0,100000000000000000000]}]}'),
        infer("FP32 wrong number of values", x("FP32", [3], [1, 2])),
        infer("FP32 shape with an unknown dimension", x("FP32", [-1, 2], [1, 2, 3, 4])),
        infer("FP32 shape of floats", x("FP32", [2.0], [1, 2])),
        infer("FP32 shape of strings", x("FP32", ["2"], [1, 2])),
        infer("FP32 shape a number", x("FP32", 2, [1, 2])),
        infer("datatype unknown", x("FP8")),
        infer("datatype in small letters", x("fp32")),
        infer("datatype of Triton's BF16", x("BF16")),
        infer("datatype STRING", x("STRING", data=["a"])),
        infer("datatype null", x(None)),
    ]
)

# ---------------------------------------------------------------- REST: the message
ONE = {"inputs": [x()]}
REST["infer-message"] = [
    infer("two inputs", x(), x("BYTES", data=["a"], name="y")),
    infer("two inputs of one name", x(), x(data=[3, 4])),
    infer("id", x(), id="abc-\u00e9"),
    infer("id empty", x(), id=""),
    infer("id null", x(), id=None),
    infer("id a number", x(), id=7),
    infer("parameters of the request", x(), parameters={"s": "v", "i": 1, "f": 1.5, "b": True}),
    infer("parameters nested", x(), parameters={"o": {"a": 1}, "l": [1]}),
    infer("parameters null", x(), parameters=None),
    infer("parameters a list", x(), parameters=[1]),
    infer("parameters of an input", x(parameters={"s": "v", "i": 1, "b": False, "f": 0.5})),
    infer("parameters of an input, null", x(parameters=None)),
    infer("outputs: one that is there", x(), x("BYTES", data=["a"], name="y"), outputs=[{"name": "out_y"}]),
    infer("outputs: both, the other way round", x(), x("BYTES", data=["a"], name="y"), outputs=[{"name": "out_y"}, {"name": "out_x"}]),
    infer("outputs: one that is not there", x(), outputs=[{"name": "nothing"}]),
    infer("outputs: none", x(), outputs=[]),
    infer("outputs: null", x(), outputs=None),
    infer("outputs: without a name", x(), outputs=[{"parameters": {}}]),
    infer("outputs with parameters", x(), outputs=[{"name": "out_x", "parameters": {"s": "v"}}]),
    infer("outputs not binary", x(), outputs=[{"name": "out_x", "parameters": {"binary_data": False}}]),
    infer("unknown keys", x(surplus=1), surplus=1),
    infer("model_name in the body", x(), model_name="other", model_version="3"),
    req("no inputs", {}),
    req("inputs empty", {"inputs": []}),
    req("inputs null", {"inputs": None}),
    req("inputs an object", {"inputs": x()}),
    req("input null", {"inputs": [None]}),
    req("input without name", {"inputs": [without(x(), "name")]}),
    req("input without shape", {"inputs": [without(x(), "shape")]}),
    req("input without datatype", {"inputs": [without(x(), "datatype")]}),
    req("input without data", {"inputs": [without(x(), "data")]}),
    req("input with data null", {"inputs": [{**x(), "data": None}]}),
    req("input with data a number", {"inputs": [{**x(shape=[1]), "data": 5}]}),
    req("input with data an object", {"inputs": [{**x(shape=[1]), "data": {"a": 1}}]}),
    req("input with an empty name", {"inputs": [x(name="")]}),
    req("JSON truncated", '{"inputs":[', headers=JSON),
    req("JSON array", "[1]", headers=JSON),
    req("JSON null", "null", headers=JSON),
    req("JSON string", '"x"', headers=JSON),
    req("empty body", "", headers=JSON),
    req("no body", None, headers={}),
    req("bytes that are not UTF-8", b'{"inputs":"\xff"}', headers=JSON),
    req("content type text/plain", ONE, headers={"content-type": "text/plain"}),
    req("content type octet-stream without a header length", ONE, headers=BINARY),
    req("no content type", ONE, headers={}),
    req("content type with charset", ONE, headers={"content-type": "application/json; charset=utf-8"}),
    req("content type of a form", ONE, headers={"content-type": "application/x-www-form-urlencoded"}),
    req("gzip body", gzip.compress(json.dumps(ONE).encode(), mtime=0), headers={**JSON, "content-encoding": "gzip"}),
    req("gzip body that does not inflate", b"oops", headers={**JSON, "content-encoding": "gzip"}),
    infer("gzip answer wanted", x(), headers={**JSON, "accept-encoding": "gzip"}),
    infer("gzip answer wanted, large answer", x("FP32", [400], [0.5] * 400), headers={**JSON, "accept-encoding": "gzip"}),
    infer("tracing and other headers", x(), headers={**JSON, "x-request-id": "r", "seldon-puid": "p", "ce-id": "c"}),
    req("TensorFlow body", {"instances": [[1, 2]]}),
]

# ---------------------------------------------------------------- REST: binary tensor data
PACKED = {
    "BOOL": b"\x01\x00",
    "UINT8": b"\x00\xff",
    "UINT16": struct.pack("<2H", 0, 65535),
    "UINT32": struct.pack("<2I", 0, 4294967295),
    "UINT64": struct.pack("<2Q", 0, 18446744073709551615),
    "INT8": b"\x80\x7f",
    "INT16": struct.pack("<2h", -32768, 32767),
    "INT32": struct.pack("<2i", -1, 7),
    "INT64": struct.pack("<2q", -9007199254740993, 7),
    "FP16": struct.pack("<2e", 0.5, -2),
    "FP32": struct.pack("<2f", 1.5, -2.25),
    "FP64": struct.pack("<2d", 0.1, 1e300),
    "BYTES": b"\x03\x00\x00\x00oak\x03\x00\x00\x00\xc3\xa9\x00",
}
NOT_UTF8 = b"\x02\x00\x00\x00\xff\x00"
WANT = {"outputs": [{"name": "out_x", "parameters": {"binary_data": True}}]}
ALL = {"parameters": {"binary_data_output": True}}


def raw_input(datatype, data, shape=None, name="x", size=None):
    size = len(data) if size is None else size
    return {"name": name, "shape": [2] if shape is None else shape, "datatype": datatype, "parameters": {"binary_data_size": size}}


def binary(name, message, *raws, headers=None, length=None):
    head = json.dumps(message, separators=(",", ":")).encode()
    headers = BINARY if headers is None else headers
    return req(name, head + b"".join(raws), headers={**headers, LENGTH: str(len(head) if length is None else length)})


def binary_input(name, datatype, data, *raws, headers=None, length=None, more=WANT, **of_input):
    return binary(name, {"inputs": [raw_input(datatype, data, **of_input)], **more}, *(raws or (data,)), headers=headers, length=length)


TWO_INPUTS = [raw_input("INT8", b"\x01\x02"), raw_input("FP32", PACKED["FP32"], name="y")]
REST["infer-binary-types"] = (
    [binary_input(t + " in and out", t, d) for t, d in PACKED.items()]
    + [binary_input(t + " in, JSON out", t, d, more={}) for t, d in PACKED.items()]
    + [infer(t + " JSON in, binary out", x(t, data=v), **WANT) for t, v in VALUES.items()]
)
REST["infer-binary"] = [
    binary_input("content type of JSON", "FP32", PACKED["FP32"], headers=JSON),
    binary_input("no content type", "FP32", PACKED["FP32"], headers={}),
    binary_input("2-D", "FP32", PACKED["FP32"], shape=[1, 2]),
    binary_input("empty tensor", "FP32", b"", shape=[0]),
    binary_input("empty BYTES tensor", "BYTES", b"", shape=[0]),
    binary("two inputs", {"inputs": TWO_INPUTS, **ALL}, b"\x01\x02", PACKED["FP32"]),
    binary("one binary and one JSON input", {"inputs": [x(), raw_input("INT8", b"\x01\x02", name="y")], **ALL}, b"\x01\x02"),
    binary("one binary and one JSON output", {"inputs": TWO_INPUTS, "outputs": [{"name": "out_y", "parameters": {"binary_data": True}}, {"name": "out_x"}]}, b"\x01\x02", PACKED["FP32"]),
    binary("binary_data_output, and one output not", {"inputs": TWO_INPUTS, "outputs": [{"name": "out_x", "parameters": {"binary_data": False}}, {"name": "out_y"}], **ALL}, b"\x01\x02", PACKED["FP32"]),
    infer("binary_data_output of a JSON request", x(), **ALL),
    infer("binary_data_output of the fixed model", x(), path="/v2/models/fixed/infer", id="1", **ALL),
    infer("binary_data_output false", x(), parameters={"binary_data_output": False}),
    binary("header length, all JSON", ONE, headers=JSON),
    binary_input("size smaller than the data", "FP32", PACKED["FP32"], size=4),
    binary_input("size larger than the data", "FP32", PACKED["FP32"], size=12),
    binary_input("size not of the shape", "FP32", PACKED["FP32"], shape=[3]),
    binary_input("size not a number", "FP32", PACKED["FP32"], size="8"),
    binary_input("size negative", "FP32", PACKED["FP32"], size=-8),
    binary_input("more data than the sizes say", "FP32", PACKED["FP32"], PACKED["FP32"], b"\x00\x00\x00\x00"),
    binary_input("BYTES not UTF-8", "BYTES", NOT_UTF8, shape=[1]),
    binary_input("BYTES not UTF-8, JSON out", "BYTES", NOT_UTF8, shape=[1], more={}),
    binary_input("BYTES with a length beyond the data", "BYTES", b"\x09\x00\x00\x00oak", shape=[1]),
    binary_input("BYTES with half a length", "BYTES", b"\x03\x00", shape=[1]),
    binary_input("BYTES with fewer elements than the shape", "BYTES", PACKED["BYTES"], shape=[3]),
    binary("data and size together", {"inputs": [{**x(), "parameters": {"binary_data_size": 8}}]}, PACKED["FP32"]),
    binary("neither data nor size", {"inputs": [{"name": "x", "shape": [2], "datatype": "FP32"}]}, PACKED["FP32"]),
    binary_input("header length beyond the body", "FP32", PACKED["FP32"], length=9999),
    binary_input("header length too short", "FP32", PACKED["FP32"], length=10),
    binary_input("header length zero", "FP32", PACKED["FP32"], length=0),
    binary_input("header length not a number", "FP32", PACKED["FP32"], length="ten"),
    binary_input("header length negative", "FP32", PACKED["FP32"], length=-1),
    req("no header length", json.dumps({"inputs": [raw_input("FP32", PACKED["FP32"])]}).encode() + PACKED["FP32"], headers=BINARY),
]

# MLServer knows nothing of binary tensor data: a few requests show what becomes of them.
for request in REST["infer-binary-types"] + REST["infer-binary"]:
    if request["name"] not in ("FP32 in and out", "INT32 in, JSON out", "FP32 JSON in, binary out", "binary_data_output of a JSON request", "header length, all JSON"):
        request["only"] = ["kserve"]

# ---------------------------------------------------------------- gRPC
SERVICE = "/inference.GRPCInferenceService/"
FIELDS = dict(BOOL="bool", INT8="int", INT16="int", INT32="int", UINT8="uint", UINT16="uint", UINT32="uint", INT64="int64", UINT64="uint64", FP32="fp32", FP64="fp64", BYTES="bytes")
TYPED = {**VALUES, "BYTES": ["b2Fr", "w6kA"]}


def call(name, payload, method="ModelInfer", **options):
    return dict(name=name, method=SERVICE + method, payload=payload, **options)


def tensor(datatype="FP32", shape=None, field=None, values=None, name="x", **more):
    field = field or FIELDS[datatype] + "_contents"
    values = TYPED[datatype] if values is None else values
    return {"name": name, "datatype": datatype, "shape": [len(values)] if shape is None else shape, "contents": {field: values}, **more}


def bare(datatype, shape=None, name="x", **more):
    return {"name": name, "datatype": datatype, "shape": [2] if shape is None else shape, **more}


def ask(name, *inputs, raw=None, model="echo", method="ModelInfer", **more):
    message = {"model_name": model, "inputs": list(inputs), **more}
    if raw is not None:
        message["raw_input_contents"] = [base64.b64encode(data).decode() for data in raw]
    return call(name, message, method)


GRPC["server"] = [
    call("live", {}, "ServerLive"),
    call("ready", {}, "ServerReady"),
    call("server metadata", {}, "ServerMetadata"),
    call("model ready", {"name": "echo"}, "ModelReady"),
    call("model ready of a version", {"name": "fixed", "version": "1"}, "ModelReady"),
    call("model ready of an unknown version", {"name": "fixed", "version": "9"}, "ModelReady"),
    call("model ready, unknown model", {"name": "nobody"}, "ModelReady"),
    call("model ready without a name", {}, "ModelReady"),
    call("model metadata", {"name": "echo"}, "ModelMetadata"),
    call("model metadata with inputs and outputs", {"name": "fixed"}, "ModelMetadata"),
    call("model metadata, unknown model", {"name": "nobody"}, "ModelMetadata"),
    ask("infer of the fixed model", tensor(), model="fixed", id="7"),
    ask("infer of the fixed model, raw input", bare("FP32"), raw=[PACKED["FP32"]], model="fixed"),
    ask("infer of a version", tensor(), model="fixed", model_version="1"),
    ask("infer of an unknown version", tensor(), model="fixed", model_version="9"),
    ask("infer, unknown model", tensor(), model="nobody"),
    ask("infer without a model name", tensor(), model=""),
    ask("infer of a model that raises", tensor(), model="raises"),
    ask("infer of a model that raises an inference error", tensor(name="inference-error"), model="raises"),
    ask("infer of a model that raises invalid input", tensor(name="invalid-input"), model="raises"),
    call("infer with truncated bytes", b"\x0a\x05e"),
    call("repository index", {}, "RepositoryIndex"),
    call("repository load, unknown model", {"model_name": "nobody"}, "RepositoryModelLoad"),
    call("repository unload, unknown model", {"model_name": "nobody"}, "RepositoryModelUnload"),
    call("Triton's ModelConfig", {"name": "echo"}, "ModelConfig"),
    call("Triton's ModelStatistics", {"name": "echo"}, "ModelStatistics"),
    call("stream", [ask("", tensor(), id="1")["payload"], ask("", tensor("INT64"), id="2")["payload"]], "ModelStreamInfer"),
    call("stream with an unknown model", [ask("", tensor(), model="nobody")["payload"]], "ModelStreamInfer"),
    call("unknown method", {}, "Nothing"),
    {"name": "health service", "method": "/grpc.health.v1.Health/Check", "payload": b""},
]
GRPC["asleep"] = [
    call("live", {}, "ServerLive"),
    call("ready", {}, "ServerReady"),
    call("model ready", {"name": "asleep"}, "ModelReady"),
    call("model metadata", {"name": "asleep"}, "ModelMetadata"),
    ask("infer", tensor(), model="asleep"),
]
GRPC["infer-types"] = (
    [ask(t + " typed", tensor(t)) for t in FIELDS]
    + [ask(t + " raw", bare(t), raw=[d]) for t, d in PACKED.items()]
)
GRPC["infer"] = [
    ask("FP16 typed as fp32_contents", tensor("FP16", field="fp32_contents")),
    ask("FP16 typed as bytes_contents", tensor("FP16", field="bytes_contents", values=["ADg=", "AMA="])),
    ask("2-D typed", tensor("FP32", [2, 1])),
    ask("2-D raw", bare("FP32", [1, 2]), raw=[PACKED["FP32"]]),
    ask("scalar shape", tensor("FP32", [], values=[1.5])),
    ask("empty, no contents", bare("FP32", [0])),
    ask("empty raw", bare("FP32", [0]), raw=[b""]),
    ask("two inputs typed", tensor(), tensor("BYTES", name="y")),
    ask("two inputs raw", bare("FP32"), bare("BYTES", name="y"), raw=[PACKED["FP32"], PACKED["BYTES"]]),
    ask("one input typed, one raw", tensor(), bare("INT8", name="y"), raw=[PACKED["INT8"]]),
    ask("contents and raw for one input", tensor(), raw=[PACKED["FP32"]]),
    ask("more raw contents than inputs", bare("FP32"), raw=[PACKED["FP32"], PACKED["FP32"]]),
    ask("fewer raw contents than inputs", bare("FP32"), bare("FP32", name="y"), raw=[PACKED["FP32"]]),
    ask("contents in the field of another type", tensor("FP32", field="int_contents", values=[1, 2])),
    ask("contents in two fields", {**bare("INT32"), "contents": {"int_contents": [1, 2], "fp32_contents": [5, 6]}}),
    ask("no contents", bare("FP32")),
    ask("INT8 out of range", tensor("INT8", values=[300, -300])),
    ask("wrong number of values", tensor("FP32", [3])),
    ask("raw of the wrong size", bare("FP32", [3]), raw=[PACKED["FP32"]]),
    ask("raw with a rest", bare("FP32", [1]), raw=[b"\x00\x00\x80\x3f\x01"]),
    ask("raw BYTES not UTF-8", bare("BYTES", [1]), raw=[NOT_UTF8]),
    ask("BYTES typed, not UTF-8", tensor("BYTES", values=["/wA="])),
    ask("raw BYTES with a length beyond the data", bare("BYTES", [1]), raw=[b"\x09\x00\x00\x00oak"]),
    ask("shape with an unknown dimension", tensor("FP32", [-1])),
    ask("datatype unknown", tensor("FP8", field="fp32_contents", values=[1, 2])),
    ask("datatype in small letters", tensor("fp32", field="fp32_contents", values=[1, 2])),
    ask("datatype empty", tensor("", field="fp32_contents", values=[1, 2])),
    ask("no inputs"),
    ask("input without a name", tensor(name="")),
    ask("id", tensor(), id="abc-\u00e9"),
    ask("parameters of the request", tensor(), parameters={"s": {"string_param": "v"}, "i": {"int64_param": 5}, "b": {"bool_param": False}}),
    ask("parameters of an input", tensor(parameters={"s": {"string_param": "v"}, "i": {"int64_param": 5}, "b": {"bool_param": True}})),
    ask("parameter without a value", tensor(), parameters={"nothing": {}}),
    ask("outputs: one that is there", tensor(), tensor("BYTES", name="y"), outputs=[{"name": "out_y"}]),
    ask("outputs: one that is not there", tensor(), outputs=[{"name": "nothing"}]),
    ask("outputs: binary_data asked for", tensor(), outputs=[{"name": "out_x", "parameters": {"binary_data": {"bool_param": True}}}]),
    ask("binary_data_output asked for", tensor(), parameters={"binary_data_output": {"bool_param": True}}),
    {**ask("gzip and metadata", tensor()), "compression": "gzip", "metadata": [["seldon-puid", "p"], ["x-request-id", "r"]]},
]
