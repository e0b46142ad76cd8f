#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ad_seed.py SMB.CONF ADDRESS PASSWORD: makes a domain that ad-dc provisioned one that SMS 2003 was
prepared in: the schema, System Management with the objects of two sites, and two accounts:
smsadmin, who has all rights there, tech, who reads; and two computers: BR01SMS$ (all rights) and
NEWBOX$ (none)."""

import sys

import ldb
from samba.auth import system_session
from samba.dcerpc import security
from samba.ndr import ndr_pack, ndr_unpack
from samba.param import LoadParm
from samba.samdb import SamDB

# Numbers below the one that Microsoft gave the schema of SMS; names as in its attributes.
ROOT = "1.2.840.113556.1.6.29.2"
TEXT, FLAG, NUMBER = ("2.5.5.4", 20), ("2.5.5.8", 1), ("2.5.5.9", 10)
ATTRIBUTES = [
    (1, "MS-SMS-Site-Code", TEXT, True),
    (2, "MS-SMS-Site-Boundaries", TEXT, False),
    (3, "MS-SMS-Roaming-Boundaries", TEXT, False),
    (4, "MS-SMS-Default-MP", FLAG, True),
    (5, "MS-SMS-MP-Name", TEXT, True),
    (6, "MS-SMS-MP-Address", TEXT, True),
    (7, "MS-SMS-Ranged-IP-Low", NUMBER, True),
    (8, "MS-SMS-Ranged-IP-High", NUMBER, True),
    (9, "mS-SMS-Assignment-Site-Code", TEXT, True),
    (10, "mS-SMS-Device-Management-Point", FLAG, True),
]
CLASSES = [
    (1, "MS-SMS-Management-Point", "serviceConnectionPoint", None,
     ["cn", "mSSMSSiteCode", "mSSMSMPName", "mSSMSMPAddress", "mSSMSDefaultMP",
      "mSSMSDeviceManagementPoint"]),
    (2, "MS-SMS-Site", "top", "container",
     ["cn", "mSSMSSiteCode", "mSSMSAssignmentSiteCode", "mSSMSSiteBoundaries",
      "mSSMSRoamingBoundaries", "serviceBindingInformation"]),
    (3, "MS-SMS-Server-Locator-Point", "serviceConnectionPoint", None,
     ["cn", "mSSMSSiteCode", "mSSMSMPName"]),
    (4, "MS-SMS-Roaming-Boundary-Range", "top", "container",
     ["cn", "mSSMSSiteCode", "mSSMSRangedIPLow", "mSSMSRangedIPHigh"]),
]
POINT = ["top", "leaf", "connectionPoint", "serviceConnectionPoint"]


def display_name(common_name):
    return "m" + common_name.replace("-", "")[1:]


class Seed:
    def __init__(self, configuration, address, password):
        self.parameters = LoadParm()
        self.parameters.load(configuration)
        self.parameters.set("dsdb:schema update allowed", "yes")
        self.address, self.password = address, password
        self.open()
        self.base = str(self.database.get_default_basedn())
        self.schema = str(self.database.get_schema_basedn())
        self.container = "CN=System Management,CN=System," + self.base

    def open(self):
        self.database = SamDB(url=self.parameters.private_path("sam.ldb"), lp=self.parameters,
                              session_info=system_session())

    def add(self, name, **attributes):
        self.database.add({"dn": name, **attributes})

    def load_schema(self):
        self.database.set_schema_update_now()
        self.database.transaction_start()
        self.database.transaction_commit()

    def extend_schema(self):
        for number, name, (syntax, kind), single in ATTRIBUTES:
            self.add(f"CN={name},{self.schema}", objectClass=["top", "attributeSchema"],
                     lDAPDisplayName=display_name(name), attributeID=f"{ROOT}.1.{number}",
                     attributeSyntax=syntax, oMSyntax=str(kind),
                     isSingleValued="TRUE" if single else "FALSE", searchFlags="1",
                     isMemberOfPartialAttributeSet="TRUE")
        self.load_schema()
        for number, name, parent, place, may in CLASSES:
            where = {"possSuperiors": place} if place else {}
            self.add(f"CN={name},{self.schema}", objectClass=["top", "classSchema"],
                     lDAPDisplayName=display_name(name), governsID=f"{ROOT}.2.{number}",
                     subClassOf=parent, objectClassCategory="1", mayContain=may,
                     defaultSecurityDescriptor="D:(A;;GA;;;DA)(A;;GA;;;SY)(A;;GR;;;AU)", **where)
        self.load_schema()
        self.open()

    def sid(self, account):
        found = self.database.search(self.base, ldb.SCOPE_SUBTREE, f"(sAMAccountName={account})",
                                     attrs=["objectSid"])
        return ndr_unpack(security.dom_sid, found[0]["objectSid"][0])

    def grant(self, *accounts):
        found = self.database.search(self.container, ldb.SCOPE_BASE,
                                     attrs=["nTSecurityDescriptor"])
        descriptor = ndr_unpack(security.descriptor, found[0]["nTSecurityDescriptor"][0])
        domain = security.dom_sid(self.database.get_domain_sid())
        rights = "".join(f"(A;CI;GA;;;{self.sid(account)})" for account in accounts)
        text = descriptor.as_sddl(domain)
        head, mark, tail = text.partition("S:")
        changed = security.descriptor.from_sddl(head + rights + mark + tail, domain)
        message = ldb.Message(ldb.Dn(self.database, self.container))
        message["rights"] = ldb.MessageElement(ndr_pack(changed), ldb.FLAG_MOD_REPLACE,
                                               "nTSecurityDescriptor")
        self.database.modify(message)

    def add_accounts(self):
        for user in ("smsadmin", "tech"):
            self.database.newuser(user, self.password)
        for computer in ("BR01SMS", "NEWBOX"):
            self.database.newcomputer(computer)

    def add_names(self):
        """Under which a ticket is asked for: by the bare address where there is no DNS."""
        zone = self.base[len("DC="):].replace(",DC=", ".")
        message = ldb.Message(ldb.Dn(self.database, "CN=DC1,OU=Domain Controllers," + self.base))
        message["names"] = ldb.MessageElement([f"ldap/{self.address}", f"ldap/dc1.{zone}"],
                                              ldb.FLAG_MOD_ADD, "servicePrincipalName")
        self.database.modify(message)

    def add_site(self, code, server):
        self.add(f"CN=SMS-Site-{code},{self.container}", objectClass=["top", "mSSMSSite"],
                 mSSMSSiteCode=code, mSSMSAssignmentSiteCode=code, mSSMSSiteBoundaries="10.1.0.0")
        self.add(f"CN=SMS-MP-{code}-{server},{self.container}",
                 objectClass=POINT + ["mSSMSManagementPoint"], mSSMSSiteCode=code,
                 mSSMSMPName=server, mSSMSDefaultMP="TRUE")

    def add_others(self):
        self.add("CN=SMS-SLP-P01-PRIMARY," + self.container, mSSMSSiteCode="P01",
                 objectClass=POINT + ["mSSMSServerLocatorPoint"], mSSMSMPName="PRIMARY")
        self.add("CN=SMS-S01-10.1.0.1-10.1.0.254," + self.container, mSSMSSiteCode="S01",
                 objectClass=["top", "mSSMSRoamingBoundaryRange"])


def main(arguments):
    seed = Seed(*arguments)
    seed.extend_schema()
    seed.add_accounts()
    seed.add_names()
    seed.add(seed.container, objectClass=["top", "container"])
    seed.grant("smsadmin", "BR01SMS$")
    seed.add_site("P01", "PRIMARY")
    seed.add_site("S01", "BR01SMS")
    seed.add_others()


main(sys.argv[1:])
