/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-plan-keys"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-plan-keys-private.h"

/* What every machine's group has at its end; the group is put in when the lists are joined. */
const ResitePlanKey _resite_plan_reach_keys[] = {
  { .key = "uuid",
    .type = RESITE_PLAN_UUID,
    .label = N_ ("Hardware number (UUID)"),
    .help =
        N_ ("The number that the maker gave this machine. Windows shows it with: wmic csproduct "
            "get uuid. With it Resite knows the box whatever it is called."),
    .example = "4C4C4544-0058-4B10-8034-B7C04F333132" },
  { .key = "winrm-host",
    .type = RESITE_PLAN_HOST,
    .label = N_ ("WinRM: name or address"),
    .help = N_ ("Where Windows Remote Management of this server answers. Left empty it is its "
                "address of the moment where Resite knows it, else its name."),
    .example = "10.1.0.31" },
  { .key = "winrm-port",
    .type = RESITE_PLAN_PORT,
    .label = N_ ("WinRM: port"),
    .help =
        N_ ("Left empty it is 5986, or 5985 for plain HTTP. Servers of Windows 2003 may listen on "
            "443 or 80."),
    .example = "5986" },
  { .key = "winrm-plain",
    .type = RESITE_PLAN_YES_NO,
    .fallback = "no",
    .label = N_ ("WinRM: plain HTTP"),
    .help =
        N_ ("Say yes only where this server has no certificate: password and commands then cross "
            "the network readable by anybody."),
    .example = "no" },
  { .key = "winrm-user",
    .type = RESITE_PLAN_LINE,
    .label = N_ ("WinRM: account"),
    .help = N_ ("A local administrator of this server. Resite asks for the password when it is "
                "needed; it never belongs here."),
    .example = "BR01SMS\\Administrator" },
  { .key = "winrm-logon",
    .type = RESITE_PLAN_CHOICE,
    .fallback = "basic",
    .choices = "basic|kerberos",
    .label = N_ ("WinRM: way to sign in"),
    .help = N_ ("basic: account and password. kerberos: the ticket that this desk holds (kinit)."),
    .example = "basic" },
  { .key = "winrm-ca",
    .type = RESITE_PLAN_FILE,
    .label = N_ ("WinRM: certificate authority"),
    .help = N_ ("File with the certificate (PEM) of the authority that signed this server's."),
    .example = "/etc/ssl/corp-ca.pem" },
  { .key = "winrm-fingerprint",
    .type = RESITE_PLAN_FINGERPRINT,
    .label = N_ ("WinRM: fingerprint"),
    .help = N_ ("SHA-256 of this server's own certificate. Then only that one is trusted, whoever "
                "signed it."),
    .example =
        "A1:B2:C3:D4:E5:F6:07:18:29:3A:4B:5C:6D:7E:8F:90:A1:B2:C3:D4:E5:F6:07:18:29:3A:4B:5C:"
        "6D:7E:8F:90" },
  { .key = "winrm-old-tls",
    .type = RESITE_PLAN_YES_NO,
    .fallback = "no",
    .label = N_ ("WinRM: old TLS"),
    .help = N_ ("Say yes where the server knows nothing newer than TLS 1.0, as Windows 2003 does. "
                "The secrecy of such a line is weak."),
    .example = "no" },
  { .key = "rpc-host",
    .type = RESITE_PLAN_HOST,
    .label = N_ ("RPC: name or address"),
    .help =
        N_ ("Where this server answers to RPC, on port 445 or 139. Left empty it is its address "
            "of the moment where Resite knows it, else its name."),
    .example = "10.1.0.31" },
  { .key = "rpc-logon",
    .type = RESITE_PLAN_CHOICE,
    .fallback = "password",
    .choices = "password|kerberos",
    .label = N_ ("RPC: way to sign in"),
    .help = N_ ("password: the account of SMB, below. kerberos: the ticket that this desk holds "
                "(kinit)."),
    .example = "password" },
  { .key = "smb-user",
    .type = RESITE_PLAN_LINE,
    .label = N_ ("SMB: account"),
    .help = N_ ("Who reads and writes the files where they are reached over SMB, and who signs in "
                "for RPC, which goes the same way: for RPC an administrator of this server. Left "
                "empty it is the account of WinRM; guest signs in as nobody. Resite asks for the "
                "password when it is needed; it never belongs here."),
    .example = "BR01SMS\\Administrator" },
  { .key = "smb-port",
    .type = RESITE_PLAN_PORT,
    .label = N_ ("SMB: port"),
    .help = N_ ("Left empty it is 445."),
    .example = "445" },
  { .key = "smb1",
    .type = RESITE_PLAN_YES_NO,
    .fallback = "no",
    .label = N_ ("SMB 1 allowed"),
    .help = N_ ("Say yes only where the server speaks nothing newer, as Windows 2003 does. Such a "
                "line is not encrypted, and who sits on it can change what is copied."),
    .example = "no" },
  { .key = "share",
    .type = RESITE_PLAN_SHARE,
    .repeated = TRUE,
    .label = N_ ("Share for a folder"),
    .help = N_ ("A folder of this server that is reached through a share of its own and not "
                "through E$ and the like, as for an account that is no administrator."),
    .example = "E:\\SMSPKGE$ = SMSPKGE$" },
};

const guint _resite_plan_n_reach_keys = G_N_ELEMENTS (_resite_plan_reach_keys);
