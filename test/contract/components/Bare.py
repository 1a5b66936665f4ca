# SPDX-License-Identifier: Apache-2.0
"""A class without any method."""


class Bare:
    pass
