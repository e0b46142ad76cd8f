# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program in odd surroundings: a terminal, other languages, closed descriptors, odd names."""

import json
import os
import pty
import select
import subprocess

import cli_case
from cli_case import PROGRAM, SAMPLE
from patience import PATIENCE


class Surroundings(cli_case.CliCase):
    def bare(self, *arguments, environment=None, **options):
        surroundings = self.environment()
        surroundings.update(environment or {})
        return subprocess.run([str(PROGRAM), *map(str, arguments), "--data-dir", str(self.data)],
                              env=surroundings, check=False, **options)

    def make_tree(self, megabytes=40):
        source = self.folder / "source"
        source.mkdir()
        for i in range(4):
            (source / f"file-{i}").write_bytes(os.urandom(1000) * 1000 * (megabytes // 4))
        return source

    def test_progress_is_drawn_on_a_terminal_only(self):
        source = self.make_tree()
        main, side = pty.openpty()
        process = subprocess.Popen(
            [str(PROGRAM), "copy", str(source), str(self.folder / "a"), "--json", "--data-dir",
             str(self.data)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=side,
            env=self.environment())
        os.close(side)
        out, _ = process.communicate(timeout=PATIENCE)
        drawn = b""
        while select.select([main], [], [], 0.2)[0]:
            try:
                drawn += os.read(main, 65536)
            except OSError:
                break
        os.close(main)
        self.assertEqual(process.returncode, 0)
        for line in out.decode().splitlines():
            json.loads(line)
        if drawn:
            self.assertTrue(drawn.startswith(b"\r"), drawn[:40])
        plain = self.call("copy", source, self.folder / "b", "--json")
        self.assertNotIn("\r", plain.err)
        self.assertNotIn("\033", plain.err + plain.out)

    def test_without_a_locale(self):
        run = self.start_run()
        note = "Grüße „hier“ – 10 °C"
        for locale in ("C", "POSIX", "de_DE.UTF-8", "no_SUCH.locale"):
            with self.subTest(locale):
                done = self.bare("note", run, "P1", note, environment={"LC_ALL": locale},
                                 capture_output=True)
                self.assertEqual(done.returncode, 0, done.stderr)
                done = self.bare("journal", run, "--json", environment={"LC_ALL": locale},
                                 capture_output=True)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn(note, done.stdout.decode("utf-8"))
                done = self.bare("plan", "check", SAMPLE, environment={"LC_ALL": locale},
                                 capture_output=True)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertNotIn(b"CRITICAL", done.stderr)

    def test_without_a_home(self):
        environment = {name: value for name, value in self.environment().items()
                       if name not in ("HOME", "XDG_DATA_HOME", "USER", "LOGNAME", "PATH")}
        done = subprocess.run([str(PROGRAM), "list", "--data-dir", str(self.data)],
                              env=environment, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_closed_descriptors(self):
        run = self.start_run()
        for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
            with self.subTest(closed):
                done = subprocess.run(
                    ["sh", "-c", f'"$0" note "$1" P1 "{closed}" --data-dir "$2" {closed}',
                     str(PROGRAM), run, str(self.data)], env=self.environment(),
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL, check=False)
                self.assertGreaterEqual(done.returncode, 0)
                self.assertLess(done.returncode, 128)
        self.call("verify", run)
        notes = [event for event in self.call("journal", run, "--json").of_type("event")
                 if event["what"] == "noted"]
        self.assertEqual(len(notes), 4)

    def test_full_standard_output(self):
        run = self.start_run()
        with open("/dev/full", "wb") as full:
            done = self.bare("journal", run, stdout=full, stderr=subprocess.PIPE)
        self.assertGreaterEqual(done.returncode, 0)
        self.assertNotIn(b"CRITICAL", done.stderr)
        self.call("verify", run)

    def test_names_that_are_no_utf8(self):
        folder = os.fsencode(self.folder) + b"/\xff\xfe folder"
        os.mkdir(folder)
        with open(folder + b"/C0100012.PCK", "wb") as file:
            file.write(b"x")
        os.chmod(folder + b"/C0100012.PCK", 0o444)
        self.call("packages", os.fsdecode(folder))
        self.refuse("plan", "check", os.fsdecode(folder + b"/none"))
        self.refuse("status", os.fsdecode(b"\xff\xfe"))
        result = self.call("copy", os.fsdecode(folder), self.folder / "to", status=None)
        self.assertIn(result.status, (0, 2))
        self.assertLessEqual(len(result.err.splitlines()), 1)

    def test_long_arguments(self):
        run = self.start_run()
        self.call("note", run, "P1", "x" * 100_000)
        self.refuse("note", run, "C" * 100_000, "x")
        self.refuse("status", "S" * 5000)
        self.refuse("x" * 5000)

    def test_folder_that_cannot_be_written(self):
        self.data = cli_case.pathlib.Path("/proc/nothing")
        self.refuse("start", SAMPLE)
        source = self.make_tree(4)
        self.refuse("copy", source, self.folder / "to")

    def test_empty_arguments(self):
        self.refuse("status", "")
        self.refuse("plan", "check", "")
        self.refuse("copy", "", "")
        run = self.start_run()
        self.refuse("done", run, "P0.1", "--by", "")
        self.refuse("note", run, "P1", "")
        self.refuse("abort", run, "--reason", "  ")


if __name__ == "__main__":
    cli_case.main()
