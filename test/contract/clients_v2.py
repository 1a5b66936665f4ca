# SPDX-License-Identifier: Apache-2.0
"""The calls that record_v2_clients.py makes through the clients of Triton and KServe, and the answers it gives them."""
import asyncio
import gzip
import json
import queue
import zlib
from typing import Any, Callable, NamedTuple

import numpy as np

LENGTH = "Inference-Header-Content-Length"


class Call(NamedTuple):
    name: str
    ask: Callable  # address -> what the client returned
    answer: Any
    request_class: Any = None


ARRAYS = {
    "BOOL": np.array([[True, False]]),
    "INT8": np.array([[-128, 127]], np.int8),
    "UINT16": np.array([[0, 65535]], np.uint16),
    "INT32": np.array([[-1, 7]], np.int32),
    "INT64": np.array([[-9007199254740993, 7]], np.int64),
    "UINT64": np.array([[0, 18446744073709551615]], np.uint64),
    "FP16": np.array([[0.5, -2]], np.float16),
    "FP32": np.array([[1.5, -0.1]], np.float32),
    "FP64": np.array([[0.1, 1e300]], np.float64),
    "BYTES": np.array([["oak", "\u00e9t\u00e9"]], np.object_),
}
BYTES_NOT_TEXT = np.array([[b"\xff\x00", b""]], np.object_)


def packed(datatype, array):
    if datatype != "BYTES":
        return array.tobytes()
    items = [item.encode() if isinstance(item, str) else item for item in array.ravel()]
    return b"".join(len(item).to_bytes(4, "little") + item for item in items)


def listed(array):
    return [item.decode() if isinstance(item, bytes) else item for item in array.ravel().tolist()]


# ---------------------------------------------------------------- answers
def as_json(body, status=200):
    return status, [("Content-Type", "application/json")], json.dumps(body, separators=(",", ":")).encode()


def empty(status=200):
    return status, [], b""


def inferred(*outputs, binary=(), compress=None, **more):
    """An inference answer. outputs: (name, datatype, array); binary: the names of those that go after the JSON."""
    head = {"model_name": "m", "model_version": "1", **more, "outputs": []}
    data = b""
    for name, datatype, array in outputs:
        output = {"name": name, "datatype": datatype, "shape": list(array.shape)}
        if name in binary:
            output["parameters"] = {"binary_data_size": len(packed(datatype, array))}
            data += packed(datatype, array)
        else:
            output["data"] = listed(array)
        head["outputs"].append(output)
    text = json.dumps(head, separators=(",", ":")).encode()
    headers = [("Content-Type", "application/octet-stream" if data else "application/json")]
    headers += [(LENGTH, str(len(text)))] if data else []
    headers += [("Content-Encoding", compress)] if compress else []
    body = text + data
    body = {None: bytes, "gzip": lambda b: gzip.compress(b, mtime=0), "deflate": zlib.compress}[compress](body)
    return 200, headers, body


