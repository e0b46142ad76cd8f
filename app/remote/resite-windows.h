/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim.h"

G_BEGIN_DECLS

/* What is asked of and done to a Windows machine through WMI. Everything waits and is for workers.
 * Sources: the classes of root/cimv2 and root/default as Microsoft documents them. Return values of
 * methods become errors: 2, 91: RESITE_ERROR_NO_ACCESS; others RESITE_ERROR_FAILED with number and
 * meaning. */

/* What a machine is, whatever it is called. */
typedef struct
{
  char *uuid;   /* Win32_ComputerSystemProduct.UUID, upper case; NULL: none, or one of the known
                   placeholders (all 0, all F) */
  char *serial; /* Win32_BIOS.SerialNumber */
  GStrv macs;   /* of its physical network cards, "00:0C:29:4F:8E:35", sorted */
  char *name;   /* now */
  char *domain;
  char *model;
  char *user;         /* who we are there: Win32_ComputerSystem.UserName or the account that asks */
  char *product;      /* Win32_OperatingSystem.Caption, with service pack */
  gint64 booted_at;   /* microseconds, UTC */
  gint64 clock_ahead; /* microseconds that its LocalDateTime is ahead of ours, at least */
} ResiteWindowsIdentity;

/* By how much the clock that said @there is ahead of ours at least. It was read somewhere between
 * our question and its answer; a slow answer must not pass for a clock that is wrong. */
gint64 resite_windows_compare_clocks (gint64 asked, gint64 answered, gint64 there);

ResiteWindowsIdentity *resite_windows_identify (ResiteCim *cim, GCancellable *cancellable,
                                                GError **error);
void resite_windows_identity_free (ResiteWindowsIdentity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWindowsIdentity, resite_windows_identity_free)
/* 0 and @error. */
gint64 resite_windows_get_boot_time (ResiteCim *cim, GCancellable *cancellable, GError **error);

/* Services. */
typedef struct
{
  char *name, *display, *state; /* "Running", "Stopped", "Stop Pending" ... */
  char *start_mode;             /* as queried: Boot, System, Auto, Manual, Disabled */
} ResiteWindowsService;

void resite_windows_service_free (ResiteWindowsService *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWindowsService, resite_windows_service_free)
/* (element-type ResiteWindowsService): SMS_* and CcmExec, in the order in which they are stopped. */
GPtrArray *resite_windows_list_sms_services (ResiteCim *cim, GCancellable *cancellable,
                                             GError **error);
/* (nullable without @error): not there. */
ResiteWindowsService *resite_windows_get_service (ResiteCim *cim, const char *name,
                                                  GCancellable *cancellable, GError **error);
/* @mode as queried or as set ("Auto" and "Automatic" are one). */
gboolean resite_windows_set_start_mode (ResiteCim *cim, const char *name, const char *mode,
                                        GCancellable *cancellable, GError **error);
/* Returns when its State says so, or RESITE_ERROR_TIMED_OUT after @patience_seconds. Stopping one
 * that is stopped, starting one that runs, is fine. */
gboolean resite_windows_stop_service (ResiteCim *cim, const char *name, guint patience_seconds,
                                      GCancellable *cancellable, GError **error);
gboolean resite_windows_start_service (ResiteCim *cim, const char *name, guint patience_seconds,
                                       GCancellable *cancellable, GError **error);

/* The network card with addresses. */
typedef struct
{
  guint32 index; /* Win32_NetworkAdapterConfiguration.Index */
  char *mac;
  char *connection; /* NetConnectionID, "Local Area Connection" */
  gboolean dhcp;
  GStrv addresses, masks, gateways, dns, wins;
} ResiteWindowsAdapter;

void resite_windows_adapter_free (ResiteWindowsAdapter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWindowsAdapter, resite_windows_adapter_free)
/* (element-type ResiteWindowsAdapter): those with IPEnabled. */
GPtrArray *resite_windows_list_adapters (ResiteCim *cim, GCancellable *cancellable, GError **error);
/* Each is said before it is done by the caller's journal. The line may drop when the address
 * changes through which we speak: RESITE_ERROR_OUTCOME_UNKNOWN or _UNREACHABLE then means "go and
 * look under the new address". 0, 1 and, after a look, 81 are success. Windows drops the gateway that
 * DHCP gave with the old address, and a new one can only be set after it: a desk beyond the gateway
 * may not reach the machine in between, and then a person sets the gateway there. */
gboolean resite_windows_set_dhcp (ResiteCim *cim, guint32 index, GCancellable *cancellable,
                                  GError **error);
