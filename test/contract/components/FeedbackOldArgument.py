# SPDX-License-Identifier: Apache-2.0
"""send_feedback without the routing keyword."""


class FeedbackOldArgument:
    def send_feedback(self, features, feature_names, reward, truth):
        return None
