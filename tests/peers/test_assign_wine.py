#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripts that write rows of distribution points, run by a real script host: Wine's. It knows
no SMS provider, no standard input and no letters beyond its code page, so a provider made of
classes of the script language stands in, and those few words are replaced; each decision is the
script's own."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from cli_case import SAMPLE, SOURCE, CliCase  # noqa: E402
import wine_prefix  # noqa: E402
from patience import PATIENCE  # noqa: E402

SCRIPTS = SOURCE / "resources" / "sms"

# Rows live in a file, "ID|SITE|STATUS|POINT" a line, so that a second run finds what the first did.
# What is asked is written down.
PROVIDER = r'''
Dim fakeFso, fakeRows, fakeAsked
Set fakeFso = CreateObject("Scripting.FileSystemObject")

Class FakeRow
  Public PackageID
  Public ServerNALPath
  Public SiteCode
  Public SiteName
  Public Status
  Public ServerName
  Public NALPath
  Private Sub Class_Initialize
    Status = Null
  End Sub
  Public Function Key
    Key = PackageID & "|" & SiteCode
  End Function
  Public Sub Put_
    If PackageID = "P01000BD" Then Err.Raise &H80041001, "x", "Generic failure"
    If PackageID <> "P01000FF" Then fakeRows.Add Key, Me
    FakeSave
  End Sub
  Public Sub Delete_
    If PackageID = "P01000DD" Then Err.Raise &H80041003, "x", "Access denied"
    fakeRows.Remove Key
    FakeSave
  End Sub
End Class

Class FakeClass
  Public Function SpawnInstance_()
    Set SpawnInstance_ = New FakeRow
  End Function
End Class

Class FakeWmi
  Public Function ExecQuery(query)
    Dim list, key, row
    Set list = CreateObject("Scripting.Dictionary")
    fakeAsked.WriteLine query
    If InStr(query, "SMS_SystemResourceList") > 0 Then
      FakePoint list, "BR01SMS", "S01"
      FakePoint list, "BR02SMS", "S02"
    ElseIf InStr(query, "SMS_Site ") > 0 Then
      Set row = New FakeRow
      row.SiteName = "Branch 01"
      list.Add "site", row
    ElseIf InStr(query, "SMS_PackageStatus") > 0 Then
      FakeStatus list, "P0100001"
      FakeStatus list, "P0100002"
      FakeStatus list, "P0100003"
      FakeStatus list, "P01000BD"
      FakeStatus list, "P01000FF"
    Else
      For Each key In fakeRows.Keys
        Set row = fakeRows(key)
        If FakeMatches(query, row) Then list.Add key, row
      Next
    End If
    ExecQuery = list.Items
  End Function
  Public Function FindClass(name)
    Set FindClass = New FakeClass
  End Function
End Class

Function FakeMatches(query, row)
  Dim point
  point = "BR01SMS"
  If InStr(query, "BR02SMS") > 0 Then point = "BR02SMS"
  FakeMatches = InStr(row.ServerNALPath, point) > 0
  If InStr(query, "PackageID='") > 0 And InStr(query, "'" & row.PackageID & "'") = 0 Then
    FakeMatches = False
  End If
  If InStr(query, "Status<>3") > 0 And Not IsNull(row.Status) Then
    If CLng(row.Status) = 3 Then FakeMatches = False
  End If
End Function

Sub FakePoint(list, server, site)
  Dim row
  Set row = New FakeRow
  row.ServerName = server
  row.SiteCode = site
  row.NALPath = "[""Display=\\" & server & "\""]MSWNET:[""SMS_SITE=" & site & """]\\" & server & "\"
  list.Add server, row
End Sub

Sub FakeStatus(list, package)
  Dim row
  Set row = New FakeRow
  row.PackageID = package
  list.Add package, row
End Sub

Sub FakeSave()
  Dim file, key, row
  Set file = fakeFso.CreateTextFile("FOLDER\rows.txt", True)
  For Each key In fakeRows.Keys
    Set row = fakeRows(key)
    file.WriteLine row.PackageID & "|" & row.SiteCode & "|" & row.Status & "|" & _
      row.ServerNALPath & "|" & row.SiteName
  Next
  file.Close
End Sub

Sub FakeLoad()
  Dim file, parts, row
  Set fakeRows = CreateObject("Scripting.Dictionary")
  Set fakeAsked = fakeFso.OpenTextFile("FOLDER\asked.txt", 8, True)
  If Not fakeFso.FileExists("FOLDER\rows.txt") Then Exit Sub
  Set file = fakeFso.OpenTextFile("FOLDER\rows.txt", 1)
  Do Until file.AtEndOfStream
    parts = Split(file.ReadLine, "|")
    Set row = New FakeRow
    row.PackageID = parts(0)
    row.SiteCode = parts(1)
    If parts(2) <> "" Then row.Status = CLng(parts(2))
    row.ServerNALPath = parts(3)
    fakeRows.Add row.Key, row
  Loop
  file.Close
End Sub

FakeLoad
'''

