/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-machine.h"

G_BEGIN_DECLS

/* What is asked of an SMS site through its provider on a primary site server. Everything waits and
 * is for workers. Classes as the SMS 2003 SDK has them. */

/* "root/sms/site_P01" (transfer full), by SMS_ProviderLocation. Where the provider is on another server
 * that can be reached as this one is (through WS-Management), what @cim is asked of that namespace
 * goes there from now on; where not, *@machine (transfer full, nullable) is that server. */
char *resite_sms_find_provider (ResiteCim *cim, char **machine, GCancellable *cancellable,
                                GError **error);

/* (transfer full): the machine that has the provider of the site that @machine belongs to: itself, or
 * another server, reached in the same way; *@space is as of resite_sms_find_provider(). */
ResiteMachine *resite_sms_open_provider (ResiteMachine *machine, char **space,
                                         GCancellable *cancellable, GError **error);

/* "P01" of "root/sms/site_P01". (transfer full) */
char *resite_sms_get_site_code (const char *space);
/* The server in a NAL path, in its form for servers or for shares; NULL when it has none.
 * (transfer full) */
char *resite_sms_get_nal_server (const char *nal_path);

typedef struct
{
  char *code, *name, *server, *parent; /* parent: "" at the central site */
  char *version;
  guint build, type, status; /* type 1 secondary, 2 primary; status 1 active, 4 deleted */
} ResiteSmsSite;

void resite_sms_site_free (ResiteSmsSite *self);
/* (element-type ResiteSmsSite): all that this site knows, sorted by code. */
GPtrArray *resite_sms_list_sites (ResiteCim *cim, const char *space, GCancellable *cancellable,
                                  GError **error);
/* Codes of the children of @parent, sorted; deleted ones (status 4) left out. */
GStrv resite_sms_list_children (GPtrArray *sites, const char *parent);
/* Codes of all that hang below @own at any depth, sorted; deleted ones left out. A central site keeps
 * the children of its primaries, too, and a removal there can take those along. */
GStrv resite_sms_list_below (GPtrArray *sites, const char *own);
/* The row of @code, or NULL. (transfer none) */
ResiteSmsSite *resite_sms_find_site (GPtrArray *sites, const char *code);

/* Standard sender addresses (MS_LAN, FileType 1) to @code: number of them, server in *@server
 * (transfer full, nullable). -1 and @error. */
int resite_sms_count_addresses (ResiteCim *cim, const char *space, const char *code, char **server,
                                GCancellable *cancellable, GError **error);
/* Role names that @server has at @code, sorted. */
GStrv resite_sms_list_roles (ResiteCim *cim, const char *space, const char *code,
                             const char *server, GCancellable *cancellable, GError **error);
/* The Type 1 row of a package at a site: its Status (3 installed), -1 without @error: no row. */
int resite_sms_get_master_status (ResiteCim *cim, const char *space, const char *package,
                                  const char *code, GCancellable *cancellable, GError **error);
/* (transfer full): package id in capitals → its Status, of the rows of @type (1 the site server's
 * compressed copy, 2 a distribution point's) of a site; the lowest where there are several. */
GHashTable *resite_sms_list_package_status (ResiteCim *cim, const char *space, const char *code,
                                            guint type, GCancellable *cancellable, GError **error);

G_END_DECLS
