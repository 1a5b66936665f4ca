# SPDX-License-Identifier: Apache-2.0
"""Record what the published Python wrapper (seldon-core 1.17.1) answers over gRPC.

How to run, from the root of the repository, with Python 3.8:

    python3.8 -m venv /tmp/wrapper
    /tmp/wrapper/bin/pip install -r test/contract/requirements-grpc.txt
    /tmp/wrapper/bin/python test/contract/record_grpc.py

and once more, with requirements-tensorflow.txt installed too, for the pairs with a tftensor.

Arguments are names of pairs files (without .json) to record only those; `--out DIR` writes elsewhere. Every case of
cases_grpc.py is one start of the real `seldon-core-microservice` with one class of components/. The file wire.json
has HTTP/2 headers and data as they are, the other files what a gRPC client sees.
"""
import argparse
import concurrent.futures
import json
import socket
import subprocess
import sys
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path

sys.dont_write_bytecode = True
import cases_grpc  # noqa: E402
import grpc_calls  # noqa: E402
import record  # noqa: E402

from google.protobuf import empty_pb2, symbol_database  # noqa: E402, F401
from grpc_calls import as_base64  # noqa: E402
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc  # noqa: E402
from seldon_core.proto import prediction_pb2  # noqa: E402

warnings.filterwarnings("ignore")
# The annotation on message sizes is read from a fixed file, which is the only thing replaced here.
ANNOTATED = "import sys, seldon_core.microservice as m; m.ANNOTATIONS_FILE = sys.argv.pop(1); m.main()"


def recorded_from():
    return record.recorded_from() + ", grpcio " + version("grpcio")


def message_types(method):
    """Request and response class of a method; an unknown method takes and gives a SeldonMessage."""
    service, name = method.strip("/").split("/")
    descriptor = prediction_pb2.DESCRIPTOR.services_by_name.get(service.split(".")[-1])
    found = descriptor.methods_by_name.get(name) if descriptor else None
    if found is None:
        return prediction_pb2.SeldonMessage, prediction_pb2.SeldonMessage
    pool = symbol_database.Default()
    return pool.GetPrototype(found.input_type), pool.GetPrototype(found.output_type)


def prepared(call):
    """A call with its payload; strDataLength stands for a SeldonMessage too large to write down."""
    if "strDataLength" not in call:
        return call
    length = call["strDataLength"]
    payload = prediction_pb2.SeldonMessage(strData="a" * length).SerializeToString()
    return {**call, "payload": payload, "shown": {"strDataLength": length}}


