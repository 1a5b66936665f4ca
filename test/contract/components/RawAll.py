# SPDX-License-Identifier: Apache-2.0
"""All other *_raw methods, including health."""


class RawAll:
    def transform_input_raw(self, msg):
        return {"strData": "transform_input_raw", "jsonData": msg}

    def transform_output_raw(self, msg):
        return {"status": {"code": 400, "info": "only predict looks at this"}, "meta": {}}

    def route_raw(self, msg):
        return {"data": {"ndarray": [[len(msg)]]}}

    def aggregate_raw(self, msgs):
        return {"jsonData": {"type": type(msgs).__name__, "saw": msgs}}

    def health_status_raw(self):
        return {"jsonData": {"healthy": "raw"}}
