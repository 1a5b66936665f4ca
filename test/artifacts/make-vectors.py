# SPDX-License-Identifier: Apache-2.0
"""Record how botocore and azure-storage-blob sign requests.

How to run, from the root of the repository, with Python 3.9 or newer:

    pip install botocore==1.43.11 azure-storage-blob==12.31.1
    python test/artifacts/make-vectors.py

Writes test/artifacts/signatures.json. Keys are made up.
"""

import base64
import datetime
import json
import pathlib

import botocore.auth
from azure.core.pipeline.transport import HttpRequest
from azure.core.pipeline import PipelineContext, PipelineRequest
from azure.storage.blob._shared.authentication import SharedKeyCredentialPolicy
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

NOW = datetime.datetime(2026, 3, 4, 5, 6, 7, tzinfo=datetime.timezone.utc)
botocore.auth.get_current_datetime = lambda *_, **__: NOW.replace(tzinfo=None)

S3 = [
    ("GET", "https://bucket.s3.eu-west-1.amazonaws.com/models/iris/model.joblib", {}, None, "eu-west-1"),
    ("HEAD", "https://bucket.s3.eu-west-1.amazonaws.com/models/iris/model.joblib", {}, None, "eu-west-1"),
    ("GET", "http://minio:9000/bucket/a%20b/%C3%A9%2B%28x%29%27%2A~", {}, None, "us-east-1"),
    (
        "GET",
        "http://minio:9000/bucket/?list-type=2&prefix=a%20b%2F%C3%A9%2B&encoding-type=url&continuation-token=x%2Fy%3D%3D",
        {},
        None,
        "us-east-1",
    ),
    (
        "GET",
        "https://bucket.s3.cn-north-1.amazonaws.com.cn/x",
        {"range": "bytes=100-", "if-match": '"abc"'},
        "a/session+token==",
        "cn-north-1",
    ),
]


def s3_vector(method, url, headers, token, region):
    request = AWSRequest(method=method, url=url, headers=dict(headers), data=b"")
    credentials = Credentials("AKIAEXAMPLE", "secret/with+signs", token)
    botocore.auth.S3SigV4Auth(credentials, "s3", region).add_auth(request)
    return {
        "method": method,
        "url": url,
        "headers": headers,
        "token": token,
        "region": region,
        "authorization": request.headers["Authorization"],
    }


AZURE = [
    ("GET", "https://acct.blob.core.windows.net/models/iris/model.joblib", {"x-ms-range": "bytes=10-", "if-match": '"0x8D"'}),
    ("HEAD", "https://acct.blob.core.windows.net/models/a%20b", {}),
    (
        "GET",
        "https://acct.blob.core.windows.net/models?restype=container&comp=list&prefix=iris%2F&marker=2%21x%3D",
        {},
    ),
    ("GET", "http://127.0.0.1:10000/acct/models/iris/model.joblib", {}),
]
KEY = base64.b64encode(bytes(range(64))).decode()
DATE = "Wed, 04 Mar 2026 05:06:07 GMT"


def azure_vector(method, url, headers):
    own = {**headers, "x-ms-version": "2020-10-02", "x-ms-date": DATE}
    request = HttpRequest(method, url, headers=own)
    wrapped = PipelineRequest(request, PipelineContext(None))
    policy = SharedKeyCredentialPolicy("acct", KEY)
    policy.on_request(wrapped)
    return {"method": method, "url": url, "headers": own, "authorization": request.headers["Authorization"]}


if __name__ == "__main__":
    found = {
        "timeMs": int(NOW.timestamp() * 1000),
        "s3": [s3_vector(*row) for row in S3],
        "azure": {"key": KEY, "requests": [azure_vector(*row) for row in AZURE]},
    }
    path = pathlib.Path(__file__).with_name("signatures.json")
    path.write_text(json.dumps(found, indent=2) + "\n")
