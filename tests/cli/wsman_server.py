# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small WS-Management server for tests of the terminal, beside the lab's: what it was asked and by
whom can be looked at, and its programs do what a test needs."""

import base64
import hashlib
import http.server
import re
import ssl
import subprocess
import sys
import threading
import uuid

from patience import PATIENCE

USER = "Administrator"
SECRET = "Grün5-secret-of-the-test"

SOAP = ('<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
        'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" '
        'xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" '
        'xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration" '
        'xmlns:x="http://schemas.xmlsoap.org/ws/2004/09/transfer" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:rsp="http://schemas.microsoft.com/wbem/wsman/1/windows/shell">'
        '<s:Header><a:RelatesTo>{0}</a:RelatesTo></s:Header><s:Body>{1}</s:Body></s:Envelope>')
STATE = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/CommandState/"
GONE = 2150858843
TIMED_OUT = 2150858793
BAD_QUERY = 2150858778


def fault(subcode, code):
    return 500, (f'<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>{subcode}'
                 '</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en-US">as told</s:Text>'
                 '</s:Reason><s:Detail><f:WSManFault Code="%d" xmlns:f="http://schemas.microsoft.com/'
                 'wbem/wsman/1/wsmanfault"><f:Message>as told</f:Message></f:WSManFault></s:Detail>'
                 '</s:Fault>' % code)


def service(name, started, paths):
    rows = "".join(f"<p:Paths>{path}</p:Paths>" for path in paths)
    uri = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Service"
    return (f'<p:Win32_Service xmlns:p="{uri}" xsi:type="p:Win32_Service_Type"><p:Description '
            f'xsi:nil="true"/><p:Name>{name}</p:Name><p:Started>{started}</p:Started>{rows}'
            '</p:Win32_Service>')


class Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):  # whoever asked was killed by the test
            super().handle_error(request, client_address)


class Server:
    """It listens from the first moment; all it saw is in log, tries and shells."""

    # First word of a line → (standard output, standard error, exit code)
    PROGRAMS = {"hello": ("Grüß Gott\r\n", "", 0), "fail": ("", "no\r\n", 7),
                "silent": ("no code\r\n", "", None)}

    def __init__(self, certificate=None):
        self.log = []
        self.tries = []
        self.shells = {}
        self.inputs = b""
        self.changed = threading.Condition()
        self.batches = [[service("SMS_EXECUTIVE", "true", ["a", "b"])],
                        [], [service("Spooler &amp; co", "false", [])]]
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # a body does not wait for the head's acknowledgement

            def do_POST(self):
                outer.answer(self)

            def log_message(self, *arguments):
                pass

        self.http = Listener(("127.0.0.1", 0), Handler)
        scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True,
                                                   do_handshake_on_connect=False)
            scheme = "https"
        self.url = f"{scheme}://127.0.0.1:{self.http.server_port}/wsman"
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    def wait_for(self, entry, timeout=PATIENCE):
        with self.changed:
            found = self.changed.wait_for(lambda: any(e.startswith(entry) for e in self.log),
                                          timeout)
        assert found, (entry, self.log)

    def answer(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length", "0"))).decode()
        given = handler.headers.get("Authorization", "")
        expected = "Basic " + base64.b64encode(f"{USER}:{SECRET}".encode()).decode()
        self.tries.append(given)
        if given != expected:
            self.send(handler, 401, "")
            return
        status, content = self.act(body)
        found = re.search(r"<a:MessageID>([^<]*)<", body)
        self.send(handler, status, SOAP.format(found.group(1) if found else "", content))

    @staticmethod
    def send(handler, status, text):
        content = text.encode()
        handler.send_response(status)
        if status == 401:
            handler.send_header("WWW-Authenticate", 'Basic realm="WSMAN"')
        handler.send_header("Content-Type", "application/soap+xml;charset=UTF-8")
        handler.send_header("Content-Length", str(len(content)))
        try:
            handler.end_headers()
            handler.wfile.write(content)
        except OSError:
            handler.close_connection = True  # whoever asked was stopped by the test

    def note(self, entry):
        with self.changed:
            self.log.append(entry)
            self.changed.notify_all()

    def act(self, body):
        if "Identify" in body:
            self.note("Identify")
            return 200, ('<i:IdentifyResponse xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/'
                         'wsmanidentity.xsd"><i:ProtocolVersion>http://schemas.dmtf.org/wbem/wsman/1/'
                         'wsman.xsd</i:ProtocolVersion><i:ProductVendor>Microsoft Corporation'
                         '</i:ProductVendor><i:ProductVersion>OS: 5.2.3790 SP: 2.0 Stack: 2.0'
                         '</i:ProductVersion></i:IdentifyResponse>')
        action = re.search(r"<a:Action[^>]*>[^<]*/(\w+)</a:Action>", body).group(1)
        selector = re.search(r'Name="ShellId"[^>]*>([^<]*)<', body)
        shell = selector.group(1) if selector else None
        self.note(action + (f" {shell}" if shell else ""))
        if shell is not None and shell not in self.shells:
            return fault("w:InvalidSelectors", GONE)
        return getattr(self, "do_" + action.lower())(body, shell)

    def do_enumerate(self, body, shell):
        if "NOT WQL" in body:
            return fault("n:CannotProcessFilter", BAD_QUERY)
        if "FROM Nothing" in body:
            return 200, ('<n:EnumerateResponse><n:EnumerationContext/><w:Items/><w:EndOfSequence/>'
                         '</n:EnumerateResponse>')
        return 200, ('<n:EnumerateResponse><n:EnumerationContext>1</n:EnumerationContext><w:Items>'
                     f'{"".join(self.batches[0])}</w:Items></n:EnumerateResponse>')

    def do_pull(self, body, shell):
        number = int(re.search(r"EnumerationContext>(\d+)<", body).group(1))
        end = "<n:EndOfSequence/>" if number == len(self.batches) - 1 else ""
        return 200, (f'<n:PullResponse><n:EnumerationContext>{number + 1}</n:EnumerationContext>'
                     f'<n:Items>{"".join(self.batches[number])}</n:Items>{end}</n:PullResponse>')

    def do_create(self, body, shell):
        shell = str(uuid.uuid4()).upper()
        self.shells[shell] = {}
        return 200, ('<x:ResourceCreated><a:Address>x</a:Address><a:ReferenceParameters>'
                     '<w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd'
                     f'</w:ResourceURI><w:SelectorSet><w:Selector Name="ShellId">{shell}</w:Selector>'
                     '</w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>')

    def do_command(self, body, shell):
        line = re.search(r"<rsp:Command>(.*)</rsp:Command>", body).group(1)
        found = re.search(r'CommandLine[^>]* CommandId="([^"]*)"', body)
        command = found.group(1) if found else str(uuid.uuid4()).upper()
        self.shells[shell][command] = line
        self.note("Line " + line)
        return 200, (f'<rsp:CommandResponse><rsp:CommandId>{command}</rsp:CommandId>'
                     '</rsp:CommandResponse>')

    def do_send(self, body, shell):
        found = re.search(r"<rsp:Stream[^>]*>([^<]*)</rsp:Stream>", body)
        if found:
            self.inputs += base64.b64decode(found.group(1))
        return 200, ""

    def do_signal(self, body, shell):
        code = re.search(r"signal/(\w+)<", body).group(1)
        command = re.search(r'CommandId="([^"]*)"', body).group(1)
        self.note("Signal " + code)
        self.shells[shell][command] = "stopped"
        return 200, ""

    def do_receive(self, body, shell):
        command = re.search(r'DesiredStream[^>]* CommandId="([^"]*)"', body).group(1)
        line = self.shells[shell].get(command, "")
        if line == "forever":
            with self.changed:
                self.changed.wait_for(lambda: self.shells.get(shell, {}).get(command) != line, 1)
            return fault("w:TimedOut", TIMED_OUT)
        output, errors, code = self.PROGRAMS.get(line.split(" ")[0], (line, "", 1))
        exit_code = f"<rsp:ExitCode>{code}</rsp:ExitCode>" if code is not None else ""
        streams = "".join(
            f'<rsp:Stream Name="{name}" CommandId="{command}">'
            f'{base64.b64encode(text.encode()).decode()}</rsp:Stream>'
            for name, text in (("stdout", output), ("stderr", errors)) if text)
        return 200, (f'<rsp:ReceiveResponse>{streams}<rsp:CommandState CommandId="{command}" '
                     f'State="{STATE}Done">{exit_code}</rsp:CommandState></rsp:ReceiveResponse>')

    def do_delete(self, body, shell):
        with self.changed:
            del self.shells[shell]
            self.changed.notify_all()
        return 200, ""


def make_certificate(folder, name="127.0.0.1"):
    """A certificate of its own for one address, with its key, in one file; and its SHA-256."""
    template = folder / "template"
    template.write_text(f'cn = "{name}"\nip_address = "127.0.0.1"\nexpiration_days = 30\n'
                        'tls_www_server\nsigning_key\nca\n')
    key, certificate, both = folder / "key.pem", folder / "certificate.pem", folder / "both.pem"
    for arguments in (["--generate-privkey", "--key-type", "ecdsa", "--curve", "secp256r1", "--outfile", key],
                      ["--generate-self-signed", "--load-privkey", key, "--template", template,
                       "--outfile", certificate]):
        subprocess.run(["certtool", *map(str, arguments)], check=True, capture_output=True)
    both.write_text(key.read_text() + certificate.read_text())
    der = ssl.PEM_cert_to_DER_cert(certificate.read_text()[
        certificate.read_text().index("-----BEGIN"):])
    return both, certificate, hashlib.sha256(der).hexdigest()
