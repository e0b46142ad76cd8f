# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rehearsal of ten thousand packages. It belongs to the long tests: nine minutes on two processors that
others used too (load 17 falling to 4), four of them the processors' own, 309 MB of memory at most;
tests/bench/RESULTS.md says more."""

import cli_case
import rehearsed

PACKAGES = 10_000
HOURS = 3


class Many(rehearsed.Rehearsed):
    def test_ten_thousand_packages(self):
        result = self.call("rehearse", "--packages", PACKAGES, "--bytes", 10_000 * PACKAGES, "--pace",
                           "max", "--json", status=None, timeout=HOURS * 3600)
        self.assertEqual(result.status, 0, "\n".join(result.err.splitlines()[-5:]))
        site = self.assert_rebuilt(result)
        self.assertGreater(site["forwarded"], PACKAGES - 100)


if __name__ == "__main__":
    cli_case.main()
