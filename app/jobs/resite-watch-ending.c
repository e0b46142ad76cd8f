/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-ending"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-clock.h"
#include "resite-watch-ending.h"

struct _ResiteWatchEnding
{
  ResiteClock *clock;
  ResiteWatchWant want;
  ResiteWatchPackages *packages; /* or NULL */
  ResiteWatchWitness *witness;   /* or NULL */

  gboolean expects_line;
  gboolean good_line;
  gint64 quiet_since; /* on the clock */
  gboolean readable;
  char *gap;
  guint64 bytes;
  GHashTable *content; /* threads that send content now, of whatever package */

  gboolean holds;
  char *said; /* by the witness last, or NULL */
  gboolean said_changed;
};

ResiteWatchEnding *
resite_watch_ending_new (ResiteClock *clock)
{
  ResiteWatchEnding *self = g_new0 (ResiteWatchEnding, 1);

  self->clock = g_object_ref (clock);
  self->content = g_hash_table_new (NULL, NULL);
  return self;
}

void
resite_watch_ending_free (ResiteWatchEnding *self)
{
  if (self == NULL)
    return;
  resite_watch_witness_free (self->witness);
  resite_watch_packages_free (self->packages);
  g_object_unref (self->clock);
  g_hash_table_unref (self->content);
  g_free (self->gap);
  g_free (self->said);
  g_free (self);
}

void
resite_watch_ending_set_want (ResiteWatchEnding *self, const ResiteWatchWant *want)
{
  g_return_if_fail (self != NULL && want != NULL);

  self->want = *want;
  self->want.listed = self->packages != NULL && want->listed;
  self->want.witnessed = self->witness != NULL;
}

void
resite_watch_ending_set_packages (ResiteWatchEnding *self, GPtrArray *ids, gboolean all)
{
  g_return_if_fail (self != NULL && ids != NULL);

  resite_watch_packages_free (self->packages);
  self->packages = resite_watch_packages_new (ids);
  self->want.listed = all;
}

void
resite_watch_ending_set_witness (ResiteWatchEnding *self, const ResiteProbe *probe,
                                 ResiteConnections *connections)
{
  g_return_if_fail (self != NULL && probe != NULL);

  resite_watch_witness_free (self->witness);
  self->witness = resite_watch_witness_new (probe, connections, self->clock);
  self->want.witnessed = TRUE;
}

gboolean
resite_watch_ending_is_by_line (ResiteWatchEnding *self)
{
  return !self->want.witnessed && !self->want.unbroken && self->want.quiet == RESITE_WATCH_QUIET_NO;
}

static void
saw_cb (const char *state, const char *message, gpointer data)
{
  ResiteWatchEnding *self = data;

  self->holds = g_str_equal (state, "ok");
  self->said_changed = self->said_changed || self->holds || g_strcmp0 (self->said, message) != 0;
  g_free (self->said);
  self->said = g_strdup (message);
}

static void
add_witness (ResiteWatchEnding *self, ResiteJob *job)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  ResiteJobItem *item = resite_job_item_new (resite_watch_witness_get_probe (self->witness)->id);

  resite_job_item_set (item, "queued", _ ("The site was not asked yet."));
  g_ptr_array_add (items, item);
  resite_job_add_items (job, items);
}

void
resite_watch_ending_begin (ResiteWatchEnding *self, ResiteJob *job, GPtrArray *rows,
                           gboolean expects_line, GCancellable *cancellable)
{
  g_return_if_fail (self != NULL && RESITE_IS_JOB (job));

  self->expects_line = expects_line;
  self->quiet_since = resite_clock_now (self->clock);
  if (self->packages != NULL)
    resite_watch_packages_begin (self->packages, job, rows);
  if (self->witness == NULL)
    return;
  add_witness (self, job);
  resite_watch_witness_start (self->witness, cancellable, saw_cb, self);
}

static gboolean
breaks_quiet (ResiteWatchEnding *self, const ResiteWatchLine *line)
{
  switch (self->want.quiet)
    {
    case RESITE_WATCH_QUIET_PACKAGES:
      return line->package != NULL;
    case RESITE_WATCH_QUIET_ERRORS:
      return line->error;
    case RESITE_WATCH_QUIET_NO:
    default:
      return FALSE;
    }
}