# ---------------------------------------------------------------- tritonclient.http
def triton_http():
    import tritonclient.http as http

    def client(address):
        return http.InferenceServerClient(address)

    def tensor(datatype, array=None, name="x", binary=True):
        array = ARRAYS[datatype] if array is None else array
        made = http.InferInput(name, list(array.shape), datatype)
        made.set_data_from_numpy(array, binary_data=binary)
        return made

    def infer(name, inputs, outputs=None, answer=None, **options):
        wanted = None if outputs is None else [http.InferRequestedOutput(n, binary_data=b, **more) for n, b, more in outputs]

        def ask(address):
            result = client(address).infer("m", inputs() if callable(inputs) else inputs, outputs=wanted, **options)
            return {"response": result.get_response(), "arrays": {o["name"]: result.as_numpy(o["name"]) for o in result.get_response()["outputs"]}}

        return Call(name, ask, answer or inferred(("y", "FP32", ARRAYS["FP32"]), binary="y"))

    def other(name, method, *arguments, answer=None, **options):
        return Call(name, lambda address: getattr(client(address), method)(*arguments, **options), answer or empty())

    types = []
    for datatype, array in ARRAYS.items():
        types.append(infer(datatype + " binary in and out", [tensor(datatype)], [("y", True, {})], inferred(("y", datatype, array), binary="y")))
        if datatype != "FP16":
            types.append(infer(datatype + " JSON in and out", [tensor(datatype, binary=False)], [("y", False, {})], inferred(("y", datatype, array))))
    plain = [tensor("FP32")]
    options = [
        infer("no outputs asked for", plain),
        infer("no outputs asked for, JSON answer", plain, answer=inferred(("y", "FP32", ARRAYS["FP32"]))),
        infer("FP16 JSON in", lambda: [tensor("FP16", binary=False)]),
        infer("FP16 JSON out", plain, [("y", False, {})], inferred(("y", "FP16", ARRAYS["FP16"]))),
        infer("BYTES of bytes", [tensor("BYTES", BYTES_NOT_TEXT)], [("y", True, {})], inferred(("y", "BYTES", BYTES_NOT_TEXT), binary="y")),
        infer("BYTES from an array of str", [tensor("BYTES", np.array(["a", "bc"]).astype(np.object_))]),
        infer("empty tensor", [tensor("FP32", np.zeros((0, 3), np.float32))], answer=inferred(("y", "FP32", np.zeros((0, 3), np.float32)), binary="y")),
        infer("empty BYTES tensor", [tensor("BYTES", np.array([], np.object_))]),
        infer("two inputs and two outputs", [tensor("FP32"), tensor("INT64", name="z", binary=False)], [("y", True, {}), ("w", False, {})], inferred(("y", "BYTES", ARRAYS["BYTES"]), ("w", "INT64", ARRAYS["INT64"]), binary="y")),
        infer("class_count", plain, [("y", True, {"class_count": 2})]),
        infer("model version and id", plain, model_version="2", request_id="id-7", answer=inferred(("y", "FP32", ARRAYS["FP32"]), binary="y", id="id-7")),
        infer("sequence, priority, timeout, parameters", plain, sequence_id=5, sequence_start=True, priority=1, timeout=100, parameters={"s": "v", "i": 1, "b": True, "f": 0.5}),
        infer("headers and query", plain, headers={"Authorization": "Bearer t"}, query_params={"a": "b c"}),
        infer("gzip request and answer", plain, request_compression_algorithm="gzip", response_compression_algorithm="gzip", answer=inferred(("y", "FP32", ARRAYS["FP32"]), binary="y", compress="gzip")),
        infer("deflate request and answer", plain, request_compression_algorithm="deflate", response_compression_algorithm="deflate", answer=inferred(("y", "FP32", ARRAYS["FP32"]), binary="y", compress="deflate")),
        infer("gzip wanted, plain answer", plain, response_compression_algorithm="gzip"),
        infer("gzip request, JSON", [tensor("FP32", binary=False)], [("y", False, {})], inferred(("y", "FP32", ARRAYS["FP32"])), request_compression_algorithm="gzip"),
        infer("outputs in another order than asked", plain, [("y", True, {}), ("w", True, {})], inferred(("w", "INT8", ARRAYS["INT8"]), ("y", "FP32", ARRAYS["FP32"]), binary=("w", "y"))),
        infer("error 400", plain, answer=as_json({"error": "no such input"}, 400)),
        infer("error 500 in Seldon's form", plain, answer=as_json({"status": {"code": -1, "info": "no", "reason": "R", "status": 1}}, 500)),
        infer("error 503 that is no JSON", plain, answer=(503, [("Content-Type", "text/plain")], b"busy")),
        infer("error 404 without a body", plain, answer=empty(404)),
        infer("nested data in the answer", plain, [("y", False, {})], as_json({"model_name": "m", "outputs": [{"name": "y", "datatype": "FP32", "shape": [1, 2], "data": [[1.5, 2.5]]}]})),
        infer("answer with null for what is absent", plain, [("y", False, {})], as_json({"model_name": "m", "model_version": None, "id": "1", "parameters": None, "outputs": [{"name": "y", "datatype": "FP32", "shape": [2], "parameters": None, "data": [1, 2]}]})),
    ]
    metadata = {"name": "m", "versions": ["1"], "platform": "p", "inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 2]}], "outputs": []}
    others = [
        other("is_server_live", "is_server_live"),
        other("is_server_live, 400", "is_server_live", answer=empty(400)),
        other("is_server_ready", "is_server_ready"),
        other("is_model_ready", "is_model_ready", "m"),
        other("is_model_ready of a version", "is_model_ready", "m", "2"),
        other("is_model_ready, 404 with a body", "is_model_ready", "m", answer=as_json({"error": "no model"}, 404)),
        other("get_server_metadata", "get_server_metadata", answer=as_json({"name": "s", "version": "1", "extensions": ["binary_tensor_data"]})),
        other("get_model_metadata", "get_model_metadata", "m", answer=as_json(metadata)),
        other("get_model_metadata of a version", "get_model_metadata", "m", "2", answer=as_json(metadata)),
        other("get_model_metadata, 404", "get_model_metadata", "m", answer=as_json({"error": "no model"}, 404)),
        other("get_model_config", "get_model_config", "m", answer=as_json({"name": "m", "max_batch_size": 0})),
        other("get_model_repository_index", "get_model_repository_index", answer=as_json([{"name": "m", "version": "1", "state": "READY"}])),
        other("load_model", "load_model", "m"),
        other("load_model with a config", "load_model", "m", config="{}"),
        other("unload_model", "unload_model", "m"),
        other("get_inference_statistics", "get_inference_statistics", "m", answer=as_json({"model_stats": []})),
    ]
    return {"tritonclient.http.types": ("http", types), "tritonclient.http": ("http", options + others)}


# ---------------------------------------------------------------- tritonclient.grpc
def triton_grpc():
    import grpc
    import tritonclient.grpc as triton
    from tritonclient.grpc import service_pb2 as pb

    def tensor(datatype, array=None, name="x"):
        array = ARRAYS[datatype] if array is None else array
        made = triton.InferInput(name, list(array.shape), datatype)
        made.set_data_from_numpy(array)
        return made

    def raw(*outputs, **more):
        described = [{"name": name, "datatype": datatype, "shape": list(array.shape)} for name, datatype, array in outputs]
        return pb.ModelInferResponse(model_name="m", model_version="1", outputs=described, raw_output_contents=[packed(d, a) for _, d, a in outputs], **more)

    def typed(datatype, field, values):
        output = {"name": "y", "datatype": datatype, "shape": [len(values)], "contents": {field: values}}
        return pb.ModelInferResponse(model_name="m", outputs=[output])

    def read(result):
        return {output.name: result.as_numpy(output.name) for output in result.get_response().outputs}

    def infer(name, inputs, answer=None, outputs=None, **options):
        wanted = None if outputs is None else [triton.InferRequestedOutput(n, **more) for n, more in outputs]
        return Call(name, lambda address: read(triton.InferenceServerClient(address).infer("m", inputs, outputs=wanted, **options)), answer or raw(("y", "FP32", ARRAYS["FP32"])), pb.ModelInferRequest)

    def other(name, method, request_class, answer, *arguments, **options):
        return Call(name, lambda address: getattr(triton.InferenceServerClient(address), method)(*arguments, **options), answer, request_class)

    def stream(name, answers):
        def ask(address):
            got = queue.Queue()
            with triton.InferenceServerClient(address) as client:
                client.start_stream(lambda result, error: got.put(str(error) if error else read(result)))
                for number in range(len(answers)):
                    client.async_stream_infer("m", [tensor("FP32")], request_id=str(number))
                return [got.get(timeout=20) for _ in answers]

        return Call(name, ask, answers, pb.ModelInferRequest)

    plain = [tensor("FP32")]
    calls = [infer(datatype, [tensor(datatype)], raw(("y", datatype, array))) for datatype, array in ARRAYS.items()] + [
        infer("BYTES of bytes", [tensor("BYTES", BYTES_NOT_TEXT)], raw(("y", "BYTES", BYTES_NOT_TEXT))),
        infer("empty tensor", [tensor("FP32", np.zeros((0, 3), np.float32))], raw(("y", "FP32", np.zeros((0, 3), np.float32)))),
        infer("two inputs, outputs asked for", [tensor("FP32"), tensor("BYTES", name="z")], raw(("y", "INT64", ARRAYS["INT64"]), ("w", "BYTES", ARRAYS["BYTES"])), [("y", {}), ("w", {"class_count": 2})]),
        infer("model version and id", plain, model_version="2", request_id="id-7"),
        infer("sequence, priority, timeout, parameters", plain, sequence_id=5, sequence_start=True, priority=1, timeout=100, parameters={"s": "v", "i": 1, "b": True}),
        infer("parameter that is a float", plain, parameters={"f": 0.5}),
        infer("sequence id as text", plain, sequence_id="five"),
        infer("headers", plain, headers={"authorization": "Bearer t"}),
        infer("gzip", plain, compression_algorithm="gzip"),
        infer("answer typed FP32", plain, typed("FP32", "fp32_contents", [1.5, -0.1])),
        infer("answer typed INT64", plain, typed("INT64", "int64_contents", [1, 2])),
        infer("answer typed INT8", plain, typed("INT8", "int_contents", [-1, 2])),
        infer("answer typed BYTES", plain, typed("BYTES", "bytes_contents", [b"oak", b"\xff"])),
        infer("answer typed BOOL", plain, typed("BOOL", "bool_contents", [True, False])),
        infer("answer with binary_data_size and raw contents", plain, pb.ModelInferResponse(model_name="m", outputs=[{"name": "y", "datatype": "INT8", "shape": [2], "parameters": {"binary_data_size": {"int64_param": 2}}}], raw_output_contents=[b"\x01\x02"])),
        infer("error NOT_FOUND", plain, (grpc.StatusCode.NOT_FOUND, "no model")),
        infer("error INVALID_ARGUMENT", plain, (grpc.StatusCode.INVALID_ARGUMENT, "")),
        other("is_server_live", "is_server_live", pb.ServerLiveRequest, pb.ServerLiveResponse(live=True)),
        other("is_server_ready", "is_server_ready", pb.ServerReadyRequest, pb.ServerReadyResponse(ready=True)),
        other("is_model_ready", "is_model_ready", pb.ModelReadyRequest, pb.ModelReadyResponse(ready=True), "m", "2"),
        other("is_model_ready, NOT_FOUND", "is_model_ready", pb.ModelReadyRequest, (grpc.StatusCode.NOT_FOUND, "no model"), "m"),
        other("get_server_metadata", "get_server_metadata", pb.ServerMetadataRequest, pb.ServerMetadataResponse(name="s", version="1", extensions=["e"]), as_json=True),
        other("get_model_metadata", "get_model_metadata", pb.ModelMetadataRequest, pb.ModelMetadataResponse(name="m", versions=["1"], platform="p", inputs=[{"name": "x", "datatype": "FP32", "shape": [-1, 2]}]), "m", as_json=True),
        other("get_model_config", "get_model_config", pb.ModelConfigRequest, pb.ModelConfigResponse(config={"name": "m"}), "m", as_json=True),
        other("get_model_config, UNIMPLEMENTED", "get_model_config", pb.ModelConfigRequest, (grpc.StatusCode.UNIMPLEMENTED, "no"), "m"),
        other("get_model_repository_index", "get_model_repository_index", pb.RepositoryIndexRequest, pb.RepositoryIndexResponse(models=[{"name": "m", "state": "READY"}]), as_json=True),
        other("load_model", "load_model", pb.RepositoryModelLoadRequest, pb.RepositoryModelLoadResponse(), "m"),
        other("unload_model", "unload_model", pb.RepositoryModelUnloadRequest, pb.RepositoryModelUnloadResponse(), "m"),
        other("get_inference_statistics", "get_inference_statistics", pb.ModelStatisticsRequest, pb.ModelStatisticsResponse(), "m", as_json=True),
        stream("stream", [pb.ModelStreamInferResponse(infer_response=raw(("y", "FP32", ARRAYS["FP32"]), id=str(n))) for n in range(2)]),
        stream("stream with an error among the answers", [pb.ModelStreamInferResponse(error_message="refused"), pb.ModelStreamInferResponse(infer_response=raw(("y", "INT8", ARRAYS["INT8"]), id="1"))]),
    ]
    return {"tritonclient.grpc": ("grpc", calls)}


# ---------------------------------------------------------------- KServe's clients
def kserve_clients():
    import grpc
    from kserve import InferenceGRPCClient, InferenceRESTClient, InferInput, InferRequest
    from kserve.inference_client import RESTConfig
    from kserve.protocol.grpc import grpc_predict_v2_pb2 as pb
    from kserve.protocol.infer_type import RequestedOutput

    def tensor(datatype, binary, array=None, name="x"):
        array = ARRAYS[datatype] if array is None else array
        made = InferInput(name, list(array.shape), datatype)
        made.set_data_from_numpy(array, binary_data=binary)
        return made

    def rest(address, method, *arguments, protocol="v2", **options):
        async def ask():
            async with InferenceRESTClient(RESTConfig(protocol=protocol, retries=0)) as client:
                return await getattr(client, method)("http://" + address, *arguments, **options)

        result = asyncio.run(ask())
        return result.to_dict() if hasattr(result, "to_dict") else result

    def rpc(address, method, *arguments, **options):
        async def ask():
            async with InferenceGRPCClient(address, retries=0) as client:
                return await getattr(client, method)(*arguments, **options)

        result = asyncio.run(ask())
        return {output.name: output.as_numpy() for output in result.outputs} if hasattr(result, "outputs") else result

    def message(inputs, **more):
        return lambda: InferRequest("m", inputs(), **more)

    def infer(name, made, answer, **options):
        return Call(name, lambda address: rest(address, "infer", made(), model_name="m", **options), answer)

    def rpc_infer(name, made, answer, **options):
        return Call(name, lambda address: rpc(address, "infer", made(), **options), answer, pb.ModelInferRequest)

    def answer_to(datatype, array):
        output = {"name": "y", "datatype": datatype, "shape": list(array.shape)}
        return pb.ModelInferResponse(model_name="m", id="1", outputs=[output], raw_output_contents=[packed(datatype, array)])

    def plain():
        return [tensor("FP32", True)]

    types = []
    grpc_calls = []
    for datatype, array in ARRAYS.items():
        types.append(infer(datatype + " binary", message(lambda d=datatype: [tensor(d, True)], request_id="1", parameters={"binary_data_output": True}), inferred(("y", datatype, array), binary="y", id="1")))
        grpc_calls.append(rpc_infer(datatype + " raw", message(lambda d=datatype: [tensor(d, True)], request_id="1"), answer_to(datatype, array)))
        if datatype != "FP16":
            types.append(infer(datatype + " JSON", message(lambda d=datatype: [tensor(d, False)], request_id="1"), inferred(("y", datatype, array), id="1")))
            grpc_calls.append(rpc_infer(datatype + " typed", message(lambda d=datatype: [tensor(d, False)], request_id="1"), answer_to(datatype, array)))
    rest_calls = types + [
        infer("id made up, outputs asked for", message(plain, request_outputs=[RequestedOutput("y", {"binary_data": True})]), inferred(("y", "FP32", ARRAYS["FP32"]), binary="y", id="1")),
        infer("JSON answer to a binary request", message(plain, request_id="1"), inferred(("y", "FP32", ARRAYS["FP32"]), id="1")),
        infer("parameters and headers", message(lambda: [tensor("FP32", False)], request_id="1", parameters={"s": "v", "i": 1}), inferred(("y", "FP32", ARRAYS["FP32"]), id="1"), headers={"x-request-id": "r"}),
        infer("a dict", lambda: {"inputs": [{"name": "x", "shape": [2], "datatype": "FP32", "data": [1, 2]}]}, inferred(("y", "FP32", ARRAYS["FP32"]), id="1")),
        infer("answer without an id", message(plain, request_id="1"), inferred(("y", "FP32", ARRAYS["FP32"]))),
        infer("error 400", message(plain, request_id="1"), as_json({"error": "no such input"}, 400)),
        Call("V1 predict", lambda address: rest(address, "infer", {"instances": [[1, 2]]}, model_name="m", protocol="v1"), as_json({"predictions": [1]})),
        Call("is_server_live", lambda address: rest(address, "is_server_live"), as_json({"live": True})),
        Call("is_server_live, empty body", lambda address: rest(address, "is_server_live"), empty()),
        Call("is_server_ready", lambda address: rest(address, "is_server_ready"), as_json({"ready": True})),
        Call("is_server_ready, empty body", lambda address: rest(address, "is_server_ready"), empty()),
        Call("is_server_ready, 503", lambda address: rest(address, "is_server_ready"), empty(503)),
        Call("is_model_ready", lambda address: rest(address, "is_model_ready", "m"), as_json({"name": "m", "ready": True})),
        Call("is_model_ready, empty body", lambda address: rest(address, "is_model_ready", "m"), empty()),
        Call("V1 is_server_live", lambda address: rest(address, "is_server_live", protocol="v1"), as_json({"status": "alive"})),
        Call("V1 is_model_ready", lambda address: rest(address, "is_model_ready", "m", protocol="v1"), as_json({"name": "m", "ready": True})),
    ]
    grpc_calls += [
        rpc_infer("two inputs, one raw and one typed", message(lambda: [tensor("FP32", True), tensor("INT64", False, name="z")], request_id="1"), answer_to("FP32", ARRAYS["FP32"])),
        rpc_infer("parameters, outputs, version", message(plain, request_id="1", parameters={"s": "v", "i": 1, "b": True}, request_outputs=[RequestedOutput("y")], model_version="2"), answer_to("FP32", ARRAYS["FP32"])),
        rpc_infer("headers", message(plain, request_id="1"), answer_to("FP32", ARRAYS["FP32"]), headers=(("authorization", "Bearer t"),)),
        rpc_infer("answer typed", message(plain, request_id="1"), pb.ModelInferResponse(model_name="m", id="1", outputs=[{"name": "y", "datatype": "FP32", "shape": [2], "contents": {"fp32_contents": [1.5, 2.5]}}])),
        rpc_infer("error NOT_FOUND", message(plain, request_id="1"), (grpc.StatusCode.NOT_FOUND, "no model")),
        Call("is_server_live", lambda address: rpc(address, "is_server_live"), pb.ServerLiveResponse(live=True), pb.ServerLiveRequest),
        Call("is_server_ready", lambda address: rpc(address, "is_server_ready"), pb.ServerReadyResponse(ready=True), pb.ServerReadyRequest),
        Call("is_model_ready", lambda address: rpc(address, "is_model_ready", "m"), pb.ModelReadyResponse(ready=True), pb.ModelReadyRequest),
    ]
    return {"kserve-client.rest": ("http", rest_calls), "kserve-client.grpc": ("grpc", grpc_calls)}


CLIENTS = {"tritonclient": lambda: {**triton_http(), **triton_grpc()}, "kserve": kserve_clients}