ORDERS = r"""
Dim fakeOrders
Set fakeOrders = fakeFso.OpenTextFile("FOLDER\orders.txt", 1)
"""

BR01 = '["Display=\\\\BR01SMS\\"]MSWNET:["SMS_SITE=S01"]\\\\BR01SMS\\'
BR02 = '["Display=\\\\BR02SMS\\"]MSWNET:["SMS_SITE=S02"]\\\\BR02SMS\\'


def adapt(text):
    """What Wine's host does not have, in its own words; each has to be there to be replaced."""
    for pattern, words, least in (
            (r'GetObject\("winmgmts:[^\n]*', "New FakeWmi", 1),
            (r"wmi\.Get\(", "wmi.FindClass(", 1),
            (r"WScript\.StdOut\.WriteLine", "WScript.Echo", 0), (r"ChrW\(", "Chr(", 0),
            (r"AscW\(", "Asc(", 0)):
        text, count = re.subn(pattern, words, text)
        assert count >= least, pattern
    return text


class Host:
    """A Wine prefix with a folder of its own for each test."""

    def __init__(self, folder):
        self.folder = folder
        self.prefix = folder / "wine"
        self.name = None
        self.environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
        self.environment.update(WINEPREFIX=str(self.prefix), WINEDEBUG="-all", HOME=str(folder),
                                WINEDLLOVERRIDES="mscoree,mshtml=")
        wine_prefix.make(self.environment)

    def run(self, script, *arguments, name="CENSMS01"):
        if self.name != name:
            self.stop()
            self.name = name
        namespace = ["unshare", "--uts"] if os.geteuid() == 0 else ["unshare", "-r", "--uts"]
        return subprocess.run(
            [*namespace, "sh", "-c", 'hostname "$0" && exec "$@"', name, "wine", "cscript",
             "//nologo", f"Z:{script}".replace("/", "\\"), *arguments], env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=PATIENCE, check=False)

    def stop(self):
        subprocess.run(["wineserver", "-k"], env=self.environment, check=False)
        subprocess.run(["wineserver", "-w"], env=self.environment, check=False, timeout=PATIENCE)


class AssignCase(CliCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="resite-assign-wine-")
        cls.addClassCleanup(folder.cleanup)
        cls.host = Host(pathlib.Path(folder.name))
        cls.addClassCleanup(cls.host.stop)

    def put_script(self, path, text):
        text = text.replace("FOLDER", f"Z:{self.folder}".replace("/", "\\"))
        path.write_bytes(text.replace("\r\n", "\n").replace("\n", "\r\n").encode("cp1252"))

    def put_rows(self, *rows):
        (self.folder / "rows.txt").write_bytes("".join(
            f"{id}|{site}|{status}|{point}\r\n" for id, site, status, point in rows).encode())

    def rows(self):
        """Of the point that packages are assigned to: id to site code."""
        path = self.folder / "rows.txt"
        cells = [line.split("|") for line in path.read_text().splitlines()] if path.exists() else []
        return {cell[0]: cell[1] for cell in cells if cell[3] == BR01}

    def asked(self):
        return (self.folder / "asked.txt").read_text()


