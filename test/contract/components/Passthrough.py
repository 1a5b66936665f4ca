# SPDX-License-Identifier: Apache-2.0
"""predict_raw under PAYLOAD_PASSTHROUGH: undecoded payload in, undecoded payload out."""


class Passthrough:
    def predict_raw(self, msg):
        if isinstance(msg, dict):
            return '{"dict":%d}' % len(msg)
        kind = type(msg).__name__
        if isinstance(msg, str):
            msg = msg.encode("utf-8")
        return kind.encode("ascii") + b":" + msg[::-1]

    def transform_input(self, X, names, meta=None):
        return X