gboolean resite_windows_set_static (ResiteCim *cim, guint32 index, const char *address,
                                    const char *mask, const char *gateway, const char *const *dns,
                                    const char *const *wins, GCancellable *cancellable,
                                    GError **error);
/* Only the two lists of them; nothing where they are so already, or NULL or empty. */
gboolean resite_windows_set_name_servers (ResiteCim *cim, guint32 index, const char *const *dns,
                                          const char *const *wins, GCancellable *cancellable,
                                          GError **error);
/* Starts a program there that gives @connection address, mask and gateway in one go. With the calls
 * above the gateway comes after the line has fallen, and from beyond the gateway nobody can make
 * that call any more. TRUE says only that the program was started. RESITE_ERROR_INVALID: a value
 * cannot stand in its line. */
gboolean resite_windows_start_static (ResiteCim *cim, const char *connection, const char *address,
                                      const char *mask, const char *gateway,
                                      GCancellable *cancellable, GError **error);

/* Win32_ComputerSystem.Rename; a member of a domain answers RESITE_ERROR_REFUSED: netdom has to do
 * it. Takes effect with the next start. */
gboolean resite_windows_rename (ResiteCim *cim, const char *name, GCancellable *cancellable,
                                GError **error);
/* Is it in a domain? */
gboolean resite_windows_is_domain_member (ResiteCim *cim, gboolean *member,
                                          GCancellable *cancellable, GError **error);
gboolean resite_windows_reboot (ResiteCim *cim, GCancellable *cancellable, GError **error);

/* Shares: the folder, (transfer full), or NULL without @error when there is none. */
char *resite_windows_get_share (ResiteCim *cim, const char *name, GCancellable *cancellable,
                                GError **error);
typedef struct
{
  char *name, *path, *comment;
} ResiteWindowsShare;

void resite_windows_share_free (ResiteWindowsShare *self);
/* (element-type ResiteWindowsShare), hidden ones too, sorted; disks only. */
GPtrArray *resite_windows_list_shares (ResiteCim *cim, GCancellable *cancellable, GError **error);
typedef struct
{
  char *computer, *user;
  guint n_files; /* that are open there */
} ResiteWindowsShareUser;

void resite_windows_share_user_free (ResiteWindowsShareUser *self);
/* (element-type ResiteWindowsShareUser): who is connected to it, Win32_ServerConnection. */
GPtrArray *resite_windows_list_share_users (ResiteCim *cim, const char *share,
                                            GCancellable *cancellable, GError **error);
gboolean resite_windows_delete_share (ResiteCim *cim, const char *name, GCancellable *cancellable,
                                      GError **error);
/* Win32_Directory / CIM_DataFile by exact path. */
gboolean resite_windows_has_folder (ResiteCim *cim, const char *path, gboolean *there,
                                    GCancellable *cancellable, GError **error);
gboolean resite_windows_has_file (ResiteCim *cim, const char *path, gboolean *there,
                                  GCancellable *cancellable, GError **error);
gboolean resite_windows_rename_folder (ResiteCim *cim, const char *path, const char *new_path,
                                       GCancellable *cancellable, GError **error);
/* "C:", "D:" ...: fixed disks, Win32_LogicalDisk DriveType 3. */
GStrv resite_windows_list_drives (ResiteCim *cim, GCancellable *cancellable, GError **error);

/* The registry below HKEY_LOCAL_MACHINE, StdRegProv. NULL without @error: no such key or value. */
char *resite_windows_get_registry_string (ResiteCim *cim, const char *key, const char *value,
                                          GCancellable *cancellable, GError **error);
/* -1 without @error: no such key or value. */
gint64 resite_windows_get_registry_dword (ResiteCim *cim, const char *key, const char *value,
                                          GCancellable *cancellable, GError **error);
gboolean resite_windows_has_registry_key (ResiteCim *cim, const char *key, gboolean *there,
                                          GCancellable *cancellable, GError **error);

/* Names of local users (Win32_UserAccount, LocalAccount) that begin with @prefix; and the members
 * of a local group. */
GStrv resite_windows_list_local_users (ResiteCim *cim, const char *prefix,
                                       GCancellable *cancellable, GError **error);
GStrv resite_windows_list_group (ResiteCim *cim, const char *group, GCancellable *cancellable,
                                 GError **error);

/* Win32_Process.Create: detached, outlives us; redirect its output to files. */
gboolean resite_windows_start_process (ResiteCim *cim, const char *command_line,
                                       const char *directory, guint32 *process_id,
                                       GCancellable *cancellable, GError **error);
gboolean resite_windows_has_process (ResiteCim *cim, guint32 process_id, gboolean *there,
                                     GCancellable *cancellable, GError **error);

G_END_DECLS
