#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each question that is put to a machine by RPC, at a real smbd: what it answers, what it does not know,
and what RPC has no way to."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import rpc_case  # noqa: E402
import smb_case  # noqa: E402
from rpc_case import BOX  # noqa: E402

# ResiteError
NO_ACCESS, NEEDS_PERSON, REFUSED, NOT_FOUND = "7", "3", "14", "1"
NAMES = "SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName"
EXECUTIVE = "SYSTEM\\CurrentControlSet\\Services\\SMS_EXECUTIVE"


class Machine(rpc_case.AskingCase):
    def setUp(self):
        super().setUp()
        self.address = self.start_windows()

    def test_identity(self):
        name, box, serial, model, cards, booted = self.answer("identity")
        self.assertEqual((name, box, serial, model), ("BR01SMS", BOX, "ABC1234", "PowerEdge 2850"))
        # RPC does not tell the network cards.
        self.assertEqual(cards, "0")
        # When it was shut down last, which is what the registry was given.
        self.assertEqual(int(booted), 1703829966)

    def test_identity_is_one_look(self):
        """Each question to the registry is many messages over a slow line."""
        self.play_services()
        self.answer("identity")
        asked = [order for order in self.orders() if "mssmbios" in order]
        self.assertEqual(len(asked), 1, self.orders())

    def test_registry(self):
        self.assertEqual(self.answer("text", NAMES, "ComputerName"), ["BR01SMS"])
        self.assertEqual(self.answer("text", NAMES, "Nothing"), ["-"])
        self.assertEqual(self.answer("text", NAMES + "\\Nothing", "Nothing"), ["-"])
        self.assertEqual(self.answer("number", EXECUTIVE, "Start"), ["2"])
        self.assertEqual(self.answer("number", EXECUTIVE, "Nothing"), ["-1"])
        self.assertEqual(self.answer("key", "SOFTWARE\\Microsoft\\SMS"), ["yes"])
        self.assertEqual(self.answer("key", "SOFTWARE\\Microsoft\\NAL"), ["no"])
        # Of another type than was asked for.
        self.assertIn("of another type", self.refusal("text", EXECUTIVE, "Start")[1])
        self.assertIn("of another type", self.refusal("number", NAMES, "ComputerName")[1])

    def test_shares_and_drives(self):
        self.assertEqual(self.answer("shares"),
                         ["C$", "E$", "full", "look", "public", "smspkg", "SMSPKGE$"])
        self.assertEqual(self.answer("drives"), ["C:", "E:"])

    def test_folders(self):
        tree = self.folder / "box/E"
        (tree / "old").mkdir()
        self.assertEqual(self.answer("folder", "E:\\old"), ["yes"])
        self.assertEqual(self.answer("folder", "E:\\old\\"), ["yes"])
        self.assertEqual(self.answer("folder", "E:\\nothing"), ["no"])
        self.answer("rename-folder", "E:\\old", "E:\\new")
        self.assertEqual(self.answer("folder", "E:\\new"), ["yes"])
        self.assertTrue((tree / "new").is_dir())
        self.refusal("rename-folder", "E:\\new", "C:\\new")
        self.refusal("rename-folder", "E:\\nothing", "E:\\other")
        self.assertTrue((tree / "new").is_dir())

    def test_users_and_groups(self):
        self.assertEqual(sorted(self.answer("users", "")), ["smsadmin", "tech"])
        self.assertEqual(self.answer("users", "te"), ["tech"])
        self.assertEqual(self.answer("group", "Administrators"), ["OTHERSERVER\\smsadmin"])
        self.assertEqual(self.answer("group", "Nobody at all"), [])

    def test_services_that_samba_has(self):
        self.assertEqual(self.answer("service", "Spooler"), ["Stopped"])
        self.assertEqual(self.answer("service", "SMS_EXECUTIVE"), ["none"])
        self.assertEqual(self.answer("services"), [])
        self.assertEqual(self.refusal("start", "SMS_EXECUTIVE")[0], NOT_FOUND)

    def test_what_rpc_has_no_way_to(self):
        for words in (("process", "preinst.exe"),
                      ("wql", "root/sms/site_P01", "SELECT * FROM SMS_Site"),
                      ("wql", "root/cimv2", "SELECT * FROM Win32_Process"),
                      ("wql", "root/cimv2", "SELECT FileSystem FROM Win32_LogicalDisk"),
                      ("wql", "root/cimv2", "SELECT Name FROM Win32_Directory"),
                      ("wql", "root/cimv2", "SELECT * FROM Win32_Share ORDER BY Name")):
            with self.subTest(words=words):
                code, text = self.refusal(*words)
                self.assertEqual(code, REFUSED, text)
                self.assertIn("RPC", text)

    def test_address_is_a_persons(self):
        code, text = self.refusal("dhcp")
        self.assertEqual(code, NEEDS_PERSON)
        self.assertIn("field kit", text)


class Others(rpc_case.AskingCase):
    def test_no_number_of_the_hardware(self):
        self.address = self.start_windows(box=None)
        self.assertEqual(self.answer("identity")[:3], ["BR01SMS", "-", "-"])
        self.assertEqual(self.refusal("wql", "root/cimv2",
                                      "SELECT UUID FROM Win32_ComputerSystemProduct")[0], REFUSED)

    def test_wrong_password(self):
        self.address = self.start_windows()
        self.assertEqual(self.refusal("identity", password="not it")[0], NO_ACCESS)
        self.assertEqual(self.password, "refused")
        self.assertEqual(self.log_ons("box")[1], 1)

    def test_smb_1(self):
        self.address = self.start_windows("protocol=NT1")
        self.assertEqual(self.refusal("shares")[0], REFUSED)
        self.assertIn("SMSPKGE$", self.answer("shares", options=["--smb1"]))
        self.assertEqual(self.answer("identity", options=["--smb1"])[0], "BR01SMS")

    def test_services_as_windows_has_them(self):
        self.address = self.start_windows()
        services = self.play_services()
        (services / "CcmExec").write_text("stop pending")
        self.assertEqual(self.answer("services"), [
            "SMS_SITE_COMPONENT_MANAGER|The SMS_SITE_COMPONENT_MANAGER|Running|Auto",
            "SMS_EXECUTIVE|The SMS_EXECUTIVE|Running|Auto",
            "CcmExec|The CcmExec|Stop Pending|Auto"])
        (services / "W3SVC").write_text("stopped")
        self.answer("start", "W3SVC")
        self.assertEqual(self.answer("service", "W3SVC"), ["Running"])

    def test_start_type_that_counts_later(self):
        """Set in the registry, and Windows still goes by what it read when it started."""
        self.address = self.start_windows()
        services = self.play_services()
        (services / "W3SVC").write_text("stopped")
        (services / "W3SVC.refuses-start").write_text("WERR_SERVICE_DISABLED")
        code, text = self.refusal("start", "W3SVC")
        self.assertEqual(code, NEEDS_PERSON)
        self.assertIn("next restart", text)


if __name__ == "__main__":
    why = smb_case.must_skip()
    if why is not None:
        print(why, file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
