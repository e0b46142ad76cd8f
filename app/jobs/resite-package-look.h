/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-package-status.h"

G_BEGIN_DECLS

/* The questions about packages that a preflight and the day after ask of a provider. Everything
 * waits and is for workers. */

/* (transfer full): id → ResitePreflightKnown, all that the site knows. Where @server (nullable), a
 * distribution point, of site @code (nullable), is the model of the new one, *@expected (transfer
 * full) is the set of ids that it has. A model that is not there leaves *@expected NULL and
 * *@remark (transfer full) says so. */
GHashTable *resite_package_look_known (ResiteCim *cim, const char *space, const char *server,
                                       const char *code, GHashTable **expected, char **remark,
                                       GCancellable *cancellable, GError **error);

/* (element-type ResitePackageState): Package Status of the distribution point @server of site
 * @code (nullable). Of a few that are not right also on how many distribution points they are. */
GPtrArray *resite_package_look_status (ResiteCim *cim, const char *space, const char *server,
                                       const char *code, GCancellable *cancellable, GError **error);

/* The same namespace as resite_sms_find_provider(); RESITE_ERROR_NOT_FOUND says where the provider
 * is when that is another machine. */
char *resite_package_look_space (ResiteCim *cim, GCancellable *cancellable, GError **error);

G_END_DECLS
