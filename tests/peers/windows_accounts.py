# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The accounts of a machine of the rehearsal as Windows tells them: its users and its groups with their
members ([MS-SAMR]), and the names behind their numbers ([MS-LSAT])."""

from samba.dcerpc import lsa, samr, security

from windows_calls import DONE, Handles

NOT_THERE, NOT_ONE_KNOWN = 0xC00000DF, 0xC0000073
USER, ALIAS, UNKNOWN = 1, 4, 8
FIRST_USER, FIRST_GROUP, FIRST_MEMBER = 1000, 2000, 1000
MACHINE, BUILTIN = "S-1-5-21-1-2-3", "S-1-5-32"
# Who is in a group may be of another domain: each gets a number when he is first told of.
MEMBERS = "S-1-5-21-9-9-9"


def called(name):
    string = lsa.String()
    string.string = name
    return string


class Users(Handles):
    MODULE = samr
    CALLS = ("Connect2", "Connect5", "EnumDomains", "LookupDomain", "OpenDomain", "Close", "EnumDomainUsers",
             "LookupNames", "OpenAlias", "GetMembersInAlias")

    def users(self):
        return sorted(row["Name"][0] for row in self.machine.rows("SELECT * FROM Win32_UserAccount"))

    def groups(self):
        return sorted(row["Name"][0] for row in self.machine.rows("SELECT * FROM Win32_Group"))

    def members(self, group):
        rows = self.machine.rows("SELECT * FROM Win32_GroupUser")
        return ["{Domain}\\{Name}".format(**row["PartComponent"][0]) for row in rows
                if row["GroupComponent"][0]["Name"] == group]

    @staticmethod
    def list_names(names):
        entries = []
        for number, name in names:
            entry = samr.SamEntry()
            entry.idx, entry.name = number, called(name)
            entries.append(entry)
        array = samr.SamArray()
        array.count, array.entries = len(entries), entries
        return array

    def Connect2(self, call):
        call.out_connect_handle, call.result = self.give("server"), DONE

    def Connect5(self, call):
        call.out_level_out, call.out_info_out = 1, samr.ConnectInfo1()
        self.Connect2(call)

    def EnumDomains(self, call):
        name = self.machine.computer()["Name"][0]
        call.out_sam = self.list_names([(0, name), (1, "Builtin")])
        call.out_num_entries, call.out_resume_handle, call.result = 2, 0, DONE

    def LookupDomain(self, call):
        builtin = call.in_domain_name.string.lower() == "builtin"
        own = call.in_domain_name.string.lower() == self.machine.computer()["Name"][0].lower()
        call.out_sid = security.dom_sid(BUILTIN if builtin else MACHINE)
        call.result = DONE if own or builtin else NOT_THERE

    def OpenDomain(self, call):
        call.out_domain_handle, call.result = self.give(str(call.in_sid)), DONE

    def Close(self, call):
        self.handles.pop(str(call.in_handle.uuid), None)
        call.out_handle, call.result = self.nothing(), DONE

    def EnumDomainUsers(self, call):
        names = self.users() if self.held(call.in_domain_handle) == MACHINE else []
        call.out_sam = self.list_names(enumerate(names, FIRST_USER))
        call.out_num_entries, call.out_resume_handle, call.result = len(names), 0, DONE

    def LookupNames(self, call):
        """One name; all groups are the machine's own."""
        groups, name = self.groups(), call.in_names[0].string
        known = self.held(call.in_domain_handle) == MACHINE and name in groups
        call.out_rids, call.out_types = samr.Ids(), samr.Ids()
        call.out_rids.count = call.out_types.count = 1
        call.out_rids.ids = [FIRST_GROUP + groups.index(name) if known else 0]
        call.out_types.ids = [ALIAS if known else UNKNOWN]
        call.result = DONE if known else NOT_ONE_KNOWN

    def OpenAlias(self, call):
        call.out_alias_handle = self.give(self.groups()[call.in_rid - FIRST_GROUP])
        call.result = DONE

    def GetMembersInAlias(self, call):
        sids = []
        for member in self.members(self.held(call.in_alias_handle)):
            if member not in self.machine.told:
                self.machine.told.append(member)
            one = lsa.SidPtr()
            one.sid = security.dom_sid(f"{MEMBERS}-{FIRST_MEMBER + self.machine.told.index(member)}")
            sids.append(one)
        call.out_sids = lsa.SidArray()
        call.out_sids.num_sids, call.out_sids.sids, call.result = len(sids), sids, DONE


class Names(Handles):
    """The program net asks for the machine's own domain before anything else."""

    MODULE = lsa
    CALLS = ("OpenPolicy", "OpenPolicy2", "QueryInfoPolicy", "LookupSids", "Close")

    def OpenPolicy(self, call):
        call.out_handle = self.give("policy")
        call.result = DONE

    OpenPolicy2 = OpenPolicy

    def QueryInfoPolicy(self, call):
        info = lsa.DomainInfo()
        info.name = lsa.StringLarge()
        info.name.string = self.machine.computer()["Name"][0]
        info.sid = security.dom_sid(MACHINE)
        call.out_info, call.result = info, DONE

    def LookupSids(self, call):
        """Each of them in a domain of its own, as far as the answer goes."""
        domains, names = [], []
        for i, one in enumerate(call.in_sids.sids):
            domain, name = self.machine.told[int(str(one.sid).rsplit("-", 1)[1]) - FIRST_MEMBER].split("\\")
            entry, translated = lsa.DomainInfo(), lsa.TranslatedName()
            entry.name, entry.sid = lsa.StringLarge(), security.dom_sid(MEMBERS)
            entry.name.string = domain
            translated.sid_type, translated.name, translated.sid_index = USER, called(name), i
            domains.append(entry)
            names.append(translated)
        call.out_domains, call.out_names = lsa.RefDomainList(), lsa.TransNameArray()
        call.out_domains.count, call.out_domains.domains, call.out_domains.max_size = len(domains), domains, 32
        call.out_names.count, call.out_names.names = len(names), names
        call.out_count, call.result = len(names), DONE

    def Close(self, call):
        self.handles.pop(str(call.in_handle.uuid), None)
        call.out_handle, call.result = self.nothing(), DONE


PIPES = {"lsarpc": Names, "samr": Users}
