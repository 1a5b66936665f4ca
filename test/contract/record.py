# SPDX-License-Identifier: Apache-2.0
"""Record what the published Python wrapper (seldon-core 1.17.1) answers.

How to run, from the root of the repository, with Python 3.8:

    python3.8 -m venv /tmp/wrapper
    /tmp/wrapper/bin/pip install -r test/contract/requirements.txt
    /tmp/wrapper/bin/python test/contract/record.py

and once more, in a second environment, for the pairs that need TensorFlow:

    python3.8 -m venv /tmp/wrapper-tf
    /tmp/wrapper-tf/bin/pip install -r test/contract/requirements-tensorflow.txt
    /tmp/wrapper-tf/bin/python test/contract/record.py

Arguments are names of pairs files (without .json) to record only those; `--out DIR` writes elsewhere.

Every file of cases.py is one start of the real `seldon-core-microservice` with one class of components/. Requests
go over HTTP, in the order of the file, each on its own connection. Nothing in pairs/ is written by hand. What is
not the same on every run is replaced: the Date, Server, Connection and Content-Length headers are left out, the
Allow header is sorted, and in scraped metrics the worker_id label (a process id) becomes "1". The header
`access-control-allow-origin: *`, which every response has unless another value is recorded, is left out too.
"""
import argparse
import base64
import concurrent.futures
import http.client
import importlib.util
import json
import os
import platform
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))
import cases  # noqa: E402

SERVER = Path(sys.executable).parent / "seldon-core-microservice"
TENSORFLOW = importlib.util.find_spec("tensorflow") is not None
KEPT_HEADERS = re.compile(r"content-type|content-disposition|location|allow|vary|access-control-.*")
BODY_NOT_KEPT = {"/seldon.json"}  # a file of Seldon's, not ours to copy


def recorded_from():
    parts = ["seldon-core " + version("seldon-core"), "Python " + platform.python_version()]
    for package in ("numpy", "flask", "werkzeug", "protobuf") + (("tensorflow-cpu",) if TENSORFLOW else ()):
        parts.append("%s %s" % (package, version(package)))
    return ", ".join(parts)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def launch(interface, arguments, env, log):
    """Start the wrapper in its own process group, with a clean environment and without gRPC."""
    ports = {"http": free_port(), "metrics": free_port()}
    command = [str(SERVER), interface, "--grpc-workers", "0"]
    command += ["--http-port", str(ports["http"]), "--metrics-port", str(ports["metrics"])] + arguments
    clean = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": tempfile.gettempdir(),
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    process = subprocess.Popen(
        command, cwd=str(HERE / "components"), env={**clean, **env}, stdout=log, stderr=log, start_new_session=True
    )
    return process, ports


def stop(process):
    for sig in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sig)
        except ProcessLookupError:
            break
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            pass
    process.wait()


def wait_ready(process, ports, log):
    deadline = time.time() + 120
    for port, path in ((ports["http"], "/health/ping"), (ports["metrics"], "/not-a-path")):
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                connection.request("GET", path)
                connection.getresponse().read()
                break
            except OSError:
                if process.poll() is not None or time.time() > deadline:
                    log.seek(0)
                    raise RuntimeError("the wrapper did not start:\n" + log.read().decode("utf-8", "replace")[-3000:])
                time.sleep(0.1)
            finally:
                connection.close()


def as_body(data):
    try:
        return {"body": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"bodyBase64": base64.b64encode(data).decode("ascii")}


