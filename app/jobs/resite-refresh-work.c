/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-refresh-work"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-package-look.h"
#include "resite-refresh-work.h"

#define VERSION_MARK "source_version="

struct _ResiteRefreshWork
{
  ResiteCim *cim;
  char *server;
  char *code; /* (nullable) */
  gboolean everywhere;
  ResiteLedger *ledger;

  char *space;
  gboolean can_refresh;  /* one point alone */
  ResiteSmsPoint *point; /* or NULL: everywhere */
  GHashTable *packages;  /* id → ResiteSmsPackage */
  GHashTable *past;      /* id → ResiteLedgerRow */
};

ResiteRefreshWork *
resite_refresh_work_new (ResiteCim *cim, const char *server, const char *code, gboolean everywhere,
                         ResiteLedger *ledger)
{
  ResiteRefreshWork *self = g_new0 (ResiteRefreshWork, 1);

  self->cim = g_object_ref (cim);
  self->server = g_strdup (server);
  self->code = g_strdup (code);
  self->everywhere = everywhere;
  self->ledger = g_object_ref (ledger);
  self->past =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)resite_ledger_row_free);
  return self;
}

void
resite_refresh_work_free (ResiteRefreshWork *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->cim);
  g_free (self->server);
  g_free (self->code);
  g_clear_object (&self->ledger);
  g_free (self->space);
  g_clear_pointer (&self->point, resite_sms_point_free);
  g_clear_pointer (&self->packages, g_hash_table_unref);
  g_clear_pointer (&self->past, g_hash_table_unref);
  g_free (self);
}

static gboolean
read_past (ResiteRefreshWork *self, GError **error)
{
  g_autoptr (GPtrArray) rows = resite_ledger_read (self->ledger, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      ResiteLedgerRow *row = resite_ledger_row_copy (rows->pdata[i]);
      g_hash_table_replace (self->past, row->name, row);
    }
  return TRUE;
}

static gboolean
find_point (ResiteRefreshWork *self, GCancellable *cancellable, GError **error)
{
  const int can = resite_sms_can_refresh_row (self->cim, self->space, cancellable, error);
  g_autoptr (GPtrArray) points = NULL;
  ResiteSmsPoint *point;

  self->can_refresh = can > 0;
  if (can <= 0)
    return can == 0;
  points = resite_sms_list_points (self->cim, self->space, cancellable, error);
  point = points != NULL ? resite_sms_find_point (points, self->server, self->code, error) : NULL;
  self->point = point != NULL ? resite_sms_point_copy (point) : NULL;
  return point != NULL;
}

gboolean
resite_refresh_work_begin (ResiteRefreshWork *self, GCancellable *cancellable, GError **error)
{
  g_clear_pointer (&self->space, g_free);
  self->space = resite_package_look_space (self->cim, cancellable, error);
  if (self->space == NULL || !read_past (self, error))
    return FALSE;
  if (!self->everywhere)
    return find_point (self, cancellable, error);
  self->packages = resite_sms_list_packages (self->cim, self->space, cancellable, error);
  return self->packages != NULL;
}

/* Takes @message. */
static ResiteLedgerRow *
make_row (const char *id, const char *state, char *message)
{
  ResiteLedgerRow *row = resite_ledger_row_new (id, state);

  g_free (row->message);
  row->message = message;
  return row;
}

static gboolean
commit (ResiteRefreshWork *self, ResiteLedgerRow *row, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  g_ptr_array_add (rows, row);
  return resite_ledger_commit (self->ledger, rows, error);
}

/* Takes @row. A row that cannot be written down is worth nothing. */
static ResiteLedgerRow *
settle (ResiteRefreshWork *self, ResiteLedgerRow *row, GError **error)
{
  if (commit (self, row, error))
    return row;
  resite_ledger_row_free (row);
  return NULL;
}

static gboolean
is_sent (const ResiteLedgerRow *row)
{
  return row != NULL &&
         (g_str_equal (row->state, "updated") || g_str_equal (row->state, "refreshed"));
}

/* The version before the site was told, of a row that was cut off or whose answer did not come;
 * -1: none. */
static gint64
get_version_before (const ResiteLedgerRow *row)
{
  if (row == NULL || is_sent (row) || row->output == NULL ||
      !g_str_has_prefix (row->output, VERSION_MARK))
    return -1;
  return g_ascii_strtoll (row->output + strlen (VERSION_MARK), NULL, 10);
}

static char *
describe_sent (int points)
{
  return g_strdup_printf (ngettext ("The site sends it to %d distribution point again.",
                                    "The site sends it to %d distribution points again.", points),
                          points);
}

static gboolean
write_intent (ResiteRefreshWork *self, const ResiteSmsPackage *package, GError **error)
{
  g_autoptr (ResiteLedgerRow) row = make_row (package->id, "running", g_strdup (""));

  row->output = g_strdup_printf (VERSION_MARK "%u", package->source_version);
  return commit (self, row, error);
}

/* Stopped in the middle of a question: it may have been told, so the row stays "running". */
static gboolean
is_stopped (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static ResiteLedgerRow *
send_everywhere (ResiteRefreshWork *self, const char *id, GCancellable *cancellable, GError **error)
{
  const ResiteSmsPackage *package = g_hash_table_lookup (self->packages, id);
  const gint64 before = get_version_before (g_hash_table_lookup (self->past, id));
  GError *failure = NULL;
  ResiteLedgerRow *row;
  int points;

  if (package == NULL)
    return settle (self, make_row (id, "failed", g_strdup (_ ("The site does not know it."))),
                   error);
  points = resite_sms_count_points_of (self->cim, self->space, id, cancellable, &failure);
  if (points >= 0 && before >= 0 && package->source_version > before)
    return settle (self, make_row (id, "updated", describe_sent (points)), error);
  if (points >= 0 && !write_intent (self, package, error))
    return NULL;
  if (points >= 0 && resite_sms_refresh_package (self->cim, self->space, id, cancellable, &failure))
    return settle (self, make_row (id, "updated", describe_sent (points)), error);
  if (is_stopped (failure))
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  row = make_row (id, "failed", g_strdup (failure->message));
  row->output = g_strdup_printf (VERSION_MARK "%u", package->source_version);
  g_error_free (failure);
  return settle (self, row, error);
}

static ResiteLedgerRow *
send_here (ResiteRefreshWork *self, const char *id, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (!self->can_refresh)
    return settle (
        self,
        make_row (id, "left-out",
                  g_strdup (_ ("SMS 2003 cannot send a package to one distribution point alone: "
                               "look at it again later, or update all of its distribution "
                               "points."))),
        error);
  if (resite_sms_refresh_point_row (self->cim, self->space, self->point, id, cancellable, &failure))
    return settle (self,
                   make_row (id, "refreshed",
                             g_strdup_printf (_ ("The site sends it to %s again."), self->server)),
                   error);
  if (is_stopped (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  return settle (self, make_row (id, "failed", g_strdup (failure->message)), error);
}

ResiteLedgerRow *
resite_refresh_work_send (ResiteRefreshWork *self, const char *id, GCancellable *cancellable,
                          GError **error)
{
  const ResiteLedgerRow *past = g_hash_table_lookup (self->past, id);

  if (is_sent (past))
    return resite_ledger_row_copy (past);
  if (!resite_package_id_is_valid (id))
    return settle (self,
                   make_row (id, "failed",
                             g_strdup (_ ("This is no package id: it has three letters or digits "
                                          "of a site and five hexadecimal digits."))),
                   error);
  return self->everywhere ? send_everywhere (self, id, cancellable, error)
                          : send_here (self, id, cancellable, error);
}
