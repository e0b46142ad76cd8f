# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""log: what it makes of the logs of SMS."""

import json
import os
import random
import signal
import time
import unittest

import cli_case
from patience import PATIENCE

LOGS = cli_case.DATA / "logs"
FIELDS = {"type", "time", "component", "thread", "severity", "text"}
MARKS = "  $$<SMS_EXECUTIVE><Tue Oct 14 14:{:02}:{:02}.000 2008 GMT Standard Time><thread=7 (0x7)>\r\n"


def numbered(first, count):
    return "".join(f"Line {n}" + MARKS.format(n // 60, n % 60)
                   for n in range(first, first + count)).encode()


class Log(cli_case.CliCase):
    def read(self, name, *options, **more):
        return self.call("log", LOGS / name, "--json", *options, **more)

    def test_events_of_a_server(self):
        events = self.read("distmgr-secondary-fail.log").of_type("event")
        self.assertEqual(len(events), 12)
        for event in events:
            self.assertLessEqual(FIELDS, set(event))
        self.assertEqual(events[3]["time"], "2008-10-14T09:40:00.415-05:00")
        self.assertEqual(events[3]["component"], "SMS_DISTRIBUTION_MANAGER")
        self.assertEqual(events[3]["thread"], 2760)
        self.assertEqual(events[3]["severity"], "error")
        self.assertTrue(events[3]["text"].startswith("A newer version (15) of package P01000B6"))
        self.assertEqual(events[3]["package"], "P01000B6")
        self.assertEqual(events[3]["event"], "newer-version-refused")
        self.assertIs(events[3]["confirmed"], True)
        self.assertEqual(events[0]["severity"], "info")

    def test_every_shape(self):
        events = self.read("line-formats.log").of_type("event")
        self.assertEqual(len(events), 10)
        self.assertEqual([e["severity"] for e in events].count("error"), 2)
        self.assertEqual(events[2]["time"], "2023-07-15T09:12:45.332-04:00")
        self.assertEqual(events[4]["text"],
                         "First line of a message with a newline\nsecond line of the same message")
        self.assertEqual(events[4]["component"], "SMS_SITE_COMPONENT_MANAGER")
        self.assertEqual(events[6]["component"], "MpControl")
        self.assertEqual(events[7]["text"], "Two lines\nin one entry")
        self.assertIsNone(events[9]["time"])
        self.assertEqual(events[9]["text"], "a truncated last line")

    def test_total(self):
        total = self.read("distmgr-secondary-fail.log").total
        self.assertEqual((total["lines"], total["errors"], total["warnings"]), (12, 6, 0))
        self.assertEqual(set(total["packages"]), {"P0100007", "P01000B6", "P010001B"})
        self.assertEqual(total["packages"]["P01000B6"]["newer-version-refused"], 1)
        self.assertEqual(total["packages"]["P0100007"]["lines"], 5)
        self.assertEqual(total["components"], {"SMS_DISTRIBUTION_MANAGER": 12})
        self.assertEqual(sum(kind["lines"] for kind in total["kinds"]), 6)
        self.assertIs(total["unbroken"], True)

    def test_bytes_that_were_sent(self):
        sent = self.read("sender-content-sent.log").total["packages"]["P0100012"]
        self.assertEqual((sent["content-sent"], sent["bytes"]), (1, 1268544))
        self.assertEqual(self.read("sender-info-only.log").total["packages"], {})

    def test_errors(self):
        result = self.read("distmgr-secondary-fail.log", "--errors")
        self.assertEqual({event["severity"] for event in result.of_type("event")}, {"error"})
        self.assertEqual(len(result.of_type("event")), result.total["errors"])
        self.assertEqual(result.total["shown"], 6)
        self.assertEqual(result.total["lines"], 12)

    def test_package(self):
        result = self.read("distmgr-secondary-fail.log", "--package", "p01000b6")
        self.assertEqual(len(result.of_type("event")), 3)
        self.assertEqual(list(result.total["packages"]), ["P01000B6"])
        both = self.read("distmgr-secondary-fail.log", "--package", "P01000B6", "--errors")
        self.assertEqual(len(both.of_type("event")), 1)

    def test_since(self):
        result = self.read("distmgr-secondary-fail.log", "--since", "2008-10-14T14:40:13.6Z")
        self.assertEqual(result.total["lines"], 4)
        self.assertEqual(len(result.of_type("event")), 4)
        self.assertIs(result.total["unbroken"], True)
        early = self.read("distmgr-secondary-fail.log", "--since", "2008-10-14T09:00:00-05:00")
        self.assertEqual(early.total["lines"], 12)
        self.assertIs(early.total["unbroken"], False)
        self.assertIn("begins only at 2008-10-14T09:40:00.115-05:00", early.err)
        self.assertIn("distmgr-secondary-fail.lo_", early.err)
        self.assertEqual(self.read("distmgr-secondary-fail.log", "--since", "2020-01-01")
                         .total["lines"], 0)

    def test_text_explains_each_code_once(self):
        log = self.folder / "sender.log"
        log.write_bytes(b"Cannot open, Win32 error = 53\r\n" * 3 + b"Sleep 5 seconds\r\n")
        lines = self.call("log", log, "--errors").out.splitlines()
        self.assertEqual(len(lines), 4)
        self.assertTrue(lines[0].startswith("ERROR Cannot open"))
        self.assertIn("Windows error 53: The server was not found", lines[1])

    def test_summary(self):
        out = self.call("log", LOGS / "sender-content-sent.log", "--summary").out
        self.assertIn("Lines: 68, errors: 0, warnings: 1", out)
        self.assertIn("P0100012: The whole package is being sent", out)
        result = self.read("sender-content-sent.log", "--summary")
        self.assertEqual(result.of_type("event"), [])
        self.assertEqual(result.total["lines"], 68)

    def test_a_terminal_does_not_do_what_a_log_says(self):
        log = self.folder / "a.log"
        log.write_bytes(b"a\x1b]0;title\x07b\r\n")
        self.assertEqual(self.call("log", log).out, "a ]0;title b\n")
        event = self.call("log", log, "--json").of_type("event")[0]
        self.assertEqual(event["text"], "a\x1b]0;title\x07b")

    def test_wide_text(self):
        log = self.folder / "wide.log"
        log.write_bytes("Grüße von C0100012: Win32 error = 5".encode("utf-16"))
        event = self.call("log", log, "--json").of_type("event")[0]
        self.assertEqual(event["text"], "Grüße von C0100012: Win32 error = 5")
        self.assertEqual((event["severity"], event["package"]), ("error", "C0100012"))

    def test_name_in_any_case(self):
        log = self.folder / "Logs" / "MPSetup.log"
        log.parent.mkdir()
        log.write_bytes(b"one\r\n")
        self.assertEqual(self.call("log", self.folder / "logs" / "mpsetup.log").out, "one\n")

    def test_patterns_of_ones_own(self):
        patterns = self.folder / "mine.xml"
        patterns.write_text('<log-lines><line text="Paket {package} ist da" event="installed"/>'
                            "</log-lines>")
        log = self.folder / "a.log"
        log.write_bytes(b"Paket C0100012 ist da\r\n")
        result = self.call("log", log, "--json", "--patterns", patterns)
        self.assertEqual(result.total["packages"]["C0100012"]["installed"], 1)
        patterns.write_text('<log-lines>\n<line text="Paket {paket}"/></log-lines>')
        self.refuse("log", log, "--patterns", patterns, says="mine.xml:2")

    def test_refused(self):
        log = self.folder / "a.log"
        log.write_bytes(b"x\n")
        self.refuse("log", log, "--since", "yesterday", says="yesterday")
        self.refuse("log", log, "--package", "C01", says="C01")
        self.refuse("log", log, "--package", "ZZZZZZZZ", says="ZZZZZZZZ")
        self.refuse("log", log, "--patterns", self.folder / "none.xml")
        self.refuse("log", self.folder / "none.log", "--follow")
        self.refuse("log", self.folder, "--json")

    def test_large(self):
        """Text and JSON of many lines, whole and in order."""
        log = self.folder / "large.log"
        log.write_bytes(numbered(0, 3000) * 20)
        result = self.call("log", log, "--json")
        self.assertEqual(result.total["lines"], 60000)
        texts = [event["text"] for event in result.of_type("event")]
        self.assertEqual(texts, [f"Line {n % 3000}" for n in range(60000)])

    def test_all_samples(self):
        """Every log of the tests: one event a line, and the total is what the events say."""
        samples = sorted(LOGS.glob("*.log"))
        self.assertGreater(len(samples), 20)
        for sample in samples:
            with self.subTest(sample.name):
                result = self.call("log", sample, "--json")
                events, total = result.of_type("event"), result.total
                count = sample.read_bytes().count(b"\n")
                count += not sample.read_bytes().endswith(b"\n")
                lines = sum(event["text"].count("\n") + 1 for event in events)
                self.assertEqual((lines, total["lines"]), (count, count))
                self.assertEqual(total["shown"], len(events))
                for severity, name in (("error", "errors"), ("warning", "warnings")):
                    self.assertEqual([e["severity"] for e in events].count(severity), total[name])
                for package, found in total["packages"].items():
                    lines = [e for e in events if e.get("package") == package]
                    self.assertEqual(len(lines), found["lines"])
                    self.assertEqual((lines[0]["time"], lines[-1]["time"]),
                                     (found["first"], found["last"]))
                self.assertEqual(sum(kind["lines"] for kind in total["kinds"]), total["errors"])

    def test_total_is_the_same_whatever_is_shown(self):
        log = self.folder / "distmgr.log"
        with log.open("wb") as file:
            for sample in sorted(LOGS.glob("*.log")):
                file.write(sample.read_bytes() + b"\r\n")
        wanted = None
        for options in ([], ["--errors"], ["--summary"], ["--since", "1990-01-01"]):
            total = self.call("log", log, "--json", *options).total
            for key in ("seconds", "shown", "unbroken", "bytes"):
                del total[key]
            wanted = wanted or total
            self.assertEqual(total, wanted, options)

    def test_random_bytes(self):
        """Whatever the file is, what comes out is JSON, and the same number of lines."""
        chance = random.Random(6)
        log = self.folder / "random.log"
        for size in (1, 100, 5000, 700_000):
            log.write_bytes(b"x" + chance.randbytes(size))
            result = self.call("log", log, "--json")
            self.assertEqual(len(result.of_type("event")), result.total["lines"])
            self.assertGreaterEqual(result.total["lines"], log.read_bytes().count(b"\n"))
            self.call("log", log)

    def test_empty(self):
        log = self.folder / "empty.log"
        log.write_bytes(b"")
        total = self.call("log", log, "--json").total
        self.assertEqual((total["lines"], total["packages"], total["kinds"]), (0, {}, []))
        self.assertEqual(self.call("log", log).out, "")

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_may_not_be_read(self):
        log = self.folder / "a.log"
        log.write_bytes(b"x\n")
        log.chmod(0)
        self.refuse("log", log)
        self.refuse("log", log, "--follow")

    def test_follow_over_a_share_that_goes_and_comes(self):
        share = self.folder / "share"
        share.mkdir()
        log = share / "distmgr.log"
        log.write_bytes(numbered(0, 5))
        process = self.start("log", log, "--json", "--follow", "--errors")
        away = self.folder / "away"
        time.sleep(1)
        share.rename(away)
        with (away / "distmgr.log").open("ab") as file:
            file.write(b"Win32 error = 64" + MARKS.format(1, 0).encode())
        time.sleep(1)
        away.rename(share)
        event = self.wait_for(process, 1)[0]
        self.assertEqual((event["text"], event["severity"]), ("Win32 error = 64", "error"))
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=PATIENCE)
        total = json.loads(out.splitlines()[-1])
        self.assertEqual((total["lines"], total["errors"], total["gaps"]), (6, 1, 0))

    def test_follow_since(self):
        log = self.folder / "distmgr.log"
        log.write_bytes(numbered(0, 30))
        process = self.start("log", log, "--json", "--follow", "--since", "2008-10-14T14:00:25Z")
        seen = self.wait_for(process, 5)
        self.assertEqual([event["text"] for event in seen], [f"Line {n}" for n in range(25, 30)])
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=PATIENCE)
        total = json.loads(out.splitlines()[-1])
        self.assertEqual((total["lines"], total["unbroken"]), (5, True))

    def wait_for(self, process, count):
        return [json.loads(process.stdout.readline()) for _ in range(count)]

    def test_follow_over_a_turn(self):
        """Nothing is lost and nothing comes twice when the log is full; the total counts it."""
        log = self.folder / "distmgr.log"
        log.write_bytes(numbered(0, 50))
        process = self.start("log", log, "--json", "--follow")
        seen = self.wait_for(process, 50)
        for turn in range(1, 4):
            with log.open("ab") as file:
                file.write(numbered(turn * 50, 20))
            log.rename(self.folder / "distmgr.lo_")
            log.write_bytes(numbered(turn * 50 + 20, 30))
            seen += self.wait_for(process, 50)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(err, b"")
        self.assertEqual([event["text"] for event in seen], [f"Line {n}" for n in range(200)])
        total = json.loads(out.splitlines()[-1])
        self.assertEqual((total["type"], total["lines"], total["gaps"]), ("total", 200, 0))
        self.assertIs(total["unbroken"], True)

    def test_follow_tells_a_gap(self):
        log = self.folder / "distmgr.log"
        log.write_bytes(numbered(0, 5))
        process = self.start("log", log, "--json", "--follow")
        self.wait_for(process, 5)
        (self.folder / "distmgr.lo_").write_bytes(numbered(70, 5))
        other = self.folder / "new"
        other.write_bytes(numbered(90, 3))
        other.rename(log)
        seen = self.wait_for(process, 3)
        self.assertEqual(seen[0]["text"], "Line 90")
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 130)
        self.assertIn(b"may be missing", err)
        total = json.loads(out.splitlines()[-1])
        self.assertEqual((total["gaps"], total["unbroken"]), (1, False))

    def test_follow_waits_for_the_end_of_a_line(self):
        log = self.folder / "a.log"
        log.write_bytes(b"one\r\ntw")
        process = self.start("log", log, "--follow")
        self.assertEqual(process.stdout.readline(), b"one\n")
        time.sleep(1)
        with log.open("ab") as file:
            file.write(b"o\r\n")
        self.assertEqual(process.stdout.readline(), b"two\n")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(PATIENCE), 130)


if __name__ == "__main__":
    cli_case.main()
