# SPDX-License-Identifier: Apache-2.0
"""Record what the clients of Triton (tritonclient.http, tritonclient.grpc) and KServe send, and what they read from answers.

How to run, from the root of the repository, with Python 3.12:

    python3.12 -m venv /tmp/tritonclient
    /tmp/tritonclient/bin/pip install -r test/contract/requirements-tritonclient.txt
    /tmp/tritonclient/bin/python test/contract/record_v2_clients.py tritonclient

and with the environment of requirements-kserve.txt:

    /tmp/kserve/bin/python test/contract/record_v2_clients.py kserve

The calls are in clients_v2.py, with the answers that a small server here gives to them. `--out DIR` writes elsewhere
than to pairs-v2/. Of what is sent only the address, ids that the client makes up and times in gzip headers are replaced.
"""
import argparse
import json
import platform
import re
import socket
import sys
import threading
from concurrent import futures
from importlib.metadata import version
from pathlib import Path

sys.dont_write_bytecode = True
import grpc_calls  # noqa: E402
import record  # noqa: E402

import grpc  # noqa: E402
import numpy as np  # noqa: E402
from clients_v2 import CLIENTS  # noqa: E402
from grpc_calls import as_base64  # noqa: E402

UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NO_UUID = b"00000000-0000-4000-8000-000000000000"
LENGTH = "inference-header-content-length"


def split_body(headers, body):
    """The recorded form of a body; `head` is the JSON before binary tensor data, for people."""
    if not body:
        return {}
    length = {name.lower(): value for name, value in headers}.get(LENGTH, "")
    if length.isdigit() and 0 < int(length) < len(body):
        return {"bodyBase64": as_base64(body), "head": body[: int(length)].decode("utf-8", "replace")}
    return record.as_body(body)


class HttpRecorder:
    """Keeps the one request that a client sends, and answers it as told."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.requests = []
        self.answer = None
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        stream = connection.makefile("rb")
        while line := stream.readline().decode().rstrip():
            headers = []
            while header := stream.readline().decode("latin-1").rstrip("\r\n"):
                headers.append(header.split(": ", 1))
            length = dict((name.lower(), value) for name, value in headers).get("content-length", "0")
            self.requests.append((line, headers, stream.read(int(length))))
            status, answer_headers, body = self.answer
            lines = ["HTTP/1.1 %d Recorded" % status] + ["%s: %s" % pair for pair in answer_headers] + ["Content-Length: %d" % len(body)]
            connection.sendall("\r\n".join(lines + ["", ""]).encode() + body)

    def shown(self):
        (line, headers, body), = self.requests
        method, path, _ = line.split(" ")
        if body[:2] == b"\x1f\x8b":
            body = body[:4] + b"\0\0\0\0" + body[8:]
        headers = [[name, "server.example" if name.lower() == "host" else value] for name, value in headers]
        return {"method": method, "path": path, "headers": headers, **split_body(headers, UUID.sub(NO_UUID, body))}

    def expect(self, answer):
        self.requests, self.answer = [], answer

    def answered(self):
        status, headers, body = self.answer
        return {"status": status, "headers": dict(headers), **split_body(headers, body)}


class GrpcRecorder(grpc.GenericRpcHandler):
    """The same for gRPC. An answer is a message, a list of them for a stream, or a status code with its details."""

    def __init__(self):
        self.server = grpc.server(futures.ThreadPoolExecutor(2), handlers=[self])
        self.port = self.server.add_insecure_port("127.0.0.1:0")
        self.server.start()
        self.messages = []

    def service(self, details):
        self.method = details.method
        self.metadata = [[k, v] for k, v in details.invocation_metadata if k != "user-agent"]
        return grpc.stream_stream_rpc_method_handler(self.stream) if isinstance(self.answer, list) else grpc.unary_unary_rpc_method_handler(self.unary)

    def unary(self, data, context):
        self.messages.append(data)
        if isinstance(self.answer, tuple):
            context.abort(*self.answer)
        return self.answer.SerializeToString(deterministic=True)

    def stream(self, requests, context):
        for data, answer in zip(requests, self.answer):
            self.messages.append(data)
            yield answer.SerializeToString(deterministic=True)

    def expect(self, answer):
        self.messages, self.answer, self.method = [], answer, None

    def shown(self):
        messages = [grpc_calls.shown(self.request_class, grpc_calls.in_order(self.request_class, UUID.sub(NO_UUID, data))) for data in self.messages]
        sent = {"method": self.method, **({"stream": messages} if isinstance(self.answer, list) else messages[0])}
        return {**sent, **({"metadata": self.metadata} if self.metadata else {})}

    def answered(self):
        if isinstance(self.answer, tuple):
            return {"code": self.answer[0].name, "details": self.answer[1]}
        answers = [self.answer] if not isinstance(self.answer, list) else self.answer
        shown = [grpc_calls.shown(type(answer), answer.SerializeToString(deterministic=True)) for answer in answers]
        return {"code": "OK", **({"stream": shown} if isinstance(self.answer, list) else shown[0])}


def plain(value):
    """What a client returned, as JSON: arrays with shape and type, bytes as {"b64": …}."""
    if isinstance(value, np.ndarray):
        return {"dtype": str(value.dtype), "shape": list(value.shape), "values": plain(value.ravel().tolist())}
    if isinstance(value, bytes):
        return {"b64": as_base64(value)}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def run(call, recorder):
    recorder.expect(call.answer)
    recorder.request_class = call.request_class
    try:
        read = {"read": plain(call.ask("127.0.0.1:%d" % recorder.port))}
    except Exception as error:
        text = re.sub(r"127\.0\.0\.1:\d+", "server.example", str(error))
        read = {"raised": type(error).__name__ + ": " + text}
    return {"name": call.name, "request": recorder.shown(), "response": recorder.answered(), **read}


def main():
    parser = argparse.ArgumentParser(description="Record what V2 clients send; see the docstring.")
    parser.add_argument("client", choices=sorted(CLIENTS))
    parser.add_argument("--out", type=Path, default=record.HERE / "pairs-v2")
    args = parser.parse_args()

    packages = ["%s %s" % (name, version(name)) for name in (args.client, "numpy", "grpcio")]
    recorded_from = ", ".join(packages[:1] + ["Python " + platform.python_version()] + packages[1:])
    recorders = {"http": HttpRecorder(), "grpc": GrpcRecorder()}
    for name, (transport, calls) in CLIENTS[args.client]().items():
        pairs = [run(call, recorders[transport]) for call in calls]
        record.write(args.out, name, {"recordedFrom": recorded_from, "pairs": json.loads(json.dumps(pairs))})
        print("%4d  %s" % (len(pairs), name))


if __name__ == "__main__":
    main()
