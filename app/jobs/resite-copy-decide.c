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

/* What is decided, and what it is decided from. */
typedef struct
{
  ResiteCopyEntry *entry;
  const ResiteCopyFacts *facts;
  const ResiteCopyOptions *options;
  ResiteCopyArena *arena;
  ResiteCopyMarkView mark; /* of the row */
} Case;

static void
end (ResiteCopyEntry *entry, const char *state, const char *message)
{
  entry->deed = RESITE_COPY_NOTHING;
  entry->state = state;
  entry->message = message;
}

static void
keep_hash (Case *self)
{
  if (self->mark.hash != NULL)
    self->entry->hash =
        resite_copy_arena_copy_part (self->arena, self->mark.hash, self->mark.hash_length);
}

static void
decide_comparison (Case *self)
{
  const ResiteCopyFacts *facts = self->facts;
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;
  g_autofree char *message = NULL;

  if (facts->target == NULL)
    {
      end (self->entry, "failed", _ ("Missing on the target"));
      return;
    }
  if (facts->target->size == facts->source->size)
    {
      self->entry->deed = RESITE_COPY_COMPARE;
      return;
    }
  here = resite_text_count (facts->source->size);
  there = resite_text_count (facts->target->size);
  message = g_strdup_printf (_ ("The source has %s bytes, the target %s"), here, there);
  end (self->entry, "failed", resite_copy_arena_copy (self->arena, message));
}

/* The row is of the source file as it is now, as far as size and time tell. */
static gboolean
row_fits (const ResiteCopyFacts *facts)
{
  return facts->row != NULL && facts->row->size == (gint64)facts->source->size &&
         facts->row->modified == facts->source->modified;
}

static gboolean
row_is_good (const ResiteCopyFacts *facts)
{
  return facts->row != NULL &&
         resite_item_status_from_state (facts->row->state) == RESITE_ITEM_GOOD;
}

static gboolean
row_says (const ResiteCopyFacts *facts, const char *state)
{
  return facts->row != NULL && strcmp (facts->row->state, state) == 0;
}

static gboolean
same_size (const ResiteCopyFacts *facts)
{
  return facts->target != NULL && facts->target->size == facts->source->size;
}

/* Two seconds are too much to take two files for one on sight; they are taken only where the ledger
 * says that this source was copied there. */
static gboolean
target_looks_same (const ResiteCopyFacts *facts)
{
  if (!same_size (facts))
    return FALSE;
  return resite_copy_times_match (facts->source->modified, facts->target->modified) ||
         (row_fits (facts) &&
          is_cut_to (facts->source->modified, facts->target->modified, FAT_STEP));
}

/* The target is what the row tells of, and the source has the same size but another time now. */
static gboolean
only_time_differs (const Case *self)
{
  const ResiteCopyFacts *facts = self->facts;

  return row_is_good (facts) && self->mark.hash != NULL && same_size (facts) &&
         facts->row->size == (gint64)facts->source->size &&
         (resite_copy_times_match (facts->row->modified, facts->target->modified) ||
          is_cut_to (facts->row->modified, facts->target->modified, FAT_STEP));
}

/* Also where nobody wrote down the change time: whether it moved cannot be told then. */
static gboolean
source_was_touched (const Case *self)
{
  return self->facts->source->changed != 0 && self->mark.changed != self->facts->source->changed;
}

/* A file that was put in its place may lack its time still, where that is set afterwards; its
 * content tells. */
static void
decide_resume (Case *self)
{
  const ResiteCopyFacts *facts = self->facts;
  const guint64 done = facts->row->bytes;

  if (!row_fits (facts) || source_was_touched (self) || self->mark.hash == NULL || done == 0 ||
      done > facts->source->size)
    return;
  if (facts->temporary != NULL && facts->temporary->size >= done)
    {
      self->entry->resume_at = done;
      keep_hash (self);
    }
  else if (facts->temporary == NULL && done == facts->source->size && same_size (facts))
    {
      self->entry->deed = RESITE_COPY_ARRIVED;
      self->entry->retime = TRUE;
      keep_hash (self);
    }
}

/* Attributes that nobody asked for are those of the last time, as long as nothing moved the change
 * time. */
static void
recall_attributes (Case *self)
{
  if ((self->entry->attributes & RESITE_DOS_NOT_ASKED) == 0 || self->mark.attributes == 0)
    return;
  self->entry->attributes = self->mark.attributes;
  if ((self->mark.attributes & RESITE_DOS_READ_ONLY) != 0)
    self->entry->read_only = TRUE;
}

