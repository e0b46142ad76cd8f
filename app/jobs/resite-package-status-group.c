/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-package-status"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-job-item.h"
#include "resite-package-status.h"
#include "resite-text.h"

/* What those that are not right have in common: "dozens are wrong" has one cause, and it is found by
 * what they share and the others do not. */

/* From so many on it is not a few packages any more. */
#define EPIDEMIC 12
/* A trait that fewer share is an accident. */
#define LEAST_SHARE 2

static void
pattern_free (gpointer data)
{
  ResiteStatusPattern *pattern = data;

  g_free (pattern->words);
  g_ptr_array_unref (pattern->ids);
  g_free (pattern);
}

static ResiteStatusPattern *
pattern_new (const char *words)
{
  ResiteStatusPattern *pattern = g_new0 (ResiteStatusPattern, 1);

  pattern->words = g_strdup (words);
  pattern->ids = g_ptr_array_new_with_free_func (g_free);
  return pattern;
}

/* Takes @words. */
static void
count_in (GHashTable *groups, char *words, const ResitePackageState *state)
{
  ResiteStatusPattern *pattern = g_hash_table_lookup (groups, words);

  if (pattern == NULL)
    {
      pattern = pattern_new (words);
      g_hash_table_insert (groups, pattern->words, pattern);
    }
  pattern->n_all++;
  if (!resite_package_state_is_right (state))
    {
      pattern->n_wrong++;
      g_ptr_array_add (pattern->ids, g_strdup (state->id));
    }
  g_free (words);
}

static char *
format_day (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);

  return date != NULL ? g_date_time_format (date, "%Y-%m-%d") : g_strdup ("?");
}

static void
count_traits (GHashTable *groups, const ResitePackageState *state)
{
  if (!resite_package_state_is_right (state))
    count_in (groups,
              g_strdup_printf (_ ("in the state “%s”"), resite_item_state_to_word (state->state)),
              state);
  if (state->source_site != NULL && *state->source_site != '\0')
    count_in (groups, g_strdup_printf (_ ("made at site %s"), state->source_site), state);
  if (state->last_copied > 0)
    {
      g_autofree char *day = format_day (state->last_copied);
      count_in (groups, g_strdup_printf (_ ("copied last on %s"), day), state);
    }
}

/* The sizes from which on every package is wrong, where there is one. */
static guint64
find_bound (GPtrArray *states)
{
  guint64 largest_right = 0;
  guint64 smallest_above = G_MAXUINT64;

  for (guint i = 0; i < states->len; i++)
    {
      const ResitePackageState *state = states->pdata[i];
      if (resite_package_state_is_right (state))
        largest_right = MAX (largest_right, state->compressed);
    }
  for (guint i = 0; i < states->len; i++)
    {
      const ResitePackageState *state = states->pdata[i];
      if (!resite_package_state_is_right (state) && state->compressed > largest_right)
        smallest_above = MIN (smallest_above, state->compressed);
    }
  return largest_right > 0 && smallest_above < G_MAXUINT64 ? smallest_above : 0;
}

static void
count_sizes (GHashTable *groups, GPtrArray *states)
{
  const guint64 bound = find_bound (states);
  g_autofree char *size = resite_text_size (bound);

  for (guint i = 0; bound > 0 && i < states->len; i++)
    {
      const ResitePackageState *state = states->pdata[i];
      if (state->compressed >= bound)
        count_in (groups, g_strdup_printf (_ ("of %s or more"), size), state);
    }
}

/* By how many of the wrong ones it covers, less how many right ones it covers, too. */
static gint64
weigh (const ResiteStatusPattern *pattern)
{
  return (gint64)pattern->n_wrong * 2 - (gint64)pattern->n_all;
}

static int
compare_patterns (gconstpointer a, gconstpointer b)
{
  const ResiteStatusPattern *one = *(ResiteStatusPattern *const *)a;
  const ResiteStatusPattern *other = *(ResiteStatusPattern *const *)b;

  if (weigh (one) != weigh (other))
    return weigh (one) > weigh (other) ? -1 : 1;
  return strcmp (one->words, other->words);
}

GPtrArray *
resite_package_status_group (GPtrArray *states)
{
  GPtrArray *patterns = g_ptr_array_new_with_free_func (pattern_free);
  g_autoptr (GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (states != NULL, patterns);

  for (guint i = 0; i < states->len; i++)
    count_traits (groups, states->pdata[i]);
  count_sizes (groups, states);
  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      if (((ResiteStatusPattern *)value)->n_wrong > 0)
        g_ptr_array_add (patterns, value);
      else
        pattern_free (value);
    }
  g_ptr_array_sort (patterns, compare_patterns);
  return patterns;
}

