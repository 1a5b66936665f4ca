# SPDX-License-Identifier: Apache-2.0
"""class_names as a list attribute (the deprecated form)."""


class ClassNamesList:
    class_names = ["left", "right"]

    def predict(self, X, names, meta=None):
        return X
