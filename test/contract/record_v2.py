# SPDX-License-Identifier: Apache-2.0
"""Record what MLServer and KServe answer to Open Inference (V2) requests over REST and gRPC.

How to run, from the root of the repository, with Python 3.12, once for each server:

    python3.12 -m venv /tmp/mlserver
    /tmp/mlserver/bin/pip install -r test/contract/requirements-mlserver.txt
    /tmp/mlserver/bin/python test/contract/record_v2.py mlserver

    python3.12 -m venv /tmp/kserve
    /tmp/kserve/bin/pip install -r test/contract/requirements-kserve.txt
    /tmp/kserve/bin/python test/contract/record_v2.py kserve

The requests are in cases_v2.py, the models in v2_models/. `--out DIR` writes elsewhere than to pairs-v2/. Ids that the
server makes up become zeros; the body of a gzip answer is recorded inflated.
"""
import argparse
import contextlib
import gzip
import http.client
import importlib
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

sys.dont_write_bytecode = True
import cases_v2  # noqa: E402
import grpc_calls  # noqa: E402
import record  # noqa: E402

from grpc_calls import as_base64  # noqa: E402

KEPT_HEADERS = re.compile(r"content-type|content-encoding|inference-header-content-length|location|allow|vary|access-control-.*")
UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
NO_UUID = b"00000000-0000-4000-8000-000000000000"
MESSAGES = {"mlserver": "mlserver.grpc.dataplane_pb2", "kserve": "kserve.protocol.grpc.grpc_predict_v2_pb2"}
PACKAGES = {"mlserver": ("fastapi", "pydantic", "grpcio", "numpy"), "kserve": ("fastapi", "pydantic", "grpcio", "numpy", "orjson")}
MODELS = {"echo": ("Echo", None), "fixed": ("Fixed", "1"), "raises": ("Raises", None), "asleep": ("Asleep", None)}
FIXED_METADATA = {
    "inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 2]}],
    "outputs": [{"name": "scores", "datatype": "FP32", "shape": [1, 2]}, {"name": "labels", "datatype": "BYTES", "shape": [2]}],
}


def recorded_from(server):
    packages = ["%s %s" % (name, version(name)) for name in (server,) + PACKAGES[server]]
    return ", ".join([packages[0], "Python " + platform.python_version()] + packages[1:])


def write_settings(folder, ports, asleep):
    """What MLServer reads: its own settings and a folder for each model."""
    settings = {"debug": False, "host": "127.0.0.1", "http_port": ports["http"], "grpc_port": ports["grpc"], "metrics_port": ports["metrics"], "parallel_workers": 0}
    (folder / "settings.json").write_text(json.dumps(settings))
    for name, (kind, model_version) in MODELS.items():
        if name == "asleep" and not asleep:
            continue
        model = {"name": name, "implementation": "mlserver_models." + kind, "parameters": {"version": model_version}}
        model.update(FIXED_METADATA if name == "fixed" else {})
        (folder / name).mkdir()
        (folder / name / "model-settings.json").write_text(json.dumps(model))


@contextlib.contextmanager
def serving(server, ports, asleep):
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as log:
        models = record.HERE / "v2_models"
        command = [sys.executable, str(models / "kserve_models.py"), "--http_port", str(ports["http"]), "--grpc_port", str(ports["grpc"])]
        if server == "mlserver":
            write_settings(Path(folder), ports, asleep)
            command = [str(Path(sys.executable).parent / "mlserver"), "start", folder]
        env = {"PATH": os.environ["PATH"], "HOME": folder, "LANG": "C.UTF-8", "PYTHONPATH": str(models), "PYTHONDONTWRITEBYTECODE": "1"}
        process = subprocess.Popen(command, env=env, cwd=folder, stdout=log, stderr=log, start_new_session=True)
        try:
            yield lambda: wait_ready(process, ports["http"], log)
        finally:
            record.stop(process)


