/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-package-choice"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-job-factory-private.h"
#include "resite-package-scan.h"

#define MOST_NAMED 5

void
_resite_package_choice_free (ResitePackageChoice *choice)
{
  g_clear_object (&choice->source);
  g_clear_object (&choice->remote);
  g_free (choice->place);
  g_free (choice->known_path);
  g_free (choice->wanted);
  g_clear_pointer (&choice->forwarded, g_ptr_array_unref);
  g_clear_pointer (&choice->left_out, g_hash_table_unref);
  g_clear_object (&choice->ledger);
  g_free (choice);
}

static gboolean
contains (GPtrArray *ids, const char *id)
{
  return ids != NULL && g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL);
}

static GPtrArray *
ids_new (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

/* Packages that this step tried in vain; without a ledger none. */
static GPtrArray *
list_failed (ResitePackageChoice *choice)
{
  GPtrArray *failed = ids_new ();
  g_autoptr (GPtrArray) rows =
      choice->ledger != NULL ? resite_ledger_read (choice->ledger, NULL) : NULL;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const ResiteLedgerRow *row = rows->pdata[i];
      if (resite_item_status_from_state (row->state) == RESITE_ITEM_FAILED)
        g_ptr_array_add (failed, g_strdup (row->name));
    }
  return failed;
}

/* The tool takes read-only files only; of those the smallest says soonest whether it works. What
 * failed before comes last, then what is not read-only. */
static const ResitePackageFile *
find_canary (ResitePackageScan *scan, GPtrArray *failed)
{
  const ResitePackageFile *best = NULL;
  guint best_rank = G_MAXUINT;

  for (guint i = 0; i < scan->packages->len; i++)
    {
      const ResitePackageFile *file = scan->packages->pdata[i];
      guint rank = (file->read_only ? 0 : 2) + (contains (failed, file->id) ? 1 : 0);

      if (best == NULL || rank < best_rank || (rank == best_rank && file->size < best->size))
        {
          best = file;
          best_rank = rank;
        }
    }
  return best;
}

static gboolean
check_wanted (ResitePackageChoice *choice, ResitePackageScan *scan, GError **error)
{
  for (guint i = 0; i < scan->packages->len; i++)
    if (g_ascii_strcasecmp (((ResitePackageFile *)scan->packages->pdata[i])->id, choice->wanted) ==
        0)
      return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
               _ ("There is no file of package %s in %s. Copy it, or name another package in the "
                  "plan."),
               choice->wanted, choice->place);
  return FALSE;
}

static GPtrArray *
choose_one (ResitePackageChoice *choice, ResitePackageScan *scan, GError **error)
{
  g_autoptr (GPtrArray) ids = ids_new ();

  if (choice->wanted != NULL)
    {
      if (!check_wanted (choice, scan, error))
        return NULL;
      g_ptr_array_add (ids, g_ascii_strup (choice->wanted, -1));
      return g_steal_pointer (&ids);
    }
  g_autoptr (GPtrArray) failed = list_failed (choice);
  g_ptr_array_add (ids, g_strdup (find_canary (scan, failed)->id));
  return g_steal_pointer (&ids);
}

static GPtrArray *
read_known (ResitePackageChoice *choice, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (choice->known_path, &text, &length, error))
    {
      g_prefix_error (error, _ ("The list of packages that the site knows cannot be read: "));
      return NULL;
    }
  return resite_package_list_parse (text, (gssize)length);
}

static char *
describe_difference (ResitePackageDifference *difference)
{
  if (difference->only_files->len == 0 && difference->only_known->len == 0)
    return NULL;
  return g_strdup_printf (_ ("The site knows %u of the packages here; %u files are of packages "
                             "that it does not know and are left out, %u packages that it knows "
                             "have no file here."),
                          difference->both->len, difference->only_files->len,
                          difference->only_known->len);
}

static GPtrArray *
list_candidates (ResitePackageChoice *choice, ResitePackageScan *scan, char **remark,
                 GError **error)
{
  GPtrArray *ids = ids_new ();

  if (choice->known_path == NULL)
    {
      for (guint i = 0; i < scan->packages->len; i++)
        g_ptr_array_add (ids, g_strdup (((ResitePackageFile *)scan->packages->pdata[i])->id));
      return ids;
    }
  g_autoptr (GPtrArray) known = read_known (choice, error);
  if (known == NULL)
    {
      g_ptr_array_unref (ids);
      return NULL;
    }
  g_autoptr (ResitePackageDifference) difference = resite_package_scan_compare (scan, known);
  for (guint i = 0; i < difference->both->len; i++)
    g_ptr_array_add (ids, g_strdup (difference->both->pdata[i]));
  *remark = describe_difference (difference);
  return ids;
}

static void
leave_out_forwarded (GPtrArray *ids, GPtrArray *forwarded)
{
  for (guint i = ids->len; i > 0; i--)
    if (contains (forwarded, ids->pdata[i - 1]))
      g_ptr_array_remove_index (ids, i - 1);
}

static void
add_remark (char **remark, char *more)
{
  g_autofree char *first = *remark;
  g_autofree char *second = more;

  *remark = first != NULL ? g_strjoin (" ", first, second, NULL) : g_steal_pointer (&second);
}

/* What the preflight says of them has a reason, which is told. */
static void
leave_out_unfit (GPtrArray *ids, GHashTable *left_out, char **remark)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; left_out != NULL && i < ids->len;)
    {
      const char *why = g_hash_table_lookup (left_out, ids->pdata[i]);

      if (why == NULL)
        {
          i++;
          continue;
        }
      if (n++ < MOST_NAMED)
        g_string_append_printf (names, "%s%s (%s)", n > 1 ? ", " : "", (char *)ids->pdata[i], why);
      else if (n == MOST_NAMED + 1)
        g_string_append (names, " …");
      g_ptr_array_remove_index (ids, i);
    }
  if (n > 0)
    add_remark (remark,
                g_strdup_printf (
                    ngettext ("The newest table of packages (W2, R8) speaks against %u package: "
                              "%s.",
                              "The newest table of packages (W2, R8) speaks against %u packages: "
                              "%s.",
                              n),
                    n, names->str));
}

GPtrArray *
_resite_package_choice_run (ResitePackageChoice *choice, GCancellable *cancellable, char **remark,
                            GError **error)
{
  g_autoptr (ResitePackageScan) scan =
      choice->remote != NULL ? resite_remote_tool_scan (choice->remote, cancellable, error)
                             : resite_package_scan_run (choice->source, cancellable, error);

  if (scan == NULL)
    return NULL;
  if (scan->packages->len == 0)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                   _ ("There are no package files in %s. Their names end in .PCK or .PKG; copy "
                      "them there first."),
                   choice->place);
      return NULL;
    }
  if (choice->one)
    return choose_one (choice, scan, error);

  GPtrArray *ids = list_candidates (choice, scan, remark, error);
  if (ids != NULL)
    {
      leave_out_forwarded (ids, choice->forwarded);
      leave_out_unfit (ids, choice->left_out, remark);
    }
  return ids;
}