class Shell(AssignCase):
    """As a remote shell runs it: orders in, one line out for each."""

    def order(self, verb, *ids, last="go", nal=BR01):
        escaped = nal.replace("\\", "\\u005C")
        lines = ["token\tT1", f"verb\t{verb}", "space\troot\\u005Csms\\u005Csite_P01",
                 f"nal\t{escaped}", "site\tS01\tBranch \\u0030\\u0031",
                 *(f"id\t{id}" for id in ids), last]
        (self.folder / "orders.txt").write_bytes("".join(f"{line}\r\n" for line in lines).encode())
        text = (SCRIPTS / "assign-rows.vbs").read_text() + (SCRIPTS / "assign-main.vbs").read_text()
        text = adapt(text).replace("WScript.StdIn", "fakeOrders")
        script = self.folder / "assign.vbs"
        self.put_script(script, "Option Explicit\n" + PROVIDER + ORDERS + text)
        done = self.host.run(script)
        said = [line.split("\t") for line in done.stdout.decode("cp1252").splitlines()]
        return done, said

    def test_add(self):
        self.put_rows(("P01000AA", "s01", 2, BR01), ("P01000BB", "P01", 2, BR01),
                      ("P01000CC", "S01", 3, BR01), ("P0100001", "S02", 2, BR02))
        ids = ("P01000AA", "P01000BB", "P01000CC", "P01000BD", "P01000FF", "P0100001", "P0100002")
        done, said = self.order("add", *ids)
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(said[0], ["RESITE-ASSIGN", "begin", "T1"])
        self.assertEqual(said[-1], ["RESITE-ASSIGN", "end", "T1", "7"])
        words = {line[0]: line[1:] for line in said[1:-1]}
        self.assertEqual(words["P01000AA"][0], "already")
        self.assertEqual(words["P01000BB"], ["wrong", "P01"])
        self.assertEqual(words["P01000CC"][0], "busy")
        self.assertEqual(words["P01000BD"][0], "failed")
        self.assertIn("0x80041001", words["P01000BD"][1])
        # Taken and not shown: nobody says that it was not written.
        self.assertEqual(words["P01000FF"][0], "unknown")
        self.assertIn("does not show it", words["P01000FF"][1])
        for id in ("P0100001", "P0100002"):
            self.assertEqual(words[id][0], "ok")
            self.assertEqual(self.rows()[id], "S01")
        self.assertIn("Branch 01", (self.folder / "rows.txt").read_text())
        # Each backslash of the path is doubled in a question.
        self.assertIn("\\\\\\\\BR01SMS\\\\'", self.asked())

    def test_remove(self):
        self.put_rows(("P01000AA", "S01", 2, BR01), ("P01000BB", "P01", 2, BR01),
                      ("P01000CC", "S01", 3, BR01), ("P01000DD", "S01", 2, BR01))
        done, said = self.order("remove", "P01000AA", "P01000BB", "P01000CC", "P01000DD",
                                "P0100009")
        words = {line[0]: line[1] for line in said[1:-1]}
        self.assertEqual(words, {"P01000AA": "removed", "P01000BB": "wrong", "P01000CC": "removed",
                                 "P01000DD": "failed", "P0100009": "absent"}, done)
        self.assertEqual(set(self.rows()), {"P01000BB", "P01000CC", "P01000DD"})

    def test_orders_that_break_off(self):
        done, said = self.order("add", "P0100001", last="id\tP01")
        self.assertEqual((done.returncode, said), (2, []))
        self.assertEqual(self.rows(), {})


