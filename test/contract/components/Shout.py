# SPDX-License-Identifier: Apache-2.0
"""A transformer of text and structured payloads."""


class Shout:
    def transform_input(self, X, names, meta=None):
        if isinstance(X, bytes):
            return X[::-1]
        if isinstance(X, dict):
            return {k.upper(): v for k, v in X.items()}
        return X.upper()

    def transform_output(self, X, names, meta=None):
        return {"names": list(names), "meta": None if meta is None else sorted(meta)}
