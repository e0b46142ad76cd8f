/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim.h"
#include "resite-rpc-line.h"

G_BEGIN_DECLS

/* A Windows machine that is reached through RPC over SMB, as every Windows since NT is: implements
 * ResiteCim for the questions of this program, each by the call that RPC has for it. Win32_Service,
 * Win32_Share, Win32_ServerConnection, Win32_LogicalDisk, Win32_Directory and CIM_DataFile of one
 * name, Win32_ComputerSystem, Win32_OperatingSystem, Win32_ComputerSystemProduct, Win32_BIOS,
 * Win32_NetworkAdapterConfiguration (read only), Win32_UserAccount, Win32_GroupUser, StdRegProv.
 * What RPC has no call for is RESITE_ERROR_REFUSED.
 *
 * A start type is written to the registry, where the next start of Windows takes it from, and read
 * back from there. */
#define RESITE_TYPE_RPC_CIM (resite_rpc_cim_get_type ())
G_DECLARE_FINAL_TYPE (ResiteRpcCim, resite_rpc_cim, RESITE, RPC_CIM, GObject)

ResiteRpcCim *resite_rpc_cim_new (const ResiteRpcOptions *options, GError **error);
const char *resite_rpc_cim_get_host (ResiteRpcCim *self);

/* Waits; for workers. Renames a member of a domain together with its account there, by
 * NetRenameMachineInDomain, which WMI cannot do from afar. @account may do that in the domain. Takes
 * effect with the next start. RESITE_ERROR_NO_ACCESS: @account has no right to it, or is not taken;
 * then it is refused from now on, which says nothing about the account of the line. */
gboolean resite_rpc_cim_rename_member (ResiteRpcCim *self, const char *name,
                                       ResiteCredentials *account, GCancellable *cancellable,
                                       GError **error);

G_END_DECLS
