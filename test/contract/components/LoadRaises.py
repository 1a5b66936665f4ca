# SPDX-License-Identifier: Apache-2.0
"""load() fails: the worker does not boot."""


class LoadRaises:
    def load(self):
        raise RuntimeError("no weights")
