/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-package-status"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-package-status.h"
#include "resite-pasted-table.h"

void
resite_package_state_free (ResitePackageState *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->message);
  g_free (self->name);
  g_free (self->source_site);
  g_free (self);
}

static ResitePackageState *
state_new (const char *id)
{
  ResitePackageState *self = g_new0 (ResitePackageState, 1);

  self->id = g_ascii_strup (id, -1);
  self->there = -1;
  self->wanted = -1;
  return self;
}

static void
say (ResitePackageState *self, const char *state, const char *message)
{
  self->state = state;
  self->message = g_strdup (message);
}

static void
say_installed (ResitePackageState *self)
{
  g_autofree char *there = g_strdup_printf ("%" G_GINT64_FORMAT, self->there);
  g_autofree char *wanted = g_strdup_printf ("%" G_GINT64_FORMAT, self->wanted);

  if (self->there < 0 || self->wanted < 0 || self->there == self->wanted)
    {
      say (self, "installed", "");
      return;
    }
  self->state = "outdated";
  self->message =
      g_strdup_printf (_ ("Version %s is there, the package is at version %s."), there, wanted);
}

/* A removal that hangs leaves old files behind, and an assignment that was taken back. */
static void
judge (ResitePackageState *self, guint state)
{
  switch (state)
    {
    case RESITE_SMS_STATE_INSTALLED:
      say_installed (self);
      break;
    case RESITE_SMS_STATE_INSTALL_PENDING:
      say (self, "pending", _ ("It is on its way."));
      break;
    case RESITE_SMS_STATE_INSTALL_RETRYING:
      say (self, "retrying", _ ("It did not work yet; the site tries again by itself."));
      break;
    case RESITE_SMS_STATE_INSTALL_FAILED:
      say (self, "failed",
           _ ("It could not be installed: look into distmgr.log of the new server for its id."));
      break;
    case RESITE_SMS_STATE_REMOVAL_PENDING:
    case RESITE_SMS_STATE_REMOVAL_RETRYING:
      say (self, "pending", _ ("It is being taken off this distribution point."));
      break;
    case RESITE_SMS_STATE_REMOVAL_FAILED:
      say (self, "failed", _ ("It could not be taken off this distribution point."));
      break;
    case RESITE_SMS_STATE_CONTENT_UPDATING:
    case RESITE_SMS_STATE_CONTENT_MONITORING:
      say (self, "pending", _ ("Its content is being brought up to date."));
      break;
    default:
      say (self, "failed", _ ("The site says a state that Resite does not know."));
      break;
    }
}

static void
take_known (ResitePackageState *self, const ResitePreflightKnown *known)
{
  if (known == NULL)
    return;
  self->wanted = known->source_version;
  self->compressed = known->compressed;
  self->name = g_strdup (known->name);
  self->source_site = g_strdup (known->source_site);
}

static int
compare_states (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(ResitePackageState *const *)a)->id, (*(ResitePackageState *const *)b)->id);
}

static ResitePackageState *
judge_row (const ResiteSmsPointRow *row, const ResiteSmsSummary *summary,
           const ResitePreflightKnown *known)
{
  ResitePackageState *self = state_new (row->id);

  take_known (self, known);
  if (row->wrong_code != NULL && summary == NULL)
    {
      self->state = "failed";
      self->message = g_strdup_printf (
          _ ("It was assigned with site code %s, which is not the distribution point's: that fails "
             "for ever (status message 2302). Take it off and assign it again."),
          row->wrong_code);
      return self;
    }
  if (summary == NULL)
    {
      say (self, "pending", _ ("It is assigned; the site has no status of it yet."));
      return self;
    }
  self->there = summary->source_version;
  self->last_copied = summary->last_copied;
  self->summary_date = summary->summary_date;
  judge (self, summary->state);
  return self;
}

