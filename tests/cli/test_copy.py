# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""copy: what it finds out before it begins, what it leaves alone, what it removes."""

import hashlib
import os
import sqlite3
import stat
import subprocess
import time

import cli_case
from patience import PATIENCE

TIME = 1_200_000_000


def write(path, content, when=TIME):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (when, when))
    return path


class CopyCase(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.source = self.folder / "source"
        self.target = self.folder / "target"
        for i in range(40):
            write(self.source / f"C01000{i % 4:02}" / f"file-{i}.dll", os.urandom(500 + i))

    def copy(self, *options, status=0):
        result = self.call("copy", self.source, self.target, "--json", *options, status=status)
        self.states = {item["name"]: item["state"] for item in result.of_type("item")}
        return result

    def copy_settled(self):
        """The change times of files that are only just written are not trusted."""
        time.sleep(2.2)
        self.copy()

    def tree(self, root):
        return {str(path.relative_to(root)): (path.read_bytes(), int(path.stat().st_mtime))
                for path in root.rglob("*") if path.is_file()}

    def assert_same(self):
        self.assertEqual(self.tree(self.source), self.tree(self.target))

    def rows(self):
        (journal,) = (self.data / "verbs").glob("copy-*.resite")
        with sqlite3.connect(f"file:{journal}?mode=ro", uri=True) as database:
            return {name: (state, digest) for name, state, digest in
                    database.execute("SELECT name, state, digest FROM item")}


class Preview(CopyCase):
    def test_what_is_new_changed_same_and_extra(self):
        self.copy_settled()
        write(self.source / "C0100000" / "new.ini", b"12345")
        write(self.source / "C0100000" / "file-0.dll", os.urandom(900), TIME + 9)
        write(self.target / "left" / "over.txt", b"123")
        before = self.tree(self.target)
        total = self.copy("--dry-run").total
        self.assertEqual((total["new_files"], total["new_bytes"]), (1, 5))
        self.assertEqual((total["changed_files"], total["changed_bytes"]), (1, 900))
        self.assertEqual((total["extra_files"], total["extra_bytes"]), (1, 3))
        self.assertEqual((total["same_files"], total["barred_files"]), (39, 0))
        self.assertEqual(self.states["C0100000/new.ini"], "new")
        self.assertEqual(self.states["C0100000/file-0.dll"], "changed")
        self.assertEqual(self.states["left/over.txt"], "extra")
        self.assertEqual(self.tree(self.target), before)

    def test_extra_is_not_removed_by_a_preview(self):
        self.copy()
        write(self.target / "over.txt", b"123")
        self.copy("--dry-run", "--delete-extra")
        self.assertEqual(self.states["over.txt"], "extra")
        self.assertTrue((self.target / "over.txt").exists())

    def test_names_that_windows_does_not_take_are_barred(self):
        write(self.source / "what?.txt", b"12")
        write(self.source / "con" / "a.txt", b"345")
        total = self.copy("--dry-run", status=1).total
        self.assertEqual((total["barred_files"], total["barred_bytes"]), (2, 5))
        self.assertEqual(self.states["con/a.txt"], "failed")

    def test_target_need_not_be_there(self):
        self.copy("--dry-run")
        self.assertEqual(set(self.states.values()), {"new"})
        self.assertFalse(self.target.exists())


class Delta(CopyCase):
    def silent(self, name):
        """Other content, same size, same time."""
        path = self.source / name
        write(path, os.urandom(path.stat().st_size), int(path.stat().st_mtime))

    def test_silent_change_is_found_by_the_change_time(self):
        self.copy_settled()
        self.silent("C0100001/file-1.dll")
        self.copy("--delta")
        self.assertEqual(self.states.pop("C0100001/file-1.dll"), "copied")
        self.assertEqual(set(self.states.values()), {"unchanged"})
        self.assert_same()

    def test_preview_of_a_silent_change(self):
        self.copy_settled()
        self.silent("C0100001/file-1.dll")
        total = self.copy("--delta", "--dry-run").total
        self.assertEqual(total["open_files"], 1)
        self.assertEqual(self.states["C0100001/file-1.dll"], "changed")

    def test_new_time_on_the_same_content_is_set_and_nothing_sent(self):
        self.copy()
        path = self.source / "C0100002" / "file-2.dll"
        os.utime(path, (TIME + 77, TIME + 77))
        inode = (self.target / "C0100002" / "file-2.dll").stat().st_ino
        self.copy("--delta")
        self.assertEqual(self.states["C0100002/file-2.dll"], "unchanged")
        self.assertEqual((self.target / "C0100002" / "file-2.dll").stat().st_ino, inode)
        self.assert_same()
        self.copy("--delta")
        self.assertEqual(set(self.states.values()), {"unchanged"})

    def test_attribute_alone(self):
        self.copy()
        (self.source / "C0100003" / "file-3.dll").chmod(0o444)
        self.copy("--delta")
        mode = (self.target / "C0100003" / "file-3.dll").stat().st_mode
        self.assertFalse(mode & stat.S_IWUSR)

    def test_full_hash_reads_every_content(self):
        self.copy()
        (journal,) = (self.data / "verbs").glob("copy-*.resite")
        path = self.source / "C0100001" / "file-1.dll"
        self.silent("C0100001/file-1.dll")
        changed = path.stat().st_ctime_ns // 1000
        # As on a server that does not tell the change time: the record says that nothing moved.
        with sqlite3.connect(journal) as database:
            (digest,) = database.execute("SELECT digest FROM item WHERE name = ?",
                                         ("C0100001/file-1.dll",)).fetchone()
            digest = f"{digest.split(' ')[0]} changed:{changed}"
            database.execute("UPDATE item SET digest = ? WHERE name = ?",
                             (digest, "C0100001/file-1.dll"))
        self.copy("--delta")
        self.assertEqual(self.states["C0100001/file-1.dll"], "unchanged")
        total = self.copy("--delta", "--full-hash").total
        self.assertEqual(self.states.pop("C0100001/file-1.dll"), "copied")
        self.assertEqual(set(self.states.values()), {"unchanged"})
        self.assertEqual(total["open_files"], 40)
        self.assert_same()

    def test_sha256_is_what_others_compute(self):
        self.copy("--hash", "sha256")
        content = (self.source / "C0100001" / "file-1.dll").read_bytes()
        state, digest = self.rows()["C0100001/file-1.dll"]
        self.assertEqual(state, "copied")
        self.assertIn(f"sha256:{hashlib.sha256(content).hexdigest()}", digest)


class Extra(CopyCase):
    def setUp(self):
        super().setUp()
        self.copy()
        write(self.target / "over.txt", b"1")
        write(self.target / "old" / "deep" / "over.txt", b"2").chmod(0o444)

    def test_listed_and_left(self):
        self.copy()
        self.assertEqual(self.states["over.txt"], "extra")
        self.assertTrue((self.target / "old" / "deep" / "over.txt").exists())

    def test_removed_with_the_folders_that_were_theirs(self):
        (self.target / "empty").mkdir()
        total = self.copy("--delete-extra").total
        self.assertEqual(self.states["over.txt"], "removed")
        self.assertEqual(self.states["old/deep/over.txt"], "removed")
        self.assertEqual(total["states"], {"unchanged": 40, "removed": 2})
        self.assert_same()
        self.assertEqual({path.name for path in self.target.iterdir()},
                         {path.name for path in self.source.iterdir()})
        self.assertEqual(self.rows()["over.txt"][0], "removed")
        self.copy("--delete-extra")
        self.assertEqual(set(self.states.values()), {"unchanged"})

    def test_left_where_something_failed(self):
        write(self.source / "what?.txt", b"12")
        self.copy("--delete-extra", status=1)
        self.assertEqual(self.states["over.txt"], "extra")
        self.assertTrue((self.target / "over.txt").exists())

    def test_case_twin_is_not_removed(self):
        write(self.target / "C0100001" / "FILE-1.dll", b"3")
        self.copy("--delete-extra")
        self.assertEqual(self.states["C0100001/FILE-1.dll"], "extra")
        self.assertTrue((self.target / "C0100001" / "FILE-1.dll").exists())

    def test_killed_while_removing(self):
        (journal,) = (self.data / "verbs").glob("copy-*.resite")
        self.copy()
        with sqlite3.connect(journal) as database:
            database.execute("UPDATE item SET digest = 'removing' WHERE name = 'over.txt'")
        (self.target / "over.txt").unlink()
        self.copy("--delete-extra")
        self.assertEqual(self.states["over.txt"], "removed")
        self.assert_same()

    def test_not_with_a_comparison(self):
        for option in (["--verify-only"], ["--only", "a"]):
            self.refuse("copy", self.source, self.target, "--delete-extra", *option,
                        says="delete-extra")


class Words(CopyCase):
    def test_limit(self):
        self.copy("--limit", "1.5G", "--low-priority")
        self.assert_same()
        for word in ("", "fast", "3X", "0", "-1", "2MB", "1e300"):
            self.refuse("copy", self.source, self.target, "--limit", word, says="--limit")

    def test_hash(self):
        self.refuse("copy", self.source, self.target, "--hash", "md5", says="md5")

    def test_shares(self):
        self.refuse("copy", self.source, "ftp://server/share", says="smb://")
        self.refuse("copy", self.source, "smb://user:secret@server/share", says="password")
        self.refuse("copy", self.source, "smb://server", says="share")
        self.refuse("copy", "smb://u@Server/a/b", "smb://u@server/A/b/c", says="inside each other")
        self.refuse("copy", self.source, "smb://u@127.0.0.1:1/share", says="target-password-fd")
        self.assertFalse((self.data / "verbs").exists())

    def test_secret_comes_by_a_descriptor(self):
        read, write_end = os.pipe()
        os.write(write_end, b"a secret\n")
        os.close(write_end)
        done = subprocess.run(
            self.command(["copy", "smb://u@127.0.0.1:1/share", self.target,
                          "--source-password-fd", read]),
            stdin=subprocess.DEVNULL, capture_output=True, env=self.environment(),
            pass_fds=[read], text=True, timeout=PATIENCE, check=False)
        os.close(read)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("127.0.0.1", done.stderr)
        self.assertNotIn("a secret", done.stderr + done.stdout)
        self.assertFalse(self.target.exists())


if __name__ == "__main__":
    cli_case.main()
