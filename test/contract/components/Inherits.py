# SPDX-License-Identifier: Apache-2.0
"""Inherits SeldonComponent and implements nothing."""
from seldon_core.user_model import SeldonComponent


class Inherits(SeldonComponent):
    pass
