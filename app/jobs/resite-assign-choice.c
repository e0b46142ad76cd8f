/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-assign-choice"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-assign-choice.h"

/* SMS_PackageStatus.Status */
#define INSTALLED 3

void
resite_assign_facts_free (ResiteAssignFacts *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->source_rows, g_hash_table_unref);
  g_clear_pointer (&self->target_rows, g_hash_table_unref);
  g_clear_pointer (&self->packages, g_hash_table_unref);
  g_clear_pointer (&self->summaries, g_hash_table_unref);
  g_clear_pointer (&self->masters, g_hash_table_unref);
  g_free (self);
}

ResiteAssignFacts *
resite_assign_facts_read (ResiteCim *cim, const char *space, const ResiteSmsPoint *target,
                          const ResiteSmsPoint *source, gboolean masters, GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (ResiteAssignFacts) self = g_new0 (ResiteAssignFacts, 1);

  self->target_rows = resite_sms_list_point_rows (cim, space, target, cancellable, error);
  if (self->target_rows == NULL)
    return NULL;
  if (source != NULL)
    {
      self->source_rows = resite_sms_list_point_rows (cim, space, source, cancellable, error);
      if (self->source_rows == NULL)
        return NULL;
    }
  self->packages = resite_sms_list_packages (cim, space, cancellable, error);
  if (self->packages == NULL)
    return NULL;
  self->summaries = resite_sms_list_summaries (cim, space, target, cancellable, error);
  if (self->summaries == NULL)
    return NULL;
  self->masters = resite_sms_list_package_status (cim, space, target->site_code, 1, cancellable,
                                                  masters ? error : NULL);
  return self->masters != NULL || !masters ? g_steal_pointer (&self) : NULL;
}

static gint64
find_size (const ResiteSmsPackage *package)
{
  if (package->compressed_bytes > 0)
    return (gint64)package->compressed_bytes;
  return package->source_bytes > 0 ? (gint64)package->source_bytes : -1;
}

char *
resite_assign_describe_wrong_code (const ResiteSmsPointRow *row, const ResiteSmsPoint *target)
{
  return g_strdup_printf (
      _ ("It is assigned with the site code %s, and the distribution point belongs to %s: SMS "
         "fails with status message 2302, every half hour. Take the distribution point off this "
         "package in the console, then try again."),
      row->wrong_code, target->site_code);
}

/* The row is there: whose is it? */
static void
judge_row (ResiteAssignEntry *entry, const ResiteSmsPointRow *row, const ResiteAssignWish *wish)
{
  g_autofree char *message = NULL;

  if (row->status == RESITE_SMS_ROW_DELETED)
    {
      resite_assign_entry_set (entry, RESITE_ASSIGN_HELD, "queued",
                               _ ("The package is still being taken off this distribution point."));
      return;
    }
  if (!resite_sms_point_row_is_own (row))
    {
      message = resite_assign_describe_wrong_code (row, wish->target);
      resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "failed", message);
      return;
    }
  if (!resite_assign_state_is_ours (entry->state))
    {
      resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "already", NULL);
      return;
    }
  entry->ours = TRUE;
  entry->doubtful = g_str_equal (entry->state, "running");
  entry->past = g_str_equal (entry->state, "installed");
  if (entry->past)
    resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "installed", entry->message);
  else if (g_str_equal (entry->state, "in-full"))
    resite_assign_entry_set (entry, RESITE_ASSIGN_UNPROVED, "in-full", entry->message);
  else
    resite_assign_entry_set (entry, RESITE_ASSIGN_UNPROVED, "assigned", entry->message);
}

static const char *
find_preloaded (const ResiteAssignWish *wish, const char *id)
{
  gpointer status = NULL;

  if (wish->facts->masters == NULL)
    return "unknown";
  return g_hash_table_lookup_extended (wish->facts->masters, id, NULL, &status) &&
                 GPOINTER_TO_UINT (status) == INSTALLED
             ? "yes"
             : "no";
}

/* (nullable): why it is not for us. */
static const char *
find_reason (const ResiteAssignEntry *entry, const ResiteAssignWish *wish)
{
  const ResiteSmsPackage *package = g_hash_table_lookup (wish->facts->packages, entry->id);
  const char *reason =
      wish->left_out != NULL ? g_hash_table_lookup (wish->left_out, entry->id) : NULL;

  if (reason != NULL)
    return *reason != '\0' ? reason : _ ("Left out by you.");
  if (wish->ids != NULL && wish->facts->source_rows != NULL &&
      !g_hash_table_contains (wish->facts->source_rows, entry->id))
    return _ ("The model distribution point does not have it.");
  if (package != NULL && package->action == RESITE_SMS_ACTION_DELETE)
    return _ ("The package itself is being deleted.");
  if (!wish->only_preloaded || !g_str_equal (entry->preloaded, "no"))
    return NULL;
  return _ ("It is not preloaded at the new site: all of it would cross the line.");
}

