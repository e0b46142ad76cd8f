/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-trust"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-trust-private.h"
#include "resite-trust-system.h"
#include "resite-under-way.h"

typedef struct
{
  ResiteTrust *trust;
  GCancellable *inner; /* patience or the caller's */
  gulong cancel_handler;
  guint patience_source;
  gboolean timed_out;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  resite_trust_unref (load->trust);
  g_clear_object (&load->inner);
  g_free (load);
}

static gboolean
check_ca_file (const char *ca_file, GError **error)
{
  g_autoptr (GError) reason = NULL;
  GList *certificates = g_tls_certificate_list_new_from_file (ca_file, &reason);
  const gboolean any = certificates != NULL;

  g_list_free_full (certificates, g_object_unref);
  if (any)
    return TRUE;
  if (reason == NULL)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 _ ("%s holds no certificate. Give a file in PEM form."), ca_file);
  else
    g_set_error (error, RESITE_ERROR,
                 g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? RESITE_ERROR_NOT_FOUND
                                                                            : RESITE_ERROR_INVALID,
                 _ ("Cannot read the certificates in %s: %s"), ca_file, reason->message);
  return FALSE;
}

static GTlsDatabase *
open_database (const char *ca_file, GError **error)
{
  GError *reason = NULL;
  GTlsDatabase *database;

  if (ca_file == NULL)
    {
      resite_trust_system_load (resite_trust_system_get ());
      return G_TLS_DATABASE (g_object_ref (resite_trust_system_get ()));
    }
  if (!check_ca_file (ca_file, error))
    return NULL;
  database = g_tls_file_database_new (ca_file, &reason);
  if (database == NULL)
    g_propagate_error (error, resite_error_from_gio (reason));
  return database;
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GTlsDatabase *database = open_database (resite_trust_get_ca_file (data), &error);

  if (database != NULL)
    g_task_return_pointer (task, database, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
settle (GTask *task)
{
  Load *load = g_task_get_task_data (task);

  g_clear_handle_id (&load->patience_source, g_source_remove);
  if (load->cancel_handler != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), load->cancel_handler);
  load->cancel_handler = 0;
}

static GError *
explain_patience (Load *load)
{
  const char *ca_file = resite_trust_get_ca_file (load->trust);

  return g_error_new (RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
                      _ ("The certificates in %s could not be read in time. Does it lie on a "
                         "share that does not answer?"),
                      ca_file != NULL ? ca_file : "/etc/ssl");
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Load *load = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GTlsDatabase *database = g_task_propagate_pointer (G_TASK (result), &error);

  settle (task);
  if (database != NULL)
    {
      _resite_trust_take_database (load->trust, database);
      g_task_return_boolean (task, TRUE);
    }
  else if (load->timed_out)
    g_task_return_error (task, explain_patience (load));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static gboolean
patience_over_cb (gpointer data)
{
  Load *load = data;

  load->patience_source = 0;
  load->timed_out = TRUE;
  g_cancellable_cancel (load->inner);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, Load *load)
{
  g_cancellable_cancel (load->inner);
}

void
resite_trust_load_async (ResiteTrust *self, guint patience, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GTask) reading = NULL;
  Load *load;

  g_return_if_fail (self != NULL);

  g_task_set_source_tag (task, resite_trust_load_async);
  if (resite_trust_is_loaded (self))
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  load = g_new0 (Load, 1);
  load->trust = resite_trust_ref (self);
  load->inner = g_cancellable_new ();
  g_task_set_task_data (task, load, load_free);
  load->patience_source = g_timeout_add (patience, patience_over_cb, load);
  if (cancellable != NULL)
    load->cancel_handler =
        g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), load, NULL);
  reading = g_task_new (NULL, load->inner, read_cb, task);
  g_task_set_task_data (reading, resite_trust_ref (self), (GDestroyNotify)resite_trust_unref);
  /* Who waits is let go at once; the thread that reads ends whenever the file lets it. */
  g_task_set_return_on_cancel (reading, TRUE);
  resite_under_way_run_task (reading, read_in_thread);
}

gboolean
resite_trust_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