def exchange(request, ports):
    body = request["body"]
    data = body.encode("utf-8") if isinstance(body, str) else body
    connection = http.client.HTTPConnection("127.0.0.1", ports[request["port"]], timeout=60)
    connection.putrequest(request["method"], request["path"], skip_host=True, skip_accept_encoding=True)
    connection.putheader("Host", "component.example")
    for name, value in request["headers"].items():
        connection.putheader(name, value)
    if data is not None or request["method"] in ("POST", "PUT"):
        connection.putheader("Content-Length", str(len(data or b"")))
    connection.endheaders(data)
    response = connection.getresponse()
    answer = response.read()
    connection.close()

    headers = {}
    for name, value in response.getheaders():
        name = name.lower()
        if KEPT_HEADERS.fullmatch(name):
            if name in ("allow", "access-control-allow-methods"):
                value = ", ".join(sorted(v.strip() for v in value.split(",")))
            if (name, value) != ("access-control-allow-origin", "*"):
                headers[name] = value
    if request["port"] == "metrics":
        answer = re.sub(rb'worker_id="\d+"', b'worker_id="1"', answer)

    sent = {"method": request["method"], "path": request["path"], "headers": request["headers"]}
    if request["port"] != "http":
        sent["port"] = request["port"]
    if data is not None:
        sent.update(as_body(data))
    got = {"status": response.status, "headers": dict(sorted(headers.items()))}
    if request["path"] in BODY_NOT_KEPT:
        got["bodyNotRecorded"] = True
    else:
        got.update(as_body(answer))
    return {"name": request["name"], "request": sent, "response": got}


def record(case):
    env = dict(case["env"])
    if case["parameters"]:
        env["PREDICTIVE_UNIT_PARAMETERS"] = json.dumps(case["parameters"])
    with tempfile.TemporaryFile() as log:
        process, ports = launch(case["component"], ["--service-type", case["serviceType"]], env, log)
        try:
            wait_ready(process, ports, log)
            pairs = [exchange(request, ports) for request in case["pairs"]]
        finally:
            stop(process)
    result = {key: case[key] for key in ("component", "serviceType", "env", "parameters")}
    if case["ordered"]:
        result["ordered"] = True
    result["recordedFrom"] = recorded_from()
    result["pairs"] = pairs
    return result


def record_failure(failure):
    name, interface, arguments, env = failure
    with tempfile.TemporaryFile() as log:
        process, _ = launch(interface, arguments, env, log)
        try:
            code = process.wait(60)
        finally:
            stop(process)
        log.seek(0)
        lines = log.read().decode("utf-8", "replace").rstrip().splitlines()
    result = {"name": name, "interface": interface, "arguments": arguments, "env": env, "exitCode": code}
    errors = [line for line in lines if re.match(r"[A-Za-z_.]*(Error|Exception)\b|.*: error: |.*Unknown args", line)]
    errors = [line for line in errors if not re.search("can only join a child process|_run_exitfuncs", line)]
    if errors:
        last = re.sub(r"^\S+ \S+ - (.*?):\w+:\d+ - ", r"\1 ", errors[-1])
        result["lastError"] = re.sub(r"\(/[^)]*\)", "(...)", last)
    return result


def write(directory, name, content):
    directory.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, indent=1, ensure_ascii=False)
    # A lone surrogate or a control character must survive a text editor.
    text = re.sub("[\u007f-\u009f\u2028\u2029\ufeff\ud800-\udfff]", lambda m: "\\u%04x" % ord(m.group()), text)
    (directory / (name + ".json")).write_text(text + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description="Record pairs from the real wrapper; see the docstring.")
    parser.add_argument("only", nargs="*")
    parser.add_argument("--out", type=Path, default=HERE / "pairs")
    parser.add_argument("--jobs", type=int, default=4)
    args = parser.parse_args()

    wanted = [c for c in cases.CASES if c["tensorflow"] == TENSORFLOW and (not args.only or c["file"] in args.only)]
    total = 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for case, result in zip(wanted, pool.map(record, wanted)):
            write(args.out, case["file"], result)
            total += len(result["pairs"])
            print("%4d  %s" % (len(result["pairs"]), case["file"]), flush=True)
        if not TENSORFLOW and (not args.only or "startup-failures" in args.only):
            failures = list(pool.map(record_failure, cases.STARTUP_FAILURES))
            write(args.out, "startup-failures", {"recordedFrom": recorded_from(), "failures": failures})
            print("%4d  startup-failures (starts, not pairs)" % len(failures))
    print("%4d pairs in %d files" % (total, len(wanted)))


if __name__ == "__main__":
    main()
