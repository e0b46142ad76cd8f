# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a test waits for what is to come, an end or a state: it costs nothing where all is
well, so it is enough for a machine that has much else to do. RESITE_TEST_PATIENCE multiplies it."""

import os

PATIENCE = 120 * float(os.environ.get("RESITE_TEST_PATIENCE") or 1)
