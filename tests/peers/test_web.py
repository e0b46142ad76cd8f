# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""nginx as the web server of a site, with WebDAV: check mp and check dp at the terminal."""

import os
import pathlib
import signal
import socket
import subprocess
import time
import unittest

import sys
sys.path.insert(0, str(pathlib.Path(os.environ.get("RESITE_SOURCE_ROOT", ".")) / "tests" / "cli"))
import cli_case
from peer_lab import need
from patience import PATIENCE

MODULE = pathlib.Path("/usr/lib/nginx/modules/ngx_http_dav_ext_module.so")
LIST = '<?xml version="1.0" ?><MPList><MP Name="BR01SMS" FQDN="BR01SMS.corp.example.com"/></MPList>'
CERTIFICATE = ('<?xml version="1.0" ?><MPCertificate><Certificate>' + "3082010A" * 24 +
               "</Certificate></MPCertificate>")

CONFIG = """
load_module {module};
daemon off; master_process off; worker_processes 1;
pid {place}/pid; error_log {place}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off; default_type application/octet-stream;
  client_body_temp_path {place}/t1; proxy_temp_path {place}/t2; fastcgi_temp_path {place}/t3;
  uwsgi_temp_path {place}/t4; scgi_temp_path {place}/t5;
  server {{
    listen 127.0.0.1:{port};
    root {place}/site;
    location = /sms_mp/.sms_aut {{
      default_type text/xml;
      if ($args = mplist) {{ return {status} '{answer}'; }}
      if ($args = mpcert) {{ return 200 '{certificate}'; }}
      return 404;
    }}
    location /SMS_MP/ {{ return 403; }}
    location /SMS_DP_SMSPKGE$/ {{
      root {place};
      {dav}
    }}
  }}
}}
"""


class Nginx:
    """One nginx at a port of its own, ended by its process."""

    def __init__(self, place, status=200, answer=LIST, dav="dav_ext_methods PROPFIND OPTIONS;"):
        self.place = place
        (place / "site").mkdir(exist_ok=True)
        (place / "SMS_DP_SMSPKGE$").mkdir(exist_ok=True)
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            self.port = door.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        config = place / "nginx.conf"
        config.write_text(CONFIG.format(module=MODULE, place=place, port=self.port, status=status,
                                        answer=answer, certificate=CERTIFICATE, dav=dav))
        self.process = subprocess.Popen(
            ["nginx", "-p", str(place), "-c", str(config), "-e", str(place / "start.log")],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wait(self):
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 5).close()
                return self
            except ConnectionRefusedError:
                assert self.process.poll() is None, (self.place / "start.log").read_text()
                time.sleep(0.02)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


