/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* One row of a job's table. Lives on the main thread. */
#define RESITE_TYPE_JOB_ITEM (resite_job_item_get_type ())
G_DECLARE_FINAL_TYPE (ResiteJobItem, resite_job_item, RESITE, JOB_ITEM, GObject)

/* What colour and filter go by; the word beside it is the verb's own. */
typedef enum
{
  RESITE_ITEM_QUEUED,
  RESITE_ITEM_RUNNING,
  RESITE_ITEM_GOOD,
  RESITE_ITEM_WARNING,
  RESITE_ITEM_FAILED,
  RESITE_ITEM_LEFT_OUT,
  RESITE_ITEM_UNKNOWN /* was running when the power went; looked at first */
} ResiteItemStatus;

ResiteJobItem *resite_job_item_new (const char *name);
const char *resite_job_item_get_name (ResiteJobItem *self);
ResiteItemStatus resite_job_item_get_status (ResiteJobItem *self);
/* The contract's word: "copied", "half-done". */
const char *resite_job_item_get_state (ResiteJobItem *self);
const char *resite_job_item_get_message (ResiteJobItem *self);
const char *resite_job_item_get_output (ResiteJobItem *self); /* (nullable) */
gint64 resite_job_item_get_bytes (ResiteJobItem *self);
gint64 resite_job_item_get_size (ResiteJobItem *self); /* -1 unknown */
gint64 resite_job_item_get_exit_code (ResiteJobItem *self);
double resite_job_item_get_seconds (ResiteJobItem *self);
guint resite_job_item_get_tries (ResiteJobItem *self);

/* The status that a state word stands for; the one list of words there is. */
ResiteItemStatus resite_item_status_from_state (const char *state);
/* Translated word for a state: "forwarded" → what a person reads. */
const char *resite_item_state_to_word (const char *state);

/* Each of these ends with the signal "changed" (no arguments); properties "name", "status", "state",
 * "message", "bytes", "size", "seconds" are notified where they changed. */
void resite_job_item_set (ResiteJobItem *self, const char *state, const char *message);
void resite_job_item_set_progress (ResiteJobItem *self, gint64 bytes, gint64 size);
void resite_job_item_set_result (ResiteJobItem *self, const char *output, gint64 exit_code,
                                 double seconds, guint tries);

G_END_DECLS
