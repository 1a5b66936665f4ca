# SPDX-License-Identifier: Apache-2.0
"""Makes a gRPC call from bytes and gives the pair to record. record_grpc.py and record_v2.py share it."""
import base64
import hashlib
import json
import os

os.environ.update(GRPC_ENABLE_FORK_SUPPORT="0", GRPC_VERBOSITY="ERROR")
import grpc  # noqa: E402
from google.protobuf import json_format  # noqa: E402

COMPRESSION = {"gzip": grpc.Compression.Gzip, "deflate": grpc.Compression.Deflate}
LARGE = 10000


def as_base64(data):
    return base64.b64encode(data).decode("ascii")


def readable(message_class, data):
    """proto3 JSON for people; absent when the bytes have none."""
    try:
        message = message_class.FromString(data)
        return {"json": json.loads(json_format.MessageToJson(message, sort_keys=True))}
    except Exception:
        return {}


def in_order(message_class, data):
    """The same bytes with the entries of maps sorted: servers write them in another order on every start."""
    sorted_data = message_class.FromString(data).SerializeToString(deterministic=True)
    return sorted_data if len(sorted_data) == len(data) else data


def serialised(message_class, payload):
    """Bytes of a request, which is given as bytes or as proto3 JSON."""
    if isinstance(payload, bytes):
        return payload
    return json_format.ParseDict(payload, message_class()).SerializeToString(deterministic=True)


def shown(message_class, data):
    if len(data) > LARGE:
        return {"length": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return {"bytes": as_base64(data), **readable(message_class, data)}


def error_of(call):
    return {"code": call.code().name, "details": call.details()}


def with_metadata(got, call):
    """Adds the names of the metadata that the client saw, if any."""
    for key, metadata in (("initialMetadata", call.initial_metadata()), ("trailingMetadata", call.trailing_metadata())):
        if metadata:
            got[key] = sorted(name for name, _ in metadata)
    return got


def options_of(call):
    pairs = [(k, base64.b64decode(v) if k.endswith("-bin") else v) for k, v in call.get("metadata", [])]
    return {"timeout": 60, "metadata": pairs, "compression": COMPRESSION.get(call.get("compression"))}


def unary(call, channel, settle, request_class, response_class):
    data = serialised(request_class, call["payload"])
    future = channel.unary_unary(call["method"]).future(data, **options_of(call))
    if future.exception() is not None:
        return shown(request_class, data), with_metadata(error_of(future), future)
    answer = in_order(response_class, settle(future.result()))
    return shown(request_class, data), with_metadata({"code": "OK", **shown(response_class, answer)}, future)


def stream(call, channel, settle, request_class, response_class):
    """A call with a stream both ways: the payload is a list, all of it is sent at once."""
    data = [serialised(request_class, payload) for payload in call["payload"]]
    answers = channel.stream_stream(call["method"])(iter(data), **options_of(call))
    messages = []
    got = {"code": "OK"}
    try:
        for answer in answers:
            messages.append(shown(response_class, in_order(response_class, settle(answer))))
    except grpc.RpcError:
        got = error_of(answers)
    return {"stream": [shown(request_class, item) for item in data]}, with_metadata({**got, "stream": messages}, answers)


def exchange(call, channel, types, settle=lambda data: data):
    """The pair of a call. types gives the request and response class of a method; settle replaces what is made up."""
    ask = stream if isinstance(call["payload"], list) else unary
    sent, got = ask(call, channel, settle, *types(call["method"]))
    sent = {**call.get("shown", sent), **{key: call[key] for key in ("metadata", "compression") if key in call}}
    return {"name": call["name"], "method": call["method"], "request": sent, "response": got}


def open_channel(port):
    options = [("grpc.max_receive_message_length", -1), ("grpc.enable_http_proxy", 0)]
    channel = grpc.insecure_channel("127.0.0.1:%d" % port, options=options)
    grpc.channel_ready_future(channel).result(120)
    return channel