class Wrapper:
    """One start of the wrapper."""

    def __init__(self, case):
        env = dict(case["env"], PREDICTIVE_UNIT_PARAMETERS=json.dumps(case["parameters"]))
        self.log = tempfile.TemporaryFile()
        self.port = record.free_port()
        command = [str(record.SERVER)]
        if case["maxMessage"]:
            self.annotations = tempfile.NamedTemporaryFile("w")
            self.annotations.write('seldon.io/grpc-max-message-size="%d"\n' % case["maxMessage"])
            self.annotations.flush()
            command = [sys.executable, "-c", ANNOTATED, self.annotations.name]
        command += [case["component"], "--service-type", case["serviceType"], "--grpc-port", str(self.port)]
        command += ["--http-port", str(record.free_port()), "--metrics-port", str(record.free_port())]
        clean = {"PATH": "/usr/bin:/bin", "HOME": tempfile.gettempdir(), "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
        clean.update({"PYTHONDONTWRITEBYTECODE": "1", "TF_CPP_MIN_LOG_LEVEL": "3"})
        self.process = subprocess.Popen(
            command, cwd=str(record.HERE / "components"), env={**clean, **env}, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def channel(self):
        try:
            return grpc_calls.open_channel(self.port)
        except grpc_calls.grpc.FutureTimeoutError:
            self.log.seek(0)
            raise RuntimeError("the wrapper did not start:\n" + self.log.read().decode("utf-8", "replace")[-3000:])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        record.stop(self.process)


def record_case(case):
    with Wrapper(case) as wrapper, wrapper.channel() as channel:
        pairs = [grpc_calls.exchange(prepared(call), channel, message_types) for call in case["pairs"]]
    result = {key: case[key] for key in ("component", "serviceType", "env", "parameters")}
    if case["maxMessage"]:
        result["annotations"] = {"seldon.io/grpc-max-message-size": str(case["maxMessage"])}
    if case["ordered"]:
        result["ordered"] = True
    return {**result, "recordedFrom": recorded_from(), "pairs": pairs}


def raw_exchange(port, headers, frames):
    """One HTTP/2 request on a connection of its own, and everything that comes back on its stream."""
    from h2.config import H2Configuration
    from h2.connection import H2Connection
    from h2.events import ConnectionTerminated, DataReceived, ResponseReceived, StreamEnded, StreamReset, TrailersReceived

    connection = H2Connection(H2Configuration(header_encoding="utf-8", validate_outbound_headers=False, validate_inbound_headers=False))
    got = {"headers": [], "data": b"", "trailers": []}
    with socket.create_connection(("127.0.0.1", port), timeout=5) as s:
        connection.initiate_connection()
        connection.send_headers(1, headers, end_stream=not frames)
        for number, frame in enumerate(frames, 1):
            connection.send_data(1, frame, end_stream=number == len(frames))
        s.sendall(connection.data_to_send())
        while True:
            try:
                data = s.recv(65536)
            except socket.timeout:
                return {**got, "ended": "no end within 5 s"}
            for event in connection.receive_data(data) if data else [None]:
                if isinstance(event, ResponseReceived):
                    got["headers"] = [list(pair) for pair in event.headers]
                elif isinstance(event, DataReceived):
                    got["data"] += event.data
                elif isinstance(event, TrailersReceived):
                    got["trailers"] = [list(pair) for pair in event.headers]
                elif isinstance(event, (StreamReset, ConnectionTerminated)):
                    return {**got, "ended": "%s, code %d" % (type(event).__name__, event.error_code)}
                elif event is None or isinstance(event, StreamEnded):
                    return got if event else {**got, "ended": "connection closed"}
            s.sendall(connection.data_to_send())


def record_wire():
    case = dict(component="Echo", serviceType="MODEL", env=cases_grpc.UNIT, parameters=[], maxMessage=None)
    exchanges = []
    with Wrapper(case) as wrapper, wrapper.channel() as channel:
        for name, changes, data in cases_grpc.WIRE:
            headers = [[k, v] for k, v in {**cases_grpc.HEADERS, **changes}.items() if v is not None]
            frames = data if isinstance(data, list) else [data] if data else []
            got = raw_exchange(wrapper.port, [tuple(pair) for pair in headers], frames)
            got["data"] = as_base64(got["data"])
            sent = {"headers": headers, "data": [as_base64(frame) for frame in frames]}
            exchanges.append({"name": name, "request": sent, "response": got})
        asked = reflection_pb2.ServerReflectionRequest(list_services="")
        answer = next(reflection_pb2_grpc.ServerReflectionStub(channel).ServerReflectionInfo(iter([asked])))
    services = [service.name for service in answer.list_services_response.service]
    return {"component": "Echo", "recordedFrom": recorded_from(), "reflection": services, "exchanges": exchanges}


def main():
    parser = argparse.ArgumentParser(description="Record gRPC pairs from the real wrapper; see the docstring.")
    parser.add_argument("only", nargs="*")
    parser.add_argument("--out", type=Path, default=record.HERE / "pairs-grpc")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()

    wanted = [c for c in cases_grpc.CASES if c["tensorflow"] == record.TENSORFLOW and (not args.only or c["file"] in args.only)]
    total = 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for case, result in zip(wanted, pool.map(record_case, wanted)):
            record.write(args.out, case["file"], result)
            total += len(result["pairs"])
            print("%4d  %s" % (len(result["pairs"]), case["file"]), flush=True)
    if not record.TENSORFLOW and (not args.only or "wire" in args.only):
        result = record_wire()
        record.write(args.out, "wire", result)
        print("%4d  wire (HTTP/2 exchanges)" % len(result["exchanges"]))
    print("%4d pairs in %d files" % (total, len(wanted)))


if __name__ == "__main__":
    main()
