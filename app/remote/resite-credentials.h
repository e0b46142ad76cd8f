/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A name and a secret for one machine. The secret lies in memory that is locked, left out of core
 * dumps and overwritten at the end; it is never printed, and never part of an error. Counted, any
 * thread. Making the first one turns core dumps of this program off. */
typedef struct _ResiteCredentials ResiteCredentials;

ResiteCredentials *resite_credentials_new (const char *user, const char *secret);
/* Reads up to the first line end or the end of the file, and overwrites what it read into.
 * RESITE_ERROR_INVALID: empty or over 4 KiB. Blocks. */
ResiteCredentials *resite_credentials_new_from_fd (const char *user, int fd, GError **error);
ResiteCredentials *resite_credentials_ref (ResiteCredentials *self);
void resite_credentials_unref (ResiteCredentials *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCredentials, resite_credentials_unref)

const char *resite_credentials_get_user (ResiteCredentials *self);
const char *resite_credentials_get_secret (ResiteCredentials *self);
/* One try per set: once a server refused it, nobody sends it there again. One that was proven may
 * be refused once before, as by a server that is just starting: then it has to be proven anew. */
gboolean resite_credentials_is_refused (ResiteCredentials *self);
void resite_credentials_set_refused (ResiteCredentials *self);
/* What a server's refusal makes of it: refused, or only no longer proven. */
void resite_credentials_take_refusal (ResiteCredentials *self);
/* While nobody knows whether it is right, it is sent by one at a time: who may not send it yet asks
 * again later. Who began ends, whatever came of it. A set that is proven may be sent by many. */
gboolean resite_credentials_begin_try (ResiteCredentials *self);
void resite_credentials_end_try (ResiteCredentials *self);
gboolean resite_credentials_is_proven (ResiteCredentials *self);
void resite_credentials_set_proven (ResiteCredentials *self);

/* From and to the desktop's key ring (libsecret), under the server's name and the user. NULL
 * without @error when it has none, or there is no key ring. */
void resite_credentials_find_async (const char *server, const char *user, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
ResiteCredentials *resite_credentials_find_finish (GAsyncResult *result, GError **error);
void resite_credentials_keep_async (ResiteCredentials *self, const char *server,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean resite_credentials_keep_finish (GAsyncResult *result, GError **error);

G_END_DECLS
