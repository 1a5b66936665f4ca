# SPDX-License-Identifier: Apache-2.0
"""class_names as a method; two columns expected."""


class ClassNames:
    def class_names(self):
        return ["calm", "storm"]

    def feature_names(self):
        return ["never", "used"]

    def predict(self, X, names, meta=None):
        return X

    def transform_input(self, X, names, meta=None):
        return X

    def transform_output(self, X, names, meta=None):
        return X
