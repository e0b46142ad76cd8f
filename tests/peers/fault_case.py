# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests over bad lines share: the line, and Resite's program at its end."""

import os
import pathlib
import subprocess
import threading
from urllib.parse import urlsplit

from peer_lab import LabCase, PROGRAM
from patience import PATIENCE

PROXY = pathlib.Path(__file__).with_name("fault-proxy")


class Line:
    """A proxy in front of one address, and the file that tells it what to do."""

    def __init__(self, case, url, **faults):
        self.parts = urlsplit(url)
        self.control = case.folder / ("control-%d" % id(self))
        self.set(**faults)
        self.process = subprocess.Popen(
            [str(PROXY), self.parts.hostname, "%s:%d" % (self.parts.hostname, self.parts.port),
             str(self.control)], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        case.addCleanup(self.stop)
        self.port = int(self.process.stdout.readline().split()[1])

    def set(self, **faults):
        new = self.control.with_suffix(".new")
        new.write_text("".join("%s=%s\n" % fault for fault in faults.items()))
        new.rename(self.control)

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.process.stdout.close()

    def url(self, user):
        return "%s://%s@%s:%d%s" % (self.parts.scheme, user, self.parts.hostname, self.port,
                                    self.parts.path)


class FaultCase(LabCase):
    # Seconds: the program's own for the calls of one run, and some for a busy machine.
    DEADLINE = 270

    def run_resite(self, verb, *words):
        """Signed in by a password that must never be said."""
        reader, writer = os.pipe()
        os.write(writer, (self.password + "\n").encode())
        os.close(writer)
        command = [str(PROGRAM), verb, "--ca", self.ca, "--password-fd", str(reader), *words]
        try:
            done = subprocess.run(command, pass_fds=[reader], stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, check=False,
                                  timeout=self.DEADLINE, env=dict(os.environ, LC_ALL="C.UTF-8"))
        finally:
            os.close(reader)
        self.assertNotIn(self.password, done.stdout + done.stderr)
        self.assertNotIn("CRITICAL", done.stderr)
        return done

    def in_parallel(self, work, values, workers=4):
        values, failures, lock = list(values), [], threading.Lock()

        def run():
            while True:
                with lock:
                    if not values:
                        return
                    value = values.pop(0)
                try:
                    work(value)
                except Exception as problem:  # told by the main thread
                    failures.append(f"{value}: {problem}")

        threads = [threading.Thread(target=run) for _ in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
