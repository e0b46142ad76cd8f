/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim.h"
#include "resite-directory-place.h"
#include "resite-folder.h"

G_BEGIN_DECLS

/* One look at one thing. What path and argument are, by type ("," and blanks separate lists):
 *
 *   file, read-only       path; argument: least size      space       path; bytes, or ROLE:PATH
 *   folder, no-folder     path                            packages    path
 *   name-length, value    argument                        step        path: its id
 *   reach                 argument: names it may have     clock       argument: seconds, 300
 *   identity              argument: hardware id, MACs     computer-name, member-of   argument
 *   network               argument: "address=..;mask=..;gateway=..;dns=..;wins=..;dhcp=yes"
 *   services-down, services-up, no-services  -            service     path: name; "Stopped,Disabled"
 *   local-users           argument: computer              group-member   path: group; account
 *   components            argument: names                 no-registry path: key below HKLM
 *   markers               argument: drives SMS may take   version     argument: product of the plan
 *   share                 path: name; argument: folder    no-share    path: name
 *   remote-folder, no-remote-folder  path             open-files  path: share
 *   permissions, file-permissions    path; argument: the model's folder
 *   site-gone             argument: code                  site-back   argument; path: "PARENT SERVER"
 *   children              argument: codes noted before; path: code that may be missing
 *   sender-address-gone   argument: code                  sender-address   argument; path: server
 *   roles                 argument: code; path: "SERVER; ROLE; ROLE"
 *   dns                   path: name; argument: address   name-silent argument; path: its domain
 *   address-silent        argument: address               told        -
 *   held-by               path: address; argument: the name that its owner should have
 *   container-rights      path: container; argument: account ("BR01SMS$")
 *   records-gone, point-recorded  path: container; argument: "CODE SERVER"
 *   iis                   -                               web-extensions   argument: words
 *   no-web-directories    argument: names                 wmi-namespace    path: "root/ccm"
 *   ntfs                  argument: drive
 *   mp-list, mp-certificate, mp-key  path: "http://SERVER"; argument: server
 *   web-site              path: "http://SERVER"
 *   web-directories       path: "http://SERVER"; argument: names
 *   dp-package            path: "http://SERVER[/SMS_DP_SMSPKGE$]"; argument: id[, drive]
 *   mp-setup-log, mp-installer-log, mp-control-log  path: the log
 *   mp-service-logs       path: the folder of MP_*.log
 *   preflight             path: "ROLE:PATH" of the package files; machine: whose provider is asked;
 *                         argument: "MODEL|ITS SITE|LIST ON THIS DESK", each may be empty
 *   package-status        path: code; argument: server
 *   transaction-id          path: ROLE:PATH of the parent's CODE.trs    stored-versions  path: code
 *   crossing              path: code; argument: "MODEL'S SERVER|ITS CODE|SERVER"
 */
typedef struct
{
  char *id;
  char *label;
  /* Of files: file, folder, no-folder, space, packages, read-only, mp-setup-log,
   * mp-installer-log, mp-control-log, mp-service-logs. Of the plan and the run:
   * name-length, value, told, step. Of machines that are reached: reach, identity, clock,
   * computer-name, member-of, network, services-down, services-up, no-services, service,
   * local-users, group-member, components, no-registry, markers, share, no-share, remote-folder,
   * no-remote-folder, version, site-gone, site-back, children, sender-address,
   * sender-address-gone, roles, package-known, package-installed, package-status, crossing, transaction-id, stored-versions, preflight, iis, web-extensions, no-web-directories, wmi-namespace, ntfs. From
   * this desk: dns, name-silent, address-silent, held-by, mp-list, mp-certificate, mp-key, web-site,
   * web-directories, dp-package. */
  char *type;
  char *machine;
  char *path;
  char *argument;    /* minimum size, value ... by type */
  gboolean required; /* failed, not warning, when it does not hold */
} ResiteProbe;

ResiteProbe *resite_probe_new (const char *id, const char *label, const char *type);
ResiteProbe *resite_probe_copy (const ResiteProbe *probe);
void resite_probe_free (ResiteProbe *probe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteProbe, resite_probe_free)

/* A probe with the places on this desk and the machine that it is about, ready for a worker, and
 * what was seen. */
typedef struct
{
  ResiteProbe *probe;
  char *place;    /* path on this desk, or NULL: cannot be seen from here */
  char *unseen;   /* why not, for a person */
  char *measured; /* space: the place whose size counts, or NULL */

  /* Over SMB instead: the share, and the name in it. */
  ResiteFolder *share;
  char *name;
  ResiteFolder *measured_share;
  char *measured_name;

  ResiteCim *cim; /* or NULL: not reached, see unseen; both NULL: only a person can say */
  ResiteDirectoryPlace *directory; /* or NULL: the plan does not say how it is reached */
  char *account;                   /* who we are there, or NULL: by this desk's ticket */
  gboolean plain;                  /* it is spoken to without encryption */
  GStrv name_servers;              /* or NULL: as this desk resolves names */
  char *netbios; /* ADDRESS[:PORT] that is asked for NetBIOS names, or NULL: the segment is */
  GArray *ports; /* guint16, 0 at the end: where else somebody may answer; or NULL */

  char *state; /* ok, warning, failed, unknown */
  char *message;
  GPtrArray *found; /* ResiteLedgerRow: one a package, or NULL */
} ResiteProbeView;

ResiteProbeView *resite_probe_view_new (const ResiteProbe *probe);
void resite_probe_view_free (ResiteProbeView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteProbeView, resite_probe_view_free)

/* The type looks at files of a machine. */
gboolean resite_probe_needs_files (const ResiteProbe *probe);

/* The type looks at a machine through its own words. */
gboolean resite_probe_needs_machine (const ResiteProbe *probe);
/* The type makes a table of packages, whose rows do not decide: what the probe itself says does. */
gboolean resite_probe_is_table (const ResiteProbe *probe);
/* The type looks into the directory. */
gboolean resite_probe_needs_directory (const ResiteProbe *probe);
/* A runbook may name it. */
gboolean resite_probe_is_known (const char *type);

/* Fills in what was seen. Blocks; for worker threads. */
void resite_probe_view_look (ResiteProbeView *view, GCancellable *cancellable);
/* The same in a worker. @view (transfer full). */
void resite_probe_view_look_async (ResiteProbeView *view, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
/* The view, which lives as long as @result; NULL: cancelled, and nothing else. */
const ResiteProbeView *resite_probe_view_look_finish (GAsyncResult *result, GError **error);

G_END_DECLS