/* A package that is sent whole says so, and is another one's where no bad line is made of it. */
static void
count_bytes (ResiteWatchEnding *self, const ResiteWatchReading *reading)
{
  const gpointer thread = GUINT_TO_POINTER (reading->thread);

  if (reading->sends == RESITE_LOG_SENDS_CONTENT)
    g_hash_table_add (self->content, thread);
  else if (reading->sends == RESITE_LOG_SENDS_INFORMATION)
    g_hash_table_remove (self->content, thread);
  else if (!g_hash_table_contains (self->content, thread))
    self->bytes += reading->bytes;
}

void
resite_watch_ending_take_line (ResiteWatchEnding *self, const ResiteWatchLine *line)
{
  g_return_if_fail (self != NULL && line != NULL);

  if (line->past)
    return;
  count_bytes (self, &line->reading);
  if (self->packages != NULL)
    resite_watch_packages_take_line (self->packages, line);
  if (breaks_quiet (self, line))
    self->quiet_since = resite_clock_now (self->clock);
}

void
resite_watch_ending_set_good (ResiteWatchEnding *self, gboolean good)
{
  g_return_if_fail (self != NULL);

  self->good_line = good;
}

void
resite_watch_ending_take_look (ResiteWatchEnding *self, gboolean readable, const char *gap)
{
  g_return_if_fail (self != NULL);

  if (!readable)
    self->quiet_since = resite_clock_now (self->clock);
  self->readable = readable;
  g_free (self->gap);
  self->gap = g_strdup (gap);
}

static ResiteWatchFacts
get_facts (ResiteWatchEnding *self)
{
  const double quiet =
      (resite_clock_now (self->clock) - self->quiet_since) / (double)G_USEC_PER_SEC;

  return (ResiteWatchFacts){
    .expects_line = self->expects_line,
    .good_line = self->good_line,
    .quiet = self->readable ? quiet : -1,
    .listed = self->packages != NULL ? resite_watch_packages_count (self->packages) : 0,
    .missing = self->packages != NULL ? resite_watch_packages_count_missing (self->packages) : 0,
    .holds = self->holds,
    .gap = self->gap,
    .bytes = self->bytes,
  };
}

ResiteWatchVerdict
resite_watch_ending_judge (ResiteWatchEnding *self, char **why, const char **how)
{
  const ResiteWatchFacts facts = get_facts (self);
  ResiteWatchVerdict verdict = resite_watch_judge (&self->want, &facts, why);

  *how = self->want.witnessed ? "V" : "L";
  if (self->want.witnessed && verdict != RESITE_WATCH_GOES_ON && self->said != NULL)
    {
      g_autofree char *rest = g_steal_pointer (why);

      *why = rest != NULL ? g_strdup_printf ("%s %s", self->said, rest) : g_strdup (self->said);
    }
  return verdict;
}

void
resite_watch_ending_show (ResiteWatchEnding *self, ResiteJob *job, GPtrArray *rows)
{
  ResiteJobItem *item;

  g_return_if_fail (self != NULL && RESITE_IS_JOB (job));

  if (self->packages != NULL)
    resite_watch_packages_show (self->packages, job, rows);
  if (!self->said_changed)
    return;
  self->said_changed = FALSE;
  item = resite_job_find_item (job, resite_watch_witness_get_probe (self->witness)->id);
  resite_job_item_set (item, self->holds ? "ok" : "queued", self->said);
  g_ptr_array_add (rows, resite_job_item_to_row (item));
}

char *
resite_watch_ending_describe (ResiteWatchEnding *self)
{
  const ResiteWatchFacts facts = get_facts (self);
  g_autofree char *why = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->said != NULL)
    return g_strdup (self->said);
  if (self->want.quiet == RESITE_WATCH_QUIET_NO)
    return NULL;
  resite_watch_judge (&self->want, &facts, &why);
  /* TRANSLATORS: %s: "3 of 400 packages were not seen yet". */
  return why != NULL ? g_strdup_printf (_ ("At the end %s."), why) : NULL;
}

void
resite_watch_ending_stop (ResiteWatchEnding *self)
{
  if (self != NULL && self->witness != NULL)
    resite_watch_witness_stop (self->witness);
}
