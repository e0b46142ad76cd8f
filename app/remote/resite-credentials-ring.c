/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-credentials"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#include "resite-credentials.h"
#include "resite-error.h"

static const SecretSchema machine_schema = {
  "org.resite.Machine",
  SECRET_SCHEMA_NONE,
  { { "server", SECRET_SCHEMA_ATTRIBUTE_STRING }, { "user", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  char *secret = secret_password_lookup_nonpageable_finish (result, &error);
  ResiteCredentials *found = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (error != NULL)
    g_debug ("No key ring: %s %d", g_quark_to_string (error->domain), error->code);
  if (secret != NULL && *secret != '\0' && strlen (secret) <= 4096)
    found = resite_credentials_new (g_task_get_task_data (task), secret);
  g_clear_pointer (&secret, secret_password_free);
  g_task_return_pointer (task, found, (GDestroyNotify)resite_credentials_unref);
}

void
resite_credentials_find_async (const char *server, const char *user, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (server != NULL && user != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, resite_credentials_find_async);
  g_task_set_task_data (task, g_strdup (user), g_free);
  secret_password_lookup (&machine_schema, cancellable, found_cb, task, "server", server, "user",
                          user, NULL);
}

/* What came in time but was not fetched must not stay unfreed: the task does that by itself. */
ResiteCredentials *
resite_credentials_find_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error (task, RESITE_ERROR, RESITE_ERROR_REFUSED,
                             _ ("The password was not kept: this desktop's key ring does not "
                                "answer (%s). It will be asked for again."),
                             error->message);
}

void
resite_credentials_keep_async (ResiteCredentials *self, const char *server,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autofree char *label = NULL;
  const char *user;
  GTask *task;

  g_return_if_fail (self != NULL && server != NULL);

  user = resite_credentials_get_user (self);
  /* Translators: what a key ring shows for an entry: user, machine. */
  label = g_strdup_printf (_ ("Resite: %s at %s"), user, server);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, resite_credentials_keep_async);
  secret_password_store (&machine_schema, SECRET_COLLECTION_DEFAULT, label,
                         resite_credentials_get_secret (self), cancellable, kept_cb, task, "server",
                         server, "user", user, NULL);
}

gboolean
resite_credentials_keep_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