GPtrArray *
resite_package_status_judge (GHashTable *summaries, GHashTable *rows, GHashTable *known)
{
  GPtrArray *states = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_package_state_free);
  GHashTableIter iter;
  gpointer id, value;

  g_return_val_if_fail (summaries != NULL && rows != NULL, states);

  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      const ResiteSmsPointRow *row = value;

      if (row->status == RESITE_SMS_ROW_DELETED)
        continue;
      g_ptr_array_add (states, judge_row (row, g_hash_table_lookup (summaries, id),
                                          known != NULL ? g_hash_table_lookup (known, id) : NULL));
    }
  g_ptr_array_sort (states, compare_states);
  return states;
}

/* Of a list. */

static const struct
{
  const char *word; /* all of it, small letters, nothing but letters */
  guint state;
} words[] = {
  { "installpending", RESITE_SMS_STATE_INSTALL_PENDING },
  { "installretrying", RESITE_SMS_STATE_INSTALL_RETRYING },
  { "installfailed", RESITE_SMS_STATE_INSTALL_FAILED },
  { "installed", RESITE_SMS_STATE_INSTALLED },
  { "removalpending", RESITE_SMS_STATE_REMOVAL_PENDING },
  { "removalretrying", RESITE_SMS_STATE_REMOVAL_RETRYING },
  { "removalfailed", RESITE_SMS_STATE_REMOVAL_FAILED },
  { "contentupdating", RESITE_SMS_STATE_CONTENT_UPDATING },
  { "contentmonitoring", RESITE_SMS_STATE_CONTENT_MONITORING },
  { "pending", RESITE_SMS_STATE_INSTALL_PENDING },
  { "retrying", RESITE_SMS_STATE_INSTALL_RETRYING },
  { "failed", RESITE_SMS_STATE_INSTALL_FAILED },
};

static gboolean
read_state (GHashTable *row, guint *state)
{
  const char *text = resite_pasted_read_text (row, "state");
  g_autoptr (GString) folded = g_string_new (NULL);
  gint64 number;

  if (resite_pasted_read_number (row, "state", &number) && number >= 0)
    {
      *state = (guint)MIN (number, G_MAXUINT);
      return TRUE;
    }
  for (const char *at = text != NULL ? text : ""; *at != '\0'; at++)
    if (g_ascii_isalpha (*at))
      g_string_append_c (folded, g_ascii_tolower (*at));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (folded->str, words[i].word))
      {
        *state = words[i].state;
        return TRUE;
      }
  return FALSE;
}

/* What cannot be read is not right for that, and must not be missing among those that are counted. */
static void
judge_listed (ResitePackageState *self, GHashTable *row)
{
  const char *text = resite_pasted_read_text (row, "state");
  guint state;

  if (read_state (row, &state))
    judge (self, state);
  else if (text == NULL)
    say (self, "unknown", _ ("The list does not say its state."));
  else
    {
      self->state = "unknown";
      self->message =
          g_strdup_printf (_ ("The list says “%s”, a state that Resite does not know."), text);
    }
}

static ResitePackageState *
read_row (GHashTable *row)
{
  ResitePackageState *self = state_new (resite_pasted_read_text (row, "packageid"));
  gint64 number;

  self->name = g_strdup (resite_pasted_read_text (row, "name"));
  self->source_site = g_strdup (resite_pasted_read_text (row, "sourcesite"));
  if (resite_pasted_read_number (row, "sourceversion", &number) && number >= 0)
    self->there = number;
  if (!resite_pasted_read_time (row, "lastcopied", &self->last_copied))
    self->last_copied = 0;
  if (!resite_pasted_read_time (row, "summarydate", &self->summary_date))
    self->summary_date = 0;
  judge_listed (self, row);
  return self;
}

/* (element-type GHashTable): packages are listed without a state, too, where another part of what was
 * brought has one. */
