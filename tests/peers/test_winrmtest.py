# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""resite-cli run-on against winrmtest, a WinRM server of strangers that says little: no Identify, no
headers, no body around its answers, and nothing at all to Signal and Delete."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from patience import PATIENCE

BUILD = pathlib.Path(os.environ.get("RESITE_BUILD_ROOT", "."))
PROGRAM = BUILD / "app" / "cli" / "resite-cli"
GOPATH = pathlib.Path("/usr/share/gocode")
LIBRARY = GOPATH / "src" / "github.com" / "dylanmei" / "winrmtest"

MAIN = r"""
package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/dylanmei/winrmtest"
)

func main() {
	remote := winrmtest.NewRemote()
	defer remote.Close()
	answer := func(text string, code int) winrmtest.CommandFunc {
		return func(out, err io.Writer) int {
			io.WriteString(out, text)
			return code
		}
	}
	remote.CommandFunc(winrmtest.MatchText("hostname"), answer("BR01SMS\r\n", 0))
	remote.CommandFunc(winrmtest.MatchText("type \"E:\\SMS Tools\\a & b.txt\""), answer("Grüße\r\n", 0))
	remote.CommandFunc(winrmtest.MatchText("fail"), answer("", 5))
	remote.CommandFunc(winrmtest.MatchText("crash"), answer("", -1073741819))
	remote.CommandFunc(winrmtest.MatchText("much"), answer(strings.Repeat("0123456789abcdef", 20000), 0))
	fmt.Printf("http://%s:%d/wsman\n", remote.Host, remote.Port)
	io.Copy(io.Discard, os.Stdin)
}
"""


def build(folder):
    (folder / "main.go").write_text(MAIN)
    environment = dict(os.environ, GO111MODULE="off", GOPATH=str(GOPATH), HOME=str(folder),
                       GOCACHE=str(folder / "cache"), GOFLAGS="-p=2")
    done = subprocess.run(["go", "build", "-o", str(folder / "server"), str(folder / "main.go")],
                          env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


class Winrmtest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="resite-winrmtest-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        build(cls.folder)
        cls.server = subprocess.Popen([str(cls.folder / "server")], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, text=True)
        cls.addClassCleanup(cls.end_server)
        cls.url = cls.server.stdout.readline().strip()

    @classmethod
    def end_server(cls):
        cls.server.stdin.close()
        cls.server.stdout.close()
        cls.server.wait(PATIENCE)

    def run_on(self, *words, options=()):
        done = subprocess.run(
            [str(PROGRAM), "run-on", "--data-dir", str(self.folder / "data"), "--user", "Admin",
             "--password-fd", "0", *options, self.url, "--", *words], input=b"secret\n",
            capture_output=True, timeout=PATIENCE, check=False)
        self.assertNotIn(b"CRITICAL", done.stderr)
        return done

    def left(self):
        return list((self.folder / "data" / "shells").iterdir())

    def test_output(self):
        done = self.run_on("hostname")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"BR01SMS\r\n", b""))
        self.assertEqual(self.left(), [])

    def test_argument_with_blanks(self):
        done = self.run_on("type", "E:\\SMS Tools\\a & b.txt")
        self.assertEqual(done.stdout.decode(), "Grüße\r\n")
        self.assertEqual(done.returncode, 0)

    def test_exit_code(self):
        done = self.run_on("fail")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"exit code 5", done.stderr)

    def test_json(self):
        done = self.run_on("crash", options=["--json"])
        item, total = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(done.returncode, 1)
        self.assertEqual(item["exit_code"], 0xC0000005)
        self.assertEqual(item["state"], "failed")
        self.assertEqual(total["exit_code"], 0xC0000005)
        self.assertEqual(total["states"], {"failed": 1})

    def test_much_output(self):
        done = self.run_on("much")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, b"0123456789abcdef" * 20000)

    def test_unknown_command(self):
        """It says 500 and nothing else: the program may have been started, for all we know."""
        done = self.run_on("unheard-of")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout, b"")
        self.assertIn(b"may have been started", done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1)
        self.assertEqual(self.left(), [])


if __name__ == "__main__":
    if not LIBRARY.is_dir() or shutil.which("go") is None:
        print("golang-github-dylanmei-winrmtest-dev and golang-go are not installed",
              file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