def wait_ready(process, port, log):
    deadline = time.time() + 120
    while True:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            try:
                connection.request("GET", "/v2/models/echo/ready")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
        if process.poll() is not None or time.time() > deadline:
            log.seek(0)
            raise RuntimeError("the server did not start:\n" + log.read().decode("utf-8", "replace")[-3000:])
        time.sleep(0.2)


def without_uuid(data):
    return UUID.sub(NO_UUID, data)


def head_of(headers, body):
    """A body with binary tensor data after its JSON: all of it, and the JSON for people. Empty for another body."""
    length = headers.get(cases_v2.LENGTH, "")
    if not length.isdigit() or not 0 < int(length) < len(body):
        return {}
    return {"bodyBase64": as_base64(body), "head": body[: int(length)].decode("utf-8", "replace")}


def body_of(answer):
    """The body of an answer; of a long error text, which repeats the request, only how it begins."""
    body = record.as_body(answer)
    return body if len(body.get("body", "")) < 3000 else {"bodyBegins": body["body"][:300]}


def rest_exchange(request, port):
    body = request["body"]
    data = body.encode("utf-8") if isinstance(body, str) else body
    sent = {"method": request["method"], "path": request["path"], "headers": request["headers"]}
    if data is not None:
        sent.update(head_of(sent["headers"], data) or record.as_body(data))
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.putrequest(request["method"], request["path"], skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", "model.example")
        for name, value in request["headers"].items():
            connection.putheader(name, value)
        if data is not None or request["method"] in ("POST", "PUT"):
            connection.putheader("Content-Length", str(len(data or b"")))
        connection.endheaders(data)
        response = connection.getresponse()
        answer = response.read()
    headers = {name.lower(): value for name, value in response.getheaders() if KEPT_HEADERS.fullmatch(name.lower())}
    answer = without_uuid(gzip.decompress(answer) if headers.get("content-encoding") == "gzip" else answer)
    got = {"status": response.status, "headers": dict(sorted(headers.items())), **(head_of(headers, answer) or body_of(answer))}
    return {"name": request["name"], "request": sent, "response": got}


def message_types(messages):
    service = messages.DESCRIPTOR.services_by_name["GRPCInferenceService"]

    def types(method):
        name = {"ModelStreamInfer": "ModelInfer"}.get(method.split("/")[-1], method.split("/")[-1])
        name = name if name in service.methods_by_name else "ModelMetadata"
        return getattr(messages, name + "Request"), getattr(messages, name + "Response")

    return types


def record_grpc(server, calls, port):
    types = message_types(importlib.import_module(MESSAGES[server]))
    with grpc_calls.open_channel(port) as channel:
        return [grpc_calls.exchange(call, channel, types, without_uuid) for call in calls]


def main():
    parser = argparse.ArgumentParser(description="Record V2 pairs from a published server; see the docstring.")
    parser.add_argument("server", choices=sorted(MESSAGES))
    parser.add_argument("--out", type=Path, default=record.HERE / "pairs-v2")
    args = parser.parse_args()
    server = args.server

    files = {}
    for asleep in (False, True) if server == "mlserver" else (False,):
        ports = {kind: record.free_port() for kind in ("http", "grpc", "metrics")}
        with serving(server, ports, asleep) as wait:
            wait()
            for group, requests in cases_v2.REST.items():
                if asleep == (group == "asleep"):
                    files["rest." + group] = [rest_exchange(r, ports["http"]) for r in requests if server in r.get("only", server)]
            for group, calls in cases_v2.GRPC.items():
                if asleep == (group == "asleep"):
                    files["grpc." + group] = record_grpc(server, calls, ports["grpc"])
    for group, pairs in files.items():
        record.write(args.out, server + "." + group, {"recordedFrom": recorded_from(server), "pairs": pairs})
        print("%4d  %s.%s" % (len(pairs), server, group))


if __name__ == "__main__":
    main()