static GPtrArray *
list_rows (ResitePastedTable *pasted)
{
  GPtrArray *rows = g_ptr_array_new ();
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);

  if (!g_hash_table_contains (pasted->titles, "state"))
    return rows;
  for (guint i = 0; i < pasted->rows->len; i++)
    if (resite_pasted_read_text (pasted->rows->pdata[i], "state") != NULL)
      g_hash_table_add (said,
                        (gpointer)resite_pasted_read_text (pasted->rows->pdata[i], "packageid"));
  for (guint i = 0; i < pasted->rows->len; i++)
    {
      GHashTable *row = pasted->rows->pdata[i];

      if (resite_pasted_read_text (row, "state") != NULL ||
          !g_hash_table_contains (said, resite_pasted_read_text (row, "packageid")))
        g_ptr_array_add (rows, row);
    }
  return rows;
}

GPtrArray *
resite_package_status_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (ResitePastedTable) pasted = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) states =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_package_state_free);

  g_return_val_if_fail (text != NULL, NULL);

  pasted = resite_pasted_table_parse (text, length);
  rows = list_rows (pasted);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (states, read_row (rows->pdata[i]));
  if (states->len == 0)
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                           _ ("There is no status of a package in this list. It wants a line with "
                              "the names of the columns, among them PackageID and State."));
      return NULL;
    }
  g_ptr_array_sort (states, compare_states);
  return g_steal_pointer (&states);
}

gboolean
resite_package_state_is_right (const ResitePackageState *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_str_equal (self->state, "installed");
}

guint
resite_package_status_count_wrong (GPtrArray *states)
{
  guint n = 0;

  g_return_val_if_fail (states != NULL, 0);

  for (guint i = 0; i < states->len; i++)
    n += !resite_package_state_is_right (states->pdata[i]);
  return n;
}

/* Ledger. */

static void
add_number (GString *text, const char *name, gint64 number)
{
  if (number >= 0)
    g_string_append_printf (text, "%s=%" G_GINT64_FORMAT "\n", name, number);
}

static void
add_time (GString *text, const char *name, gint64 time)
{
  g_autoptr (GDateTime) date =
      time > 0 ? g_date_time_new_from_unix_local (time / G_USEC_PER_SEC) : NULL;
  g_autofree char *iso = date != NULL ? g_date_time_format_iso8601 (date) : NULL;

  if (iso != NULL)
    g_string_append_printf (text, "%s=%s\n", name, iso);
}

static char *
format_facts (const ResitePackageState *self)
{
  GString *text = g_string_new (NULL);

  if (self->name != NULL && *self->name != '\0')
    g_string_append_printf (text, "name=%s\n", self->name);
  if (self->source_site != NULL && *self->source_site != '\0')
    g_string_append_printf (text, "source_site=%s\n", self->source_site);
  add_number (text, "installed_version", self->there);
  add_number (text, "source_version", self->wanted);
  if (self->compressed > 0)
    add_number (text, "compressed", (gint64)self->compressed);
  add_time (text, "last_copied", self->last_copied);
  add_time (text, "summary_date", self->summary_date);
  if (self->points > 0)
    add_number (text, "points", self->points);
  return g_string_free (text, FALSE);
}

/* Before anybody sends it again everywhere. */
static char *
format_message (const ResitePackageState *self)
{
  const char *message = self->message != NULL ? self->message : "";
  g_autofree char *points = NULL;

  if (self->points == 0)
    return g_strdup (message);
  points = g_strdup_printf (ngettext ("%u distribution point has this package.",
                                      "%u distribution points have this package.", self->points),
                            self->points);
  return g_strconcat (message, " ", points, NULL);
}

ResiteLedgerRow *
resite_package_state_to_ledger (const ResitePackageState *self)
{
  ResiteLedgerRow *row;

  g_return_val_if_fail (self != NULL, NULL);

  row = resite_ledger_row_new (self->id, self->state);
  g_free (row->message);
  row->message = format_message (self);
  row->output = format_facts (self);
  row->size = self->compressed > 0 ? (gint64)self->compressed : -1;
  row->modified = self->last_copied;
  return row;
}