/* Where a server tells no change time of its own, an attribute that was set or taken away shows in
 * the listing alone. */
static gboolean
attributes_moved (const Case *self, gboolean recorded)
{
  const guint wanted =
      self->entry->attributes | (self->entry->read_only ? RESITE_DOS_READ_ONLY : 0);
  const ResiteFileInfo *target = self->facts->target;
  const guint known = recorded ? (self->mark.attributes & ~(guint)RESITE_DOS_READ_ONLY) |
                                     (target->read_only ? RESITE_DOS_READ_ONLY : 0)
                               : target->attributes;

  return ((wanted | known) & RESITE_DOS_NOT_ASKED) == 0 && wanted != known;
}

static void
leave_alone (Case *self, gboolean recorded)
{
  end (self->entry, "unchanged", "");
  self->entry->recorded = recorded;
  self->entry->retime = attributes_moved (self, recorded);
  recall_attributes (self);
  if (!self->entry->retime && (!self->entry->read_only || self->facts->target->read_only))
    return;
  self->entry->deed = RESITE_COPY_TOUCH;
  keep_hash (self);
}

static void
recheck (Case *self, gboolean retime)
{
  self->entry->deed = RESITE_COPY_RECHECK;
  self->entry->retime = retime;
  keep_hash (self);
}

/* The row is of this source and of this target, by all that shows without reading them. */
static void
decide_recorded (Case *self)
{
  if (self->mark.hash != NULL && (source_was_touched (self) || self->options->full_hash))
    {
      recheck (self, source_was_touched (self));
      self->entry->recorded = !self->entry->retime;
    }
  else if (!source_was_touched (self) && !self->options->full_hash)
    leave_alone (self, TRUE);
}

/* The source was touched after the target was put in its place, as far as both tell: a copy that
 * was killed before it recorded the file must not vouch for what came later. */
static gboolean
source_is_younger (const ResiteCopyFacts *facts)
{
  return facts->source->changed != 0 && facts->target->changed != 0 &&
         facts->source->changed > facts->target->changed;
}

static void
decide_copy (Case *self)
{
  const ResiteCopyFacts *facts = self->facts;

  self->entry->deed = RESITE_COPY_WRITE;
  if (row_says (facts, "running"))
    decide_resume (self);
  else if (row_says (facts, "failed"))
    return;
  else if (target_looks_same (facts) && row_is_good (facts) && row_fits (facts))
    decide_recorded (self);
  else if (only_time_differs (self))
    recheck (self, TRUE);
  else if (target_looks_same (facts) && self->options->delta && !self->options->full_hash &&
           !source_is_younger (facts))
    leave_alone (self, FALSE);
}

static void
decide (Case *self)
{
  const ResiteFileInfo *target = self->facts->target;

  if (target != NULL && target->type == RESITE_FILE_FOLDER)
    end (self->entry, "failed", _ ("There is a folder of this name on the target"));
  else if (target != NULL && target->type == RESITE_FILE_OTHER)
    end (self->entry, "failed",
         _ ("There is a link, a pipe or a device of this name on the target"));
  else if (self->options->verify_only)
    decide_comparison (self);
  else
    decide_copy (self);
}

void
resite_copy_decide (ResiteCopyEntry *entry, const ResiteCopyFacts *facts,
                    const ResiteCopyOptions *options, ResiteCopyArena *arena)
{
  Case self = { .entry = entry, .facts = facts, .options = options, .arena = arena };

  g_return_if_fail (entry != NULL);
  g_return_if_fail (facts != NULL && facts->source != NULL);

  entry->size = facts->source->size;
  entry->modified = facts->source->modified;
  entry->changed = facts->source->changed;
  entry->replaces = facts->target != NULL;
  entry->attributes = facts->source->attributes;
  entry->read_only =
      facts->source->read_only || (options->make_packages_read_only && is_package (entry->name));
  entry->recorded = FALSE;
  if (facts->row != NULL)
    resite_copy_mark_look (facts->row->digest, &self.mark);
  decide (&self);
  if (entry->read_only)
    entry->attributes |= RESITE_DOS_READ_ONLY;

  if (options->dry_run && entry->deed == RESITE_COPY_WRITE)
    end (entry, entry->replaces ? "changed" : "new", "");
  else if (options->dry_run &&
           (entry->deed == RESITE_COPY_ARRIVED || entry->deed == RESITE_COPY_TOUCH))
    end (entry, "unchanged", "");
}
