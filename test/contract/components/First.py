# SPDX-License-Identifier: Apache-2.0
"""aggregate() returns child 0 as it came."""


class First:
    def aggregate(self, features_list, names_list):
        return features_list[0]