static void
judge_entry (ResiteAssignEntry *entry, const ResiteAssignWish *wish)
{
  const ResiteSmsPointRow *row = g_hash_table_lookup (wish->facts->target_rows, entry->id);
  const char *reason = find_reason (entry, wish);

  /* What is there already is told as such, whatever else speaks against it. */
  if (row != NULL && (row->status != RESITE_SMS_ROW_DELETED || reason == NULL))
    judge_row (entry, row, wish);
  else if (reason != NULL)
    resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "left-out", reason);
  else if (!g_hash_table_contains (wish->facts->packages, entry->id))
    resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "failed",
                             _ ("The site has no such package."));
  else
    {
      /* A row that was begun may still come into being. */
      entry->doubtful = g_str_equal (entry->state, "running");
      resite_assign_entry_set_proof (entry, NULL, 0);
      resite_assign_entry_set (entry, RESITE_ASSIGN_TO_WRITE, "queued", NULL);
    }
}

static ResiteAssignEntry *
make_entry (const char *id, const ResiteAssignWish *wish)
{
  ResiteAssignEntry *entry = resite_assign_entry_new (id);
  const ResiteSmsPackage *package = g_hash_table_lookup (wish->facts->packages, entry->id);
  const ResiteLedgerRow *row = g_hash_table_lookup (wish->ledger, entry->id);

  if (row != NULL)
    resite_assign_entry_load_row (entry, row);
  entry->preloaded = find_preloaded (wish, entry->id);
  if (package == NULL)
    return entry;
  g_free (entry->name);
  entry->name = g_strdup (package->name != NULL ? package->name : "");
  entry->bytes = find_size (package);
  entry->version = package->source_version;
  return entry;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const ResiteAssignEntry *first = *(ResiteAssignEntry *const *)a;
  const ResiteAssignEntry *second = *(ResiteAssignEntry *const *)b;
  const gint64 one = first->bytes >= 0 ? first->bytes : G_MAXINT64;
  const gint64 other = second->bytes >= 0 ? second->bytes : G_MAXINT64;

  if (one != other)
    return one < other ? -1 : 1;
  return strcmp (first->id, second->id);
}

static GPtrArray *
entries_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)resite_assign_entry_free);
}

static void
add_ids (GPtrArray *entries, const ResiteAssignWish *wish)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < wish->ids->len; i++)
    {
      g_autoptr (ResiteAssignEntry) entry = make_entry (wish->ids->pdata[i], wish);

      if (g_hash_table_contains (seen, entry->id))
        continue;
      g_hash_table_add (seen, entry->id);
      g_ptr_array_add (entries, g_steal_pointer (&entry));
    }
}

/* What is being taken off the model is none of its packages any more. */
static void
add_source (GPtrArray *entries, const ResiteAssignWish *wish)
{
  GHashTableIter iter;
  gpointer id;
  gpointer row;

  if (wish->facts->source_rows == NULL)
    return;
  g_hash_table_iter_init (&iter, wish->facts->source_rows);
  while (g_hash_table_iter_next (&iter, &id, &row))
    if (((ResiteSmsPointRow *)row)->status != RESITE_SMS_ROW_DELETED)
      g_ptr_array_add (entries, make_entry (id, wish));
}

GPtrArray *
resite_assign_choose (const ResiteAssignWish *wish)
{
  GPtrArray *entries = entries_new ();

  g_return_val_if_fail (wish != NULL && wish->facts != NULL, entries);

  if (wish->ids != NULL)
    add_ids (entries, wish);
  else
    add_source (entries, wish);
  for (guint i = 0; i < entries->len; i++)
    judge_entry (entries->pdata[i], wish);
  g_ptr_array_sort (entries, compare_entries);
  return entries;
}

static gboolean
is_wanted (const ResiteAssignWish *wish, const char *id)
{
  return wish->ids == NULL || g_ptr_array_find_with_equal_func (wish->ids, id, g_str_equal, NULL);
}

static void
judge_undo (ResiteAssignEntry *entry, const ResiteAssignWish *wish)
{
  const ResiteSmsPointRow *row = g_hash_table_lookup (wish->facts->target_rows, entry->id);

  entry->ours = TRUE;
  entry->doubtful = g_str_equal (entry->state, "running");
  if (!resite_sms_point_row_is_own (row))
    resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "removed",
                             _ ("It is not assigned any more."));
  else if (row->status == RESITE_SMS_ROW_DELETED)
    resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "removed",
                             _ ("It is being taken off already."));
  else
    resite_assign_entry_set (
        entry, RESITE_ASSIGN_TO_WRITE, entry->state,
        entry->doubtful ? _ ("It was begun when the work broke off: the row may be ours.") : NULL);
}

GPtrArray *
resite_assign_choose_undo (const ResiteAssignWish *wish)
{
  GPtrArray *entries = entries_new ();
  GHashTableIter iter;
  gpointer id;
  gpointer row;

  g_return_val_if_fail (wish != NULL && wish->facts != NULL, entries);

  g_hash_table_iter_init (&iter, wish->ledger);
  while (g_hash_table_iter_next (&iter, &id, &row))
    if (resite_assign_state_is_ours (((ResiteLedgerRow *)row)->state) && is_wanted (wish, id))
      {
        ResiteAssignEntry *entry = make_entry (id, wish);

        judge_undo (entry, wish);
        g_ptr_array_add (entries, entry);
      }
  g_ptr_array_sort (entries, compare_entries);
  return entries;
}