gboolean
resite_package_status_is_epidemic (GPtrArray *states)
{
  g_return_val_if_fail (states != NULL, FALSE);

  return resite_package_status_count_wrong (states) >= EPIDEMIC;
}

static void
add_patterns (GString *text, GPtrArray *states, guint n_wrong)
{
  g_autoptr (GPtrArray) patterns = resite_package_status_group (states);
  guint named = 0;

  for (guint i = 0; i < patterns->len && named < 2; i++)
    {
      const ResiteStatusPattern *pattern = patterns->pdata[i];

      /* A trait that the right ones have as well says nothing. */
      if (pattern->n_wrong < LEAST_SHARE || weigh (pattern) <= 0)
        continue;
      g_string_append_printf (text, named++ > 0 ? ", " : " ");
      g_string_append_printf (text, _ ("%u of them are %s"), pattern->n_wrong, pattern->words);
    }
  if (named > 0)
    g_string_append_c (text, '.');
  if (n_wrong >= EPIDEMIC)
    g_string_append_printf (text, " %s",
                            _ ("That is one cause, not many: do not repair one by one, go back to "
                               "R12 and R13."));
}

static gint64
find_oldest_summary (GPtrArray *states)
{
  gint64 oldest = 0;

  for (guint i = 0; i < states->len; i++)
    {
      const ResitePackageState *state = states->pdata[i];
      if (state->summary_date > 0 && (oldest == 0 || state->summary_date < oldest))
        oldest = state->summary_date;
    }
  return oldest;
}

/* Status lags: whoever reads it must know of when it is. */
static void
add_date (GString *text, GPtrArray *states)
{
  const gint64 oldest = find_oldest_summary (states);
  g_autoptr (GDateTime) date =
      oldest > 0 ? g_date_time_new_from_unix_local (oldest / G_USEC_PER_SEC) : NULL;
  g_autofree char *day = date != NULL ? g_date_time_format (date, "%Y-%m-%d %H:%M") : NULL;

  if (day == NULL)
    return;
  g_string_append_c (text, ' ');
  g_string_append_printf (text, _ ("The site looked at %s or later."), day);
}

/* Of those that are installed: whether they are in their own version was not compared. */
static guint
count_uncompared (GPtrArray *states)
{
  guint n = 0;

  for (guint i = 0; i < states->len; i++)
    {
      const ResitePackageState *state = states->pdata[i];
      n += resite_package_state_is_right (state) && (state->there < 0 || state->wanted < 0);
    }
  return n;
}

static void
add_all_right (GString *text, guint n, gboolean compared)
{
  if (compared)
    g_string_append_printf (text,
                            ngettext ("%u package is installed, in its own version.",
                                      "All %u packages are installed, in their own versions.", n),
                            n);
  else
    g_string_append_printf (
        text, ngettext ("%u package is installed.", "All %u packages are installed.", n), n);
}

static void
add_uncompared (GString *text, guint n)
{
  if (n == 0)
    return;
  g_string_append_c (text, ' ');
  g_string_append_printf (text,
                          ngettext ("Whether %u of them is there in its own version is not known: "
                                    "that version was not said.",
                                    "Whether %u of them are there in their own versions is not "
                                    "known: those versions were not said.",
                                    n),
                          n);
}

char *
resite_package_status_describe (GPtrArray *states)
{
  GString *text = g_string_new (NULL);
  guint n_wrong, n_uncompared;

  g_return_val_if_fail (states != NULL, g_string_free (text, FALSE));

  n_uncompared = count_uncompared (states);
  n_wrong = resite_package_status_count_wrong (states);
  if (states->len == 0)
    g_string_append (text, _ ("No package is assigned to this distribution point."));
  else if (n_wrong == 0)
    add_all_right (text, states->len, n_uncompared == 0);
  else
    g_string_append_printf (text,
                            ngettext ("%u of %u package is not right.",
                                      "%u of %u packages are not right.", states->len),
                            n_wrong, states->len);
  if (n_wrong > 0)
    add_patterns (text, states, n_wrong);
  add_uncompared (text, n_uncompared);
  add_date (text, states);
  return g_string_free (text, FALSE);
}