class Web(cli_case.CliCase):
    @classmethod
    def setUpClass(cls):
        need("nginx")
        if not MODULE.exists():
            raise unittest.SkipTest("nginx has no module dav-ext (libnginx-mod-http-dav-ext)")

    def nginx(self, **options):
        # Its worker is somebody else where it is started by root.
        os.chmod(self.folder, 0o755)
        server = Nginx(self.folder, **options)
        self.addCleanup(server.end)
        return server.wait()

    def checks(self, *arguments, status=0):
        result = self.call("check", *arguments, "--json", status=status)
        return {check["name"]: (check["verdict"], check["message"])
                for check in result.of_type("check")}

    def package(self):
        folder = self.folder / "SMS_DP_SMSPKGE$" / "P0100012"
        (folder / "Größe und mehr").mkdir(parents=True)
        (folder / "setup 1#2%.exe").write_bytes(os.urandom(200_000))
        (folder / "readme.txt").write_bytes(os.urandom(70_000))
        (folder / "ä.msi").write_bytes(os.urandom(300_000))
        return folder

    def test_a_good_management_point(self):
        server = self.nginx()
        seen = self.checks("mp", server.url, "--server", "br01sms")
        self.assertEqual(seen["web-site"][0], "ok", seen)
        self.assertEqual(seen["mplist"][0], "ok", seen)
        self.assertEqual(seen["mpcert"][0], "ok", seen)
        # Not all of nginx's site is that of a management point, and that alone is no failure.
        self.assertEqual(seen["mpkeyinformation"][0], "warning", seen)
        self.assertEqual(seen["directories"][0], "warning", seen)
        self.assertIn("CCM_Incoming", seen["directories"][1])

    def test_another_server_and_an_empty_list(self):
        server = self.nginx(answer='<MPList><MP Name="BR01SMS_OLD"/></MPList>')
        seen = self.checks("mp", server.url + "/sms_mp/.sms_aut?mplist", "--server", "BR01SMS")
        self.assertEqual(seen["mplist"][0], "warning")
        self.assertIn("BR01SMS_OLD", seen["mplist"][1])
        server.end()
        server = self.nginx(answer="<MPList></MPList>")
        self.assertEqual(self.checks("mp", server.url, "--server", "BR01SMS")["mplist"][0], "warning")

    def test_errors_of_the_server(self):
        for status, words in ((401, "KB 886213"), (403, "forbids"), (404, "Web Service Extensions"),
                              (500, "database"), (503, "SMS Management Point Pool")):
            with self.subTest(status):
                server = self.nginx(status=status, answer="x")
                seen = self.checks("mp", server.url, "--server", "BR01SMS", status=1)
                self.assertEqual(seen["mplist"][0], "failed")
                self.assertIn(str(status), seen["mplist"][1])
                self.assertIn(words, seen["mplist"][1])
                self.assertEqual(seen["mpcert"][0], "ok")
                server.end()

    def test_nobody_there(self):
        server = self.nginx()
        server.end()
        seen = self.checks("mp", server.url, "--server", "BR01SMS", status=1)
        self.assertEqual(seen["mplist"][0], "failed")
        self.assertIn("W3SVC", seen["mplist"][1])

    def test_words_that_are_missing(self):
        self.call("check", "mp", "http://127.0.0.1", status=2)
        self.call("check", "mp", "ftp://BR01SMS", "--server", "BR01SMS", status=2)
        self.call("check", "dp", "http://127.0.0.1/SMS_DP_SMSPKGE$", status=2)
        self.call("check", "dp", "http://127.0.0.1", "--package", "P0100012", status=2)
        self.call("check", "dp", "http://127.0.0.1/x", "--package", "P0100012", "--folder",
                  self.folder / "nowhere", status=2)

    def test_a_good_distribution_point(self):
        folder = self.package()
        server = self.nginx()
        seen = self.checks("dp", server.url + "/SMS_DP_SMSPKGE$", "--package", "P0100012",
                           "--folder", folder)
        self.assertEqual({name: verdict for name, (verdict, _) in seen.items()},
                         {"listing": "ok", "range": "ok", "folder": "ok"}, seen)
        self.assertIn("3 files and 1 folders", seen["listing"][1])
        seen = self.checks("dp", server.url, "--drive", "E", "--package", "P0100012")
        self.assertEqual(set(seen), {"listing", "range"})

    def test_names_that_need_care_can_be_fetched(self):
        folder = self.package()
        server = self.nginx()
        for keep in ("setup 1#2%.exe", "ä.msi"):
            with self.subTest(keep):
                for name in ("readme.txt", "setup 1#2%.exe", "ä.msi"):
                    if name != keep and (folder / name).exists():
                        os.rename(folder / name, self.folder / name)
                seen = self.checks("dp", server.url + "/SMS_DP_SMSPKGE$", "--package", "P0100012",
                                   "--folder", folder)
                self.assertEqual(seen["range"][0], "ok", seen)
                self.assertEqual(seen["folder"][0], "ok", seen)
                os.rename(self.folder / "ä.msi", folder / "ä.msi") if keep != "ä.msi" else None

    def test_a_folder_that_is_another(self):
        folder = self.package()
        server = self.nginx()
        other = self.folder / "other"
        other.mkdir()
        (other / "Größe und mehr").mkdir()
        for path in folder.iterdir():
            if path.is_file():
                (other / path.name).write_bytes(path.read_bytes())
        content = bytearray((other / "readme.txt").read_bytes())
        content[9] ^= 1
        (other / "readme.txt").write_bytes(content)
        question = ("dp", server.url + "/SMS_DP_SMSPKGE$/", "--package", "P0100012", "--folder",
                    other)
        seen = self.checks(*question, status=1)
        self.assertEqual(seen["folder"][0], "failed")
        self.assertIn("readme.txt", seen["folder"][1])
        (other / "ä.msi").unlink()
        self.assertEqual(self.checks(*question, status=1)["folder"][0], "failed")

    def test_points_that_are_none(self):
        self.package()
        server = self.nginx(dav="")
        seen = self.checks("dp", server.url + "/SMS_DP_SMSPKGE$", "--package", "P0100012", status=1)
        self.assertEqual(seen["listing"][0], "failed")
        self.assertIn("WebDAV", seen["listing"][1])
        self.assertNotIn("range", seen)
        server.end()
        server = self.nginx()
        seen = self.checks("dp", server.url + "/SMS_DP_SMSPKGE$", "--package", "P0100099", status=1)
        self.assertIn("404", seen["listing"][1])

    def test_a_whole_file_in_place_of_a_piece(self):
        self.package()
        server = self.nginx(dav="dav_ext_methods PROPFIND OPTIONS; max_ranges 0;")
        seen = self.checks("dp", server.url + "/SMS_DP_SMSPKGE$", "--package", "P0100012")
        self.assertEqual(seen["range"][0], "warning", seen)

    def test_stopped_in_between(self):
        door = socket.socket()
        self.addCleanup(door.close)
        door.bind(("127.0.0.1", 0))
        door.listen(8)
        process = self.start("check", "mp", f"http://127.0.0.1:{door.getsockname()[1]}",
                             "--server", "BR01SMS")
        line, _ = door.accept()
        self.addCleanup(line.close)
        line.recv(100)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(PATIENCE), 130)


if __name__ == "__main__":
    unittest.main()
