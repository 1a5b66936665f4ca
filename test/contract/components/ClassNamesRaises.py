# SPDX-License-Identifier: Apache-2.0
"""class_names fails."""


class ClassNamesRaises:
    def class_names(self):
        raise RuntimeError("no names today")

    def predict(self, X, names, meta=None):
        return X
