# SPDX-License-Identifier: Apache-2.0
"""A numeric transformer: doubles on the way in, halves on the way out."""
import numpy as np


class Scaler:
    def transform_input(self, X, names, meta=None):
        return np.asarray(X) * 2

    def transform_output(self, X, names, meta=None):
        return np.asarray(X) / 2