class Kit(AssignCase):
    """The field kit's script at the central site, and what is read of it."""

    def setUp(self):
        super().setUp()
        self.kit = self.folder / "kit"
        self.run_id = self.call("start", SAMPLE, "--by", "J. Doe").out.strip()
        self.call("kit", "write", self.run_id, self.kit, status=None)
        self.script = self.kit / "R14-assign.vbs"

    def prepare(self, most=20):
        text = adapt(self.script.read_text("cp1252").replace("\r\n", "\n"))
        text = re.sub(r"(?m)^sourceServer = .*", 'sourceServer = "BR02SMS"', text)
        text, count = re.subn(r"(?m)^most = \d+", f"most = {most}", text)
        self.assertEqual(count, 1)
        self.assertTrue(text.startswith("Option Explicit\n"))
        self.put_script(self.script, text.replace("Option Explicit\n",
                                                  "Option Explicit\n" + PROVIDER, 1))

    def go(self, *arguments):
        done = self.host.run(self.script, "CENSMS01", *arguments)
        self.assertEqual(done.returncode, 0, done)
        return done.stdout.decode("cp1252")

    def read(self):
        """The table as the run would take it."""
        text = (self.kit / "results" / "R14-assign.txt").read_text("cp1252")
        last = text.split("==== Resite kit 1: ")[-1]
        self.assertIn("==== Resite end", last)
        return dict(re.findall(r"(?m)^---- Resite item: \S+ / (\S+)\n(.*)$", last))

    def source(self, *ids):
        return [(id, "S02", 2, BR02) for id in ids]

    def test_passes_and_undo(self):
        self.prepare(most=2)
        self.put_rows(*self.source("P0100001", "P0100002", "P0100003", "P0100004", "P01000BD"),
                      ("P0100009", "S01", 2, BR01), *self.source("P0100009"))
        self.assertIn("2 packages wait", self.go())
        told = self.read()
        self.assertEqual(told["P0100001"], "assigned")
        self.assertEqual(told["P0100003"], "waits for the next pass")
        self.assertRegex(told["P0100004"], "^left out: it is not preloaded")
        self.assertEqual(told["P0100009"], "already")
        self.assertEqual(set(self.rows()), {"P0100001", "P0100002", "P0100009"})

        self.go()
        told = self.read()
        self.assertEqual(told["P0100001"], "assigned by an earlier pass")
        self.assertEqual(told["P0100003"], "assigned")
        self.assertRegex(told["P01000BD"], "^failed: 0x80041001")

        self.go("undo")
        self.assertEqual(self.rows(), {"P0100009": "S01"})
        self.assertEqual(set(self.read().values()), {"removed"})
        # What was taken off is ours no more.
        self.go("undo")
        self.assertEqual(self.read(), {})

    def test_list(self):
        self.prepare()
        self.put_rows(*self.source("P0100001", "P0100002"))
        (self.kit / "R14-assign-list.txt").write_text("p0100002\r\n\r\nnothing\r\n")
        self.go()
        self.assertEqual(set(self.rows()), {"P0100002"})
        self.assertEqual(self.read()["P0100001"], "left out: it is not in the list")

    def test_trouble(self):
        self.prepare()
        self.put_rows(*self.source("P0100001", "P0100002"), ("P0100001", "P01", 2, BR01),
                      ("P0100002", "S01", 3, BR01))
        self.go()
        told = self.read()
        self.assertIn("names site P01", told["P0100001"])
        self.assertIn("Status 3", told["P0100002"])
        read = self.call("kit", "read", self.run_id, self.kit, "--by", "J. Doe", "--json",
                         status=None)
        states = {item["name"]: item["state"] for item in read.of_type("item")
                  if item["name"].startswith("P01")}
        self.assertEqual(states, {"P0100001": "failed", "P0100002": "failed"}, read)

    def test_not_shown(self):
        self.prepare()
        self.put_rows(*self.source("P01000FF"))
        self.go()
        self.assertRegex(self.read()["P01000FF"], "^unknown: ")
        # It came into being late: ours.
        self.put_rows(*self.source("P01000FF"), ("P01000FF", "S01", 2, BR01))
        self.go()
        self.assertEqual(self.read()["P01000FF"], "assigned by an earlier pass")

    def test_wrong_machine(self):
        self.prepare()
        done = self.host.run(self.script, "CENSMS01", name="HQSMS01")
        self.assertEqual(done.returncode, 3, done)
        self.assertFalse((self.kit / "results" / "R14-assign.txt").exists())


if __name__ == "__main__":
    for program in ("wine", "wineboot", "wineserver", "unshare"):
        if shutil.which(program) is None:
            print(f"{program} is missing", file=sys.stderr)
            sys.exit(77)
    unittest.main(verbosity=2)
