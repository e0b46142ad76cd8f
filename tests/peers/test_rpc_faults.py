#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""RPC over bad lines: cut at every stage, silent, refused; and the program itself stopped and killed. An
order is never given twice by itself, and after the line is back the run goes on from what is there."""

import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import rpc_case  # noqa: E402
import smb_case  # noqa: E402
from patience import PATIENCE  # noqa: E402
from test_rpc import DISABLE, REBOOT  # noqa: E402

PROXY = pathlib.Path(__file__).with_name("fault-proxy")


class Faults(rpc_case.RpcCase):
    def begin_line(self, **faults):
        """A machine behind a line; returns the address at the line's near end."""
        box = self.start_windows(number=60)
        address = rpc_case.free_address()
        self.control = self.folder / "line"
        self.set(**faults)
        proxy = subprocess.Popen([str(PROXY), f"{address}:445", f"{box}:445", str(self.control)],
                                 stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)

        def stop():
            proxy.terminate()
            proxy.wait(PATIENCE)
            proxy.stdout.close()

        self.addCleanup(stop)
        self.assertTrue(proxy.stdout.readline().startswith("ready"))
        return address

    def set(self, **faults):
        new = self.control.with_suffix(".new")
        new.write_text("".join(f"{key}={value}\n" for key, value in faults.items()))
        new.rename(self.control)

    def restarts(self):
        path = self.folder / "box/restarts"
        return path.read_text().count("\n") if path.exists() else 0

    def test_cut_wherever_it_is(self):
        address = self.begin_line()
        plan = self.plan(address, "old", old__files="")
        for after in (1, 150, 400, 700, 1500, 4000):
            with self.subTest(after=after):
                self.set(cut_after=after, cut="rst" if after % 4 else "fin")
                verdict, message = self.reach(plan)["old"]
                # A connection that ends within these bytes is good.
                if verdict != "ok":
                    self.assertEqual(verdict, "failed")
                    self.assertNotIn("password is wrong", message)
        self.set()
        self.assertEqual(self.reach(plan)["old"][0], "ok")
        self.assertEqual(self.log_ons("box")[1], 0)

    def test_refused(self):
        address = self.begin_line(refuse=1)
        verdict, message = self.reach(self.plan(address, "old", old__files=""), status=1)["old"]
        self.assertEqual(verdict, "failed")
        self.assertNotIn("firewall", message)

    def test_silent(self):
        """A firewall that swallows what is sent is told apart from a refusal."""
        address = self.begin_line(blackhole=1)
        verdict, message = self.reach(self.plan(address, "old", old__files=""), status=1)["old"]
        self.assertEqual(verdict, "failed")
        self.assertIn("firewall", message)

    def test_order_over_a_line_that_is_cut(self):
        address = self.begin_line()
        self.begin(self.plan(address, "old"), REBOOT)
        for after in (900, 2500):
            self.set(cut_after=after)
            self.go("C4", None)
        self.set()
        if self.statuses(self.id)["C4"] != "done":
            self.go("C4", None)
        self.assertEqual(self.statuses(self.id)["C4"], "done")
        self.assertEqual(self.restarts(), 1)

    def start_step(self, step):
        file = self.passwords()
        try:
            process = subprocess.Popen(
                self.command(["run", "--password-fd", file, self.id, step, "--json", "--confirm"]),
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env=self.environment(), cwd=self.folder, pass_fds=(file,))
        finally:
            os.close(file)

        def end():
            if process.poll() is None:
                process.kill()
            process.communicate()

        self.addCleanup(end)
        return process

    def workers(self):
        """Of ours that still run: known by the folder that the stand-in lies in."""
        mine = str(self.extra_path).encode()
        found = []
        for path in pathlib.Path("/proc").glob("[0-9]*/environ"):
            try:
                if mine in path.read_bytes():
                    found.append(path.parent.joinpath("comm").read_text())
            except OSError:
                continue
        return found

    def wait_for(self, happened):
        end = time.monotonic() + PATIENCE
        while not happened():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)

    def stop_in_the_middle(self, number, status):
        address = self.begin_line()
        services = self.play_services()
        self.begin(self.plan(address, "old"), DISABLE)
        process = self.start_step("C2")
        self.wait_for(lambda: (self.extra_path / "net-log").exists() and
                      any("setvalue" in order for order in self.orders()))
        self.set(blackhole=1, cut_after=1, cut="hang")
        process.send_signal(number)
        process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, status)
        self.wait_for(lambda: not self.workers())
        self.set()
        self.go("C2")
        self.assertEqual(self.statuses(self.id)["C2"], "done")
        self.assertEqual((services / "SMS_EXECUTIVE").read_text(), "stopped")
        self.assertEqual((services / "W3SVC").read_text(), "running")

    def test_stopped_while_the_line_hangs(self):
        self.stop_in_the_middle(signal.SIGINT, 130)

    def test_killed_while_the_line_hangs(self):
        """Nothing of it stays behind, and what was written down is gone on with."""
        self.stop_in_the_middle(signal.SIGKILL, -signal.SIGKILL)


if __name__ == "__main__":
    why = smb_case.must_skip()
    if why is not None:
        print(why, file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
