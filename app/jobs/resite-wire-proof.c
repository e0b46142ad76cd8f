/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wire-proof"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-log-in-folder.h"
#include "resite-wire-proof-private.h"

#define INTERVAL 2000

G_DEFINE_FINAL_TYPE (ResiteWireProof, resite_wire_proof, G_TYPE_OBJECT)

static guint changed_signal;

static void
log_free (gpointer data)
{
  ResiteWireLog *log = data;

  g_free (log->name);
  g_free (log->place);
  resite_wire_count_free (log->count);
  g_free (log);
}

static void
package_free (gpointer data)
{
  ResiteWirePackage *package = data;

  g_free (package->large);
  g_free (package);
}

static void
resite_wire_proof_dispose (GObject *object)
{
  resite_wire_proof_stop (RESITE_WIRE_PROOF (object));
  G_OBJECT_CLASS (resite_wire_proof_parent_class)->dispose (object);
}

static void
resite_wire_proof_finalize (GObject *object)
{
  ResiteWireProof *self = RESITE_WIRE_PROOF (object);

  g_free (self->site);
  g_free (self->server);
  g_free (self->gap);
  g_clear_object (&self->clock);
  g_ptr_array_unref (self->tails);
  g_ptr_array_unref (self->logs);
  g_ptr_array_unref (self->breaks);
  g_hash_table_unref (self->packages);
  G_OBJECT_CLASS (resite_wire_proof_parent_class)->finalize (object);
}

static void
resite_wire_proof_class_init (ResiteWireProofClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = resite_wire_proof_dispose;
  object_class->finalize = resite_wire_proof_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
resite_wire_proof_init (ResiteWireProof *self)
{
  self->interval = INTERVAL;
  self->tails = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_log_tail_unref);
  self->logs = g_ptr_array_new_with_free_func (log_free);
  self->breaks = g_ptr_array_new_with_free_func (g_free);
  self->packages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, package_free);
}

ResiteWireProof *
resite_wire_proof_new (const char *site, const char *server, ResiteClock *clock)
{
  ResiteWireProof *self;

  g_return_val_if_fail (site != NULL && RESITE_IS_CLOCK (clock), NULL);

  self = g_object_new (RESITE_TYPE_WIRE_PROOF, NULL);
  self->site = g_strdup (site);
  self->server = g_strdup (server);
  self->clock = g_object_ref (clock);
  return self;
}

void
_resite_wire_tell_look (ResiteWireProof *self)
{
  g_signal_emit (self, changed_signal, 0);
}

/* Takes @tail and @name. */
static void
add_tail (ResiteWireProof *self, ResiteLogTail *tail, char *name)
{
  ResiteWireLog *log = g_new0 (ResiteWireLog, 1);

  log->name = name;
  log->count = resite_wire_count_new (self->site, self->server);
  g_ptr_array_add (self->logs, log);
  g_ptr_array_add (self->tails, tail);
}

void
resite_wire_proof_add_file (ResiteWireProof *self, const char *path)
{
  g_return_if_fail (RESITE_IS_WIRE_PROOF (self) && path != NULL && self->cancellable == NULL);

  add_tail (self, resite_log_tail_new (path, FALSE), g_strdup (path));
}

static ResiteLogTail *
open_remote (ResiteConnections *connections, const char *machine, const char *windows_path,
             GError **error)
{
  const char *slash = strrchr (windows_path, '\\');
  const char *name = slash != NULL ? slash + 1 : windows_path;
  g_autofree char *path = g_strndup (windows_path, slash != NULL ? slash - windows_path : 0);
  g_autoptr (ResiteFolder) folder =
      resite_connections_open_folder (connections, machine, path, FALSE, error);

  return folder != NULL ? resite_log_tail_new_in_folder (folder, name, FALSE) : NULL;
}

static ResiteLogTail *
open_near (ResiteConnections *connections, const char *machine, const char *windows_path,
           GError **error)
{
  g_autofree char *path = resite_connections_resolve (connections, machine, windows_path, error);

  return path != NULL ? resite_log_tail_new (path, FALSE) : NULL;
}

gboolean
resite_wire_proof_add_log (ResiteWireProof *self, ResiteConnections *connections,
                           const char *machine, const char *windows_path, GError **error)
{
  ResiteLogTail *tail;

  g_return_val_if_fail (RESITE_IS_WIRE_PROOF (self) && windows_path != NULL, FALSE);
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (connections) && self->cancellable == NULL, FALSE);

  if (resite_connections_is_remote_path (connections, machine, windows_path))
    tail = open_remote (connections, machine, windows_path, error);
  else
    tail = open_near (connections, machine, windows_path, error);
  if (tail == NULL)
    return FALSE;
  add_tail (self, tail, g_strdup_printf ("%s (%s)", windows_path, machine));
  return TRUE;
}

guint
resite_wire_proof_count_logs (ResiteWireProof *self)
{
  g_return_val_if_fail (RESITE_IS_WIRE_PROOF (self), 0);

  return self->logs->len;
}

void
resite_wire_proof_set_interval (ResiteWireProof *self, guint milliseconds)
{
  g_return_if_fail (RESITE_IS_WIRE_PROOF (self));

  self->interval = milliseconds;
}

/* FALSE: @place is of another log, or of none. */
static gboolean
go_on (ResiteWireProof *self, guint index, const char *place)
{
  ResiteWireLog *log = self->logs->pdata[index];
  g_auto (GStrv) parts = g_strsplit (place, ":", 3);

  if (g_strv_length (parts) < 3 || *parts[0] == '\0' || !g_str_equal (parts[2], log->name))
    return FALSE;
  resite_log_tail_set_place (self->tails->pdata[index], g_ascii_strtoull (parts[0], NULL, 10),
                             parts[1]);
  log->place = g_strdup (place);
  return TRUE;
}

static void
go_on_with (ResiteWireProof *self, const char *place)
{
  g_auto (GStrv) places = g_strsplit (place, "|", -1);
  const guint n_places = g_strv_length (places);

  for (guint i = 0; i < self->logs->len; i++)
    {
      const ResiteWireLog *log = self->logs->pdata[i];

      if (i >= n_places || !go_on (self, i, places[i]))
        _resite_wire_add_break (self,
                                g_strdup_printf (_ ("%s is read from now on only."), log->name));
    }
}

void
resite_wire_proof_start (ResiteWireProof *self, const char *place)
{
  g_return_if_fail (RESITE_IS_WIRE_PROOF (self) && self->cancellable == NULL);

  if (place != NULL)
    go_on_with (self, place);
  self->cancellable = g_cancellable_new ();
  _resite_wire_look (self);
}

char *
resite_wire_proof_get_place (ResiteWireProof *self)
{
  GString *place = g_string_new (NULL);

  g_return_val_if_fail (resite_wire_proof_is_ready (self), g_string_free (place, FALSE));

  for (guint i = 0; i < self->logs->len; i++)
    g_string_append_printf (place, "%s%s", i > 0 ? "|" : "",
                            ((ResiteWireLog *)self->logs->pdata[i])->place);
  return g_string_free (place, FALSE);
}

void
resite_wire_proof_stop (ResiteWireProof *self)
{
  g_return_if_fail (RESITE_IS_WIRE_PROOF (self));

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

gboolean
resite_wire_proof_is_ready (ResiteWireProof *self)
{
  g_return_val_if_fail (RESITE_IS_WIRE_PROOF (self), FALSE);

  return self->caught_up != 0;
}

const char *
resite_wire_proof_get_gap (ResiteWireProof *self)
{
  g_return_val_if_fail (RESITE_IS_WIRE_PROOF (self), NULL);

  return self->gap;
}
