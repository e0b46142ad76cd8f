# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls of a Windows Server 2003 that Resite makes, on a machine of the rehearsal: its services
([MS-SCMR]), its registry ([MS-RRP]), its shares, open files and clock ([MS-SRVS]), its name ([MS-WKST])
and its restart ([MS-RSP])."""

import struct
import uuid

from samba.dcerpc import initshutdown, misc, srvsvc, svcctl, winreg, wkssvc

from windows_pipes import Interface

DONE, NO_SUCH, DENIED, FAILED = 0, 2, 5, 31
MORE_DATA, NO_MORE, NO_SERVICE, NO_SUCH_SHARE = 234, 259, 1060, 2310
# What Win32_Service answers, and the number of Windows that stands for it.
REFUSALS = {0: 0, 2: 5, 3: 1051, 5: 1061, 6: 1062, 7: 1053, 10: 1056, 13: 1068, 14: 1058}
STATES = {"Stopped": 1, "Start Pending": 2, "Stop Pending": 3, "Running": 4}
JOINED = 3


def result(number):
    return number


class Handles(Interface):
    def give(self, thing):
        handle = misc.policy_handle()
        handle.uuid = misc.GUID(str(uuid.uuid4()))
        self.handles[str(handle.uuid)] = thing
        return handle

    def held(self, handle):
        return self.handles[str(handle.uuid)]

    @staticmethod
    def nothing():
        return misc.policy_handle()


class Services(Handles):
    MODULE = svcctl
    CALLS = ("OpenSCManagerW", "OpenServiceW", "CloseServiceHandle", "EnumServicesStatusW",
             "QueryServiceStatus", "QueryServiceConfigW", "ControlService", "StartServiceW")

    def OpenSCManagerW(self, call):
        call.out_handle = self.give("manager")
        call.result = result(DONE)

    def OpenServiceW(self, call):
        name = call.in_ServiceName
        found = self.machine.service(name)
        call.out_handle = self.give(name) if found else self.nothing()
        call.result = result(DONE if found else NO_SERVICE)

    def CloseServiceHandle(self, call):
        self.handles.pop(str(call.in_handle.uuid), None)
        call.out_handle = self.nothing()
        call.result = result(DONE)

    @staticmethod
    def status_of(row):
        status = svcctl.SERVICE_STATUS()
        status.type = 0x10
        status.state = STATES[row["State"][0]]
        status.controls_accepted = 1 if status.state == STATES["Running"] else 0
        return status

    def EnumServicesStatusW(self, call):
        """A table of places and, behind it, the texts; no structure of its own, [MS-SCMR] 2.2.10."""
        rows = self.machine.services()
        table, words = b"", b""
        begin = 36 * len(rows)
        for row in rows:
            places = []
            for key in ("Name", "DisplayName"):
                places.append(begin + len(words))
                words += (row[key][0] + "\0").encode("utf-16-le")
            table += struct.pack("<9I", *places, 0x10, STATES[row["State"][0]], 1, 0, 0, 0, 0)
        whole = table + words
        fits = len(whole) <= call.in_offered
        call.out_service = list(whole.ljust(call.in_offered, b"\0") if fits else bytes(call.in_offered))
        call.out_needed = 0 if fits else len(whole)
        call.out_services_returned = len(rows) if fits else 0
        call.out_resume_handle = 0
        call.result = result(DONE if fits else MORE_DATA)

    def QueryServiceStatus(self, call):
        call.out_service_status = self.status_of(self.machine.service(self.held(call.in_handle)))
        call.result = result(DONE)

    def QueryServiceConfigW(self, call):
        row = self.machine.service(self.held(call.in_handle))
        modes = ("Boot", "System", "Auto", "Manual", "Disabled")
        query = svcctl.QUERY_SERVICE_CONFIG()
        query.service_type = 0x10
        query.start_type = modes.index(row["StartMode"][0])
        query.executablepath = row.get("PathName", ["C:\\x.exe"])[0]
        query.startname = row.get("StartName", ["LocalSystem"])[0]
        query.displayname = row["DisplayName"][0]
        query.loadordergroup = query.dependencies = ""
        call.out_query = query
        call.out_needed = 400
        call.result = result(DONE)

    def ControlService(self, call):
        stops = call.in_control == svcctl.SVCCTL_CONTROL_STOP
        code = self.order(call, "StopService") if stops else DONE
        call.out_service_status = self.status_of(self.machine.service(self.held(call.in_handle)))
        call.result = result(code)

    def StartServiceW(self, call):
        call.result = result(self.order(call, "StartService"))

    def order(self, call, method):
        out = self.machine.call("Win32_Service", method, {"Name": self.held(call.in_handle)})
        return REFUSALS.get(out["ReturnValue"], FAILED)


class Registry(Handles):
    MODULE = winreg
    CALLS = ("OpenHKLM", "CloseKey", "OpenKey", "QueryInfoKey", "EnumKey", "EnumValue", "QueryValue", "SetValue",
             "GetVersion")

    def OpenHKLM(self, call):
        call.out_handle = self.give("")
        call.result = result(DONE)

    def GetVersion(self, call):
        call.out_version = 5
        call.result = result(DONE)

    def CloseKey(self, call):
        self.handles.pop(str(call.in_handle.uuid), None)
        call.out_handle = self.nothing()
        call.result = result(DONE)

    def OpenKey(self, call):
        above = self.held(call.in_parent_handle)
        path = "\\".join(filter(None, (above, call.in_keyname.name or "")))
        found = path == "" or self.machine.keys(path) is not None
        call.out_handle = self.give(path) if found else self.nothing()
        call.result = result(DONE if found else NO_SUCH)

    def QueryInfoKey(self, call):
        path = self.held(call.in_handle)
        keys, values = self.machine.keys(path), self.machine.values(path)
        call.out_classname = call.in_classname
        call.out_num_subkeys, call.out_num_values = len(keys), len(values)
        call.out_max_subkeylen = max((2 * len(key) for key in keys), default=0)
        call.out_max_classlen = call.out_secdescsize = call.out_last_changed_time = 0
        call.out_max_valnamelen = max((2 * len(name) for name in values), default=0)
        call.out_max_valbufsize = max((len(data) for _, data in values.values()), default=0)
        call.result = result(DONE)

    def EnumKey(self, call):
        keys = self.machine.keys(self.held(call.in_handle))
        more = call.in_enum_index < len(keys)
        name = winreg.StringBuf()
        name.name = keys[call.in_enum_index] if more else ""
        name.size = call.in_name.size
        call.out_name, call.out_keyclass = name, call.in_keyclass
        call.out_last_changed_time = call.in_last_changed_time
        call.result = result(DONE if more else NO_MORE)

    def EnumValue(self, call):
        values = list(self.machine.values(self.held(call.in_handle)).items())
        more = call.in_enum_index < len(values)
        name, (kind, data) = values[call.in_enum_index] if more else ("", (0, b""))
        found = winreg.ValNameBuf()
        found.name, found.size = name, call.in_name.size
        call.out_name, call.out_type, call.out_value = found, kind, list(data)
        call.out_size = call.out_length = len(data)
        call.result = result(DONE if more else NO_MORE)

    def QueryValue(self, call):
        values = self.machine.values(self.held(call.in_handle))
        wanted = (call.in_value_name.name or "").lower()
        kind, data = next((value for name, value in values.items() if name.lower() == wanted), (0, None))
        asks = call.in_data is not None
        fits = data is not None and len(data) <= (call.in_data_size or 0)
        call.out_type, call.out_data_size = kind, len(data or b"")
        call.out_data = list(data) if asks and fits else None
        call.out_data_length = len(data) if asks and fits else 0
        call.result = result(NO_SUCH if data is None else MORE_DATA if asks and not fits else DONE)

    def SetValue(self, call):
        call.result = result(self.machine.set_value(self.held(call.in_handle), call.in_name.name or "",
                                                    call.in_type, bytes(call.in_data)))


class Server(Interface):
    MODULE = srvsvc
    CALLS = ("NetShareEnumAll", "NetShareDel", "NetFileEnum", "NetSrvGetInfo", "NetRemoteTOD")

    def shares(self):
        return self.machine.rows("SELECT * FROM Win32_Share")

    def NetShareEnumAll(self, call):
        entries = []
        for row in self.shares():
            entry = srvsvc.NetShareInfo2()
            entry.name, entry.path = row["Name"][0], row["Path"][0]
            entry.type, entry.comment = int(row["Type"][0]), row.get("Description", [""])[0]
            entry.permissions, entry.max_users, entry.current_users = 0, 0xFFFFFFFF, 0
            entries.append(entry)
        control = srvsvc.NetShareCtr2()
        control.count, control.array = len(entries), entries
        call.out_info_ctr = srvsvc.NetShareInfoCtr()
        call.out_info_ctr.level, call.out_info_ctr.ctr = 2, control
        call.out_totalentries, call.out_resume_handle = len(entries), 0
        call.result = result(DONE)

    def NetShareDel(self, call):
        name = call.in_share_name
        if name.lower() not in [row["Name"][0].lower() for row in self.shares()]:
            call.result = result(NO_SUCH_SHARE)
            return
        out = self.machine.call("Win32_Share", "Delete", {"Name": name})
        call.result = result({0: DONE, 2: DENIED}.get(out["ReturnValue"], FAILED))

    def NetFileEnum(self, call):
        paths = {row["Name"][0]: row["Path"][0] for row in self.shares()}
        entries = []
        for row in self.machine.rows("SELECT * FROM Win32_ServerConnection"):
            for i in range(int(row["NumberOfFiles"][0])):
                entry = srvsvc.NetFileInfo3()
                entry.fid, entry.permissions, entry.num_locks = len(entries) + 1, 1, 0
                entry.path = paths.get(row["ShareName"][0], "C:").rstrip("\\") + f"\\file{i}"
                entry.user = row["UserName"][0]
                entries.append(entry)
        control = srvsvc.NetFileCtr3()
        control.count, control.array = len(entries), entries
        call.out_info_ctr = srvsvc.NetFileInfoCtr()
        call.out_info_ctr.level, call.out_info_ctr.ctr = 3, control
        call.out_totalentries, call.out_resume_handle = len(entries), 0
        call.result = result(DONE)

    def NetSrvGetInfo(self, call):
        info = srvsvc.NetSrvInfo101()
        info.platform_id, info.version_major, info.version_minor = 500, 5, 2
        info.server_name, info.comment, info.server_type = self.machine.computer()["Name"][0], "", 0x9003
        call.out_info = info
        call.result = result(DONE)

    def NetRemoteTOD(self, call):
        now, up = self.machine.times()
        info = srvsvc.NetRemoteTODInfo()
        info.elapsed, info.msecs = int(now), int(up * 1000) % 2**32
        info.timezone = info.hours = info.mins = info.secs = info.hunds = 0
        info.tinterval, info.day, info.month, info.year, info.weekday = 310, 1, 1, 2006, 0
        call.out_info = info
        call.result = result(DONE)


class Workstation(Interface):
    MODULE = wkssvc
    CALLS = ("NetrGetJoinInformation", "NetrRenameMachineInDomain2")

    def NetrGetJoinInformation(self, call):
        call.out_name_buffer, call.out_name_type = self.machine.computer()["Domain"][0], JOINED
        call.result = result(DONE)

    def NetrRenameMachineInDomain2(self, call):
        name = self.machine.computer()["Name"][0]
        status = self.machine.run("netdom", "renamecomputer", name, f"/newname:{call.in_NewMachineName}", "/force")
        call.result = result(DONE if status == 0 else DENIED)


class Restart(Interface):
    MODULE = initshutdown
    CALLS = ("Init",)

    def Init(self, call):
        self.machine.call("Win32_OperatingSystem", "Reboot")
        call.result = result(DONE)


PIPES = {"svcctl": Services, "winreg": Registry, "srvsvc": Server, "wkssvc": Workstation,
         "initshutdown": Restart}
