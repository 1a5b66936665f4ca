# SPDX-License-Identifier: Apache-2.0
"""predict with **kwargs: shows the keyword arguments given."""


class KeywordMeta:
    def predict(self, X, names, **kwargs):
        return {"kwargs": sorted(kwargs), "meta": kwargs.get("meta")}
