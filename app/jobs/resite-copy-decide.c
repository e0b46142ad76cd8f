/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-decide"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-copy-decide.h"
#include "resite-copy-mark.h"
#include "resite-package-scan.h"
#include "resite-text.h"

#define FAT_STEP   (2 * G_USEC_PER_SEC)
#define EXFAT_STEP (10 * 1000)

static gboolean
is_cut_to (gint64 source, gint64 target, gint64 step)
{
  return target % step == 0 && source >= target && source - target < step;
}

gboolean
resite_copy_times_match (gint64 source, gint64 target)
{
  return source == target || is_cut_to (source, target, EXFAT_STEP) ||
         is_cut_to (source, target, G_USEC_PER_SEC);
}

static gboolean
is_package (const char *name)
{
  g_autofree char *id = strchr (name, '/') == NULL ? resite_package_id_from_file_name (name) : NULL;

  return id != NULL;
}

static void
end (ResiteCopyEntry *entry, const char *state, char *message)
{
  entry->deed = RESITE_COPY_NOTHING;
  entry->state = state;
  g_free (entry->message);
  entry->message = message != NULL ? message : g_strdup ("");
}

static void
decide_comparison (ResiteCopyEntry *entry, const ResiteCopyFacts *facts)
{
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;

  if (facts->target == NULL)
    {
      end (entry, "failed", g_strdup (_ ("Missing on the target")));
      return;
    }
  if (facts->target->size == facts->source->size)
    {
      entry->deed = RESITE_COPY_COMPARE;
      return;
    }
  here = resite_text_count (facts->source->size);
  there = resite_text_count (facts->target->size);
  end (entry, "failed",
       g_strdup_printf (_ ("The source has %s bytes, the target %s"), here, there));
}

/* The row is of the source file as it is now, as far as size and time tell. */
static gboolean
row_fits (const ResiteCopyFacts *facts)
{
  return facts->row != NULL && facts->row->size == (gint64)facts->source->size &&
         facts->row->modified == facts->source->modified;
}

/* Two seconds are too much to take two files for one on sight; they are taken only where the ledger
 * says that this source was copied there. */
static gboolean
target_looks_same (const ResiteCopyFacts *facts)
{
  if (facts->target == NULL || facts->target->size != facts->source->size)
    return FALSE;
  return resite_copy_times_match (facts->source->modified, facts->target->modified) ||
         (row_fits (facts) &&
          is_cut_to (facts->source->modified, facts->target->modified, FAT_STEP));
}

static gboolean
source_was_touched (const ResiteCopyFacts *facts, const ResiteCopyMark *mark)
{
  return mark->changed != 0 && facts->source->changed != 0 &&
         mark->changed != facts->source->changed;
}

static void
decide_resume (ResiteCopyEntry *entry, const ResiteCopyFacts *facts, const ResiteCopyMark *mark)
{
  const guint64 done = facts->row->bytes;

  if (!row_fits (facts) || source_was_touched (facts, mark) || mark->hash == NULL || done == 0 ||
      done > facts->source->size)
    return;
  if (facts->temporary != NULL && facts->temporary->size >= done)
    {
      entry->resume_at = done;
      entry->hash = g_strdup (mark->hash);
    }
  else if (facts->temporary == NULL && done == facts->source->size && target_looks_same (facts))
    {
      entry->deed = RESITE_COPY_ARRIVED;
      entry->hash = g_strdup (mark->hash);
    }
}

static void
leave_alone (ResiteCopyEntry *entry, const ResiteCopyFacts *facts, const char *recorded_hash,
             gboolean recorded)
{
  end (entry, "unchanged", NULL);
  entry->recorded = recorded;
  entry->hash = g_strdup (recorded_hash);
  if (entry->read_only && !facts->target->read_only)
    entry->deed = RESITE_COPY_TOUCH;
}

static void
decide_copy (ResiteCopyEntry *entry, const ResiteCopyFacts *facts, const ResiteCopyOptions *options)
{
  g_autoptr (ResiteCopyMark) mark =
      resite_copy_mark_parse (facts->row != NULL ? facts->row->digest : NULL);
  const char *state = facts->row != NULL ? facts->row->state : NULL;

  entry->deed = RESITE_COPY_WRITE;
  if (g_strcmp0 (state, "running") == 0)
    {
      decide_resume (entry, facts, mark);
      return;
    }
  if (g_strcmp0 (state, "failed") == 0 || !target_looks_same (facts))
    return;
  if (state != NULL && resite_item_status_from_state (state) == RESITE_ITEM_GOOD &&
      row_fits (facts))
    {
      if (!source_was_touched (facts, mark))
        leave_alone (entry, facts, mark->hash, TRUE);
      else if (mark->hash != NULL)
        {
          entry->deed = RESITE_COPY_RECHECK;
          entry->hash = g_strdup (mark->hash);
        }
      return;
    }
  if (options->delta)
    leave_alone (entry, facts, NULL, FALSE);
}

void
resite_copy_decide (ResiteCopyEntry *entry, const ResiteCopyFacts *facts,
                    const ResiteCopyOptions *options)
{
  g_return_if_fail (entry != NULL);
  g_return_if_fail (facts != NULL && facts->source != NULL);

  entry->size = facts->source->size;
  entry->modified = facts->source->modified;
  entry->changed = facts->source->changed;
  entry->replaces = facts->target != NULL;
  entry->read_only =
      facts->source->read_only || (options->make_packages_read_only && is_package (entry->name));
  entry->recorded = FALSE;

  if (facts->target != NULL && facts->target->type == RESITE_FILE_FOLDER)
    end (entry, "failed", g_strdup (_ ("There is a folder of this name on the target")));
  else if (facts->target != NULL && facts->target->type == RESITE_FILE_OTHER)
    end (entry, "failed",
         g_strdup (_ ("There is a link, a pipe or a device of this name on the target")));
  else if (options->verify_only)
    decide_comparison (entry, facts);
  else
    decide_copy (entry, facts, options);

  if (options->dry_run && entry->deed == RESITE_COPY_WRITE)
    end (entry, entry->replaces ? "changed" : "new", NULL);
  else if (options->dry_run &&
           (entry->deed == RESITE_COPY_ARRIVED || entry->deed == RESITE_COPY_TOUCH))
    end (entry, "unchanged", NULL);
}
