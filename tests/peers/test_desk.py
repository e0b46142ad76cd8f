#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is there, seen from the desk without any account: on a segment of its own (a network namespace)
with Samba's smbd and nmbd, a machine that answers as Windows Server 2003, and silence."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from patience import PATIENCE  # noqa: E402
from peer_lab import PROGRAM, need  # noqa: E402

HERE = pathlib.Path(__file__).parent
SAMPLE = HERE.parent / "data" / "sample.siteplan"
DESK, SAMBA, OLD, SILENT = "10.83.4.1", "10.83.4.20", "10.83.4.21", "10.83.4.30"

CONFIGURATION = """[global]
  netbios name = BR01SMS
  workgroup = CORP
  server role = standalone server
  interfaces = {address}/24
  bind interfaces only = yes
  smb ports = 445 139
  server min protocol = {least}
  server max protocol = {most}
  local master = no
  disable spoolss = yes
  load printers = no
  passdb backend = tdbsam:{folder}/private/passdb.tdb
  private dir = {folder}/private
  state directory = {folder}/state
  cache directory = {folder}/cache
  lock directory = {folder}/lock
  pid directory = {folder}/run
  ncalrpc dir = {folder}/ncalrpc
  log file = {folder}/log.%m
  log level = 1
"""


class Desk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        need("smbd", "nmbd", "ip", "nsenter", "unshare")
        if os.geteuid() != 0:
            raise unittest.SkipTest("a network of its own needs root")
        cls.holder = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        cls.addClassCleanup(cls.end, cls.holder)
        own = os.readlink("/proc/self/ns/net")
        for _ in range(int(PATIENCE) * 10):
            if cls.holder.poll() is not None:
                raise unittest.SkipTest("this machine gives us no network of our own")
            if os.readlink(f"/proc/{cls.holder.pid}/ns/net") != own:
                break
            time.sleep(0.1)
        for line in ("link set lo up", "link add desk type veth peer name wire", f"addr add {DESK}/24 dev desk",
                     f"addr add {SAMBA}/24 dev desk", f"addr add {OLD}/24 dev desk",
                     "link set wire up", "link set desk up",
                     "route add default dev desk"):
            if cls.inside("ip", *line.split()).returncode != 0:
                raise unittest.SkipTest("this machine lets us make no network: ip " + line)

    @classmethod
    def inside(cls, *words, **options):
        return subprocess.run(["nsenter", f"--net=/proc/{cls.holder.pid}/ns/net", *words],
                              capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL, timeout=PATIENCE, **options)

    @classmethod
    def begin(cls, *words, **options):
        return subprocess.Popen(["nsenter", f"--net=/proc/{cls.holder.pid}/ns/net", *words],
                                stdin=subprocess.DEVNULL, **options)

    @staticmethod
    def end(process):
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)

    @staticmethod
    def end_children(word):
        """What smbd started detached is known by our own configuration."""
        for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if word in path.read_bytes().decode(errors="replace").split("\0"):
                    os.kill(int(path.parent.name), signal.SIGTERM)
            except OSError:
                pass  # gone by itself

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="resite-desk-"))
        self.addCleanup(shutil.rmtree, self.folder, True)

    def start_samba(self, least="NT1", most="SMB3_11"):
        for name in ("private", "state", "cache", "lock", "run", "ncalrpc"):
            (self.folder / name).mkdir()
        (self.folder / "private").chmod(0o700)
        configuration = self.folder / "smb.conf"
        self.addCleanup(self.end_children, f"--configfile={configuration}")
        configuration.write_text(CONFIGURATION.format(folder=self.folder, address=SAMBA,
                                                      least=least, most=most))
        for program in ("smbd", "nmbd"):
            process = self.begin(program, "--foreground",
                                 f"--configfile={configuration}", stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
            self.addCleanup(self.end, process)
        for _ in range(int(PATIENCE) * 2):
            smb = self.inside("smbclient", "-N", "-g", "-L", SAMBA,
                              "--option=client min protocol=NT1",
                              f"--option=client max protocol={most}")
            name = self.inside("nmblookup", "-U", SAMBA, "BR01SMS")
            if "IPC$" in smb.stdout and name.returncode == 0:
                return
            time.sleep(0.5)
        self.fail("Samba does not come up: " + smb.stdout + smb.stderr + name.stdout)

    def start_2003(self, *words, name="FILE07"):
        process = self.begin(sys.executable, str(HERE / "desk_2003.py"), OLD, name, *words,
                             stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(self.end, process)
        self.assertEqual(process.stdout.readline(), "ready\n")

    def check(self, *words):
        environment = dict(os.environ, HOME=str(self.folder), LC_ALL="C.UTF-8")
        done = self.inside(str(PROGRAM), "check", *words, "--json", env=environment)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        checks = {row["name"]: row for row in rows if row["type"] == "check"}
        return done.returncode, checks

    def test_samba_says_who_it_is(self):
        self.start_samba()
        status, checks = self.check("address", SAMBA)
        self.assertEqual(status, 1)
        self.assertEqual(checks[SAMBA]["verdict"], "failed")
        self.assertIn("BR01SMS", checks[f"{SAMBA} smb"]["message"])
        self.assertIn("certain", checks[f"{SAMBA} smb"]["message"])
        self.assertIn("BR01SMS of CORP", checks[f"{SAMBA} netbios"]["message"])
        self.assertIn("likely", checks[f"{SAMBA} netbios"]["message"])

    def test_samba_that_speaks_smb_1_alone(self):
        self.start_samba(most="NT1")
        status, checks = self.check("address", SAMBA, "--holder", "BR01SMS")
        self.assertEqual((status, checks[SAMBA]["verdict"]), (0, "ok"))
        self.assertIn("SMB 1 only", checks[f"{SAMBA} smb"]["message"])

    def test_name_by_netbios(self):
        """No name server knows the name; the segment does."""
        self.start_samba()
        for words in (["--netbios", SAMBA], []):
            with self.subTest(words=words):
                status, checks = self.check("name", "BR01SMS", *words)
                self.assertEqual(status, 1, checks)
                self.assertIn(SAMBA, checks["BR01SMS"]["message"])
                self.assertIn("BR01SMS of CORP", checks["BR01SMS"]["message"])

    def test_windows_2003(self):
        self.start_2003(name="BR01SMS")
        status, checks = self.check("address", OLD, "--holder", "br01sms.corp.example")
        self.assertEqual((status, checks[OLD]["verdict"]), (0, "ok"), checks)
        self.assertIn("SMB 1 only", checks[f"{OLD} smb"]["message"])
        self.assertIn("port 80", checks[f"{OLD} http"]["message"])
        self.assertIn("BR01SMS", checks[f"{OLD} http"]["message"])
        self.assertIn("certain", checks[f"{OLD} http"]["message"])
        self.assertIn("BR01SMS of CORP", checks[f"{OLD} netbios"]["message"])

    def test_a_stranger_under_the_right_address(self):
        self.start_2003(name="FILE07")
        status, checks = self.check("address", OLD, "--holder", "BR01SMS")
        self.assertEqual((status, checks[OLD]["verdict"]), (1, "failed"))
        self.assertIn("FILE07, not BR01SMS", checks[OLD]["message"])

    def test_what_decides_nothing(self):
        """A server that says nothing, one that is cut off, and a banner: unknown, never ok."""
        for words in (["mute"], ["cut"], ["cut", "banner"]):
            with self.subTest(words=words):
                self.start_2003(*words, name="BR01SMS")
                status, checks = self.check("address", OLD, "--holder", "FILE07")
                if "mute" in words:
                    self.assertEqual((status, checks[OLD]["verdict"]), (1, "unknown"), checks)
                else:
                    self.assertEqual(checks[OLD]["verdict"], "failed", checks)
                    self.assertNotIn(f"{OLD} smb", checks)
                if "banner" in words:
                    self.assertIn("Microsoft-IIS/6.0", checks[f"{OLD} http"]["message"])
                    self.assertIn("a hint only", checks[f"{OLD} http"]["message"])
                self.doCleanups()
                self.setUp()

    def test_reach_says_who_is_there(self):
        """Machines that a person goes to are looked at, too; a stranger is a failure."""
        self.start_2003(name="BR01SMS")
        plan = self.folder / "x.siteplan"
        text = SAMPLE.read_text()
        for key, value in (("reach", "by-hand"), ("dns", DESK), ("domain", "corp.example")):
            text = re.sub(rf"(?m)^{key}\s*=.*$", f"{key}={value}", text)
        for section, key, value in (("site", "address", OLD), ("source", "server-name", SILENT)):
            text = re.sub(rf"(?ms)(^\[{section}\].*?^){key}\s*=[^\n]*", rf"\g<1>{key}={value}", text,
                          count=1)
        for name, verdict, status in (("BR01SMS", "ok", 0), ("OTHER01", "failed", 1)):
            with self.subTest(name=name):
                plan.write_text(re.sub(r"(?ms)(^\[site\].*?^)server-name\s*=[^\n]*",
                                       rf"\g<1>server-name={name}", text, count=1))
                done = self.inside(str(PROGRAM), "reach", str(plan), "--suggest", "--json")
                rows = [json.loads(line) for line in done.stdout.splitlines()]
                seen = {row["name"]: row for row in rows if row["type"] == "check"}
                self.assertEqual(done.returncode, status, done.stdout + done.stderr)
                self.assertEqual(seen["old desk"]["verdict"], verdict)
                self.assertIn("BR01SMS", seen["old desk"]["message"])
                # What stays by hand is said once, of the way that the plan has.
                self.assertIn("All is by hand", seen["old"]["limits"])
                self.assertFalse(seen["old desk"].get("limits"))
                self.assertEqual(seen["source desk"]["verdict"], "unknown")
                self.assertIn("nobody answers", seen["source desk"]["message"])
                self.check_offers({row["name"]: row for row in rows if "offer" in row}, name)

    def check_offers(self, offers, name):
        """A Windows 2003 answers RPC; a stranger is offered nothing, and neither is silence."""
        if name != "BR01SMS":
            self.assertEqual(offers, {})
            return
        self.assertEqual(list(offers), ["old desk"])
        offer = offers["old desk"]
        self.assertEqual(offer["offer"], "rpc")
        self.assertEqual(offer["offer_lines"].splitlines()[:2], ["[old]", "reach=rpc"])
        self.assertIn("smb1=yes", offer["offer_lines"])
        self.assertIn("SMB 1 only", offer["offer_why"])
        self.assertIn("disables and stops the services", offer["offer_why"])

    def test_silence(self):
        status, checks = self.check("address", SILENT, "--holder", "BR01SMS")
        self.assertEqual((status, checks[SILENT]["verdict"]), (1, "unknown"))
        self.assertEqual(list(checks), [SILENT])


if __name__ == "__main__":
    unittest.main(verbosity=2)
