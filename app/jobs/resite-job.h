/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "resite-clock.h"
#include "resite-job-item.h"
#include "resite-ledger.h"

G_BEGIN_DECLS

/* One unit of background work. Created pending, runs once; what is to be done again is a new job
 * over the same ledger, which leaves alone what the ledger says is done. Lives on the main thread:
 * a subclass may use workers, but every property changes on the main thread only, and items at
 * most every 100 ms. Jobs never talk to people. */
#define RESITE_TYPE_JOB (resite_job_get_type ())
G_DECLARE_DERIVABLE_TYPE (ResiteJob, resite_job, RESITE, JOB, GObject)

typedef enum
{
  RESITE_JOB_PENDING,
  RESITE_JOB_RUNNING,
  RESITE_JOB_PAUSING, /* the item in hand is finished first */
  RESITE_JOB_PAUSED,
  RESITE_JOB_CANCELLING,
  RESITE_JOB_DONE, /* every item good */
  RESITE_JOB_DONE_WITH_FAILURES,
  RESITE_JOB_STOPPED_ITSELF, /* why: resite_job_get_message() */
  RESITE_JOB_CANCELLED,
  RESITE_JOB_FAILED /* could not do its work at all: the error of run_finish */
} ResiteJobState;

/* A row without an item; its texts are lent until the row changes. */
typedef struct
{
  const char *name;
  const char *state;
  const char *message;
  gint64 bytes;
  gint64 size; /* -1 unknown */
  double seconds;
  guint tries;
} ResiteJobRow;

struct _ResiteJobClass
{
  GObjectClass parent_class;

  /* run_finish returns FALSE only for RESITE_JOB_FAILED and cancellation; failed items are no
   * error of the job. */
  void (*run_async) (ResiteJob *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data);
  gboolean (*run_finish) (ResiteJob *self, GAsyncResult *result, GError **error);
  /* Not set where a job cannot pause. Called with FALSE before a paused job is cancelled. */
  void (*set_paused) (ResiteJob *self, gboolean paused);
  /* For a job that tells of its rows without making items: fills in @row. */
  void (*read_row) (ResiteJob *self, guint index, ResiteJobRow *row);
};

void resite_job_run_async (ResiteJob *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean resite_job_run_finish (ResiteJob *self, GAsyncResult *result, GError **error);
void resite_job_cancel (ResiteJob *self);
gboolean resite_job_can_pause (ResiteJob *self);
void resite_job_set_paused (ResiteJob *self, gboolean paused);

/* GObject properties, all readable, notified: "title", "state", "fraction" (0..1, -1 unknown),
 * "detail" (one line for the bar's text), "message". */
const char *resite_job_get_title (ResiteJob *self);
ResiteJobState resite_job_get_state (ResiteJob *self);
gboolean resite_job_is_over (ResiteJob *self);
double resite_job_get_fraction (ResiteJob *self);
/* "312 of 415 packages, 61 of 88 GB, about 18 to 24 min left, 3 failed", translated. */
const char *resite_job_get_detail (ResiteJob *self);
/* (nullable): why it stopped itself, what failed, what to look at; translated. */
const char *resite_job_get_message (ResiteJob *self);

/* A GListModel of ResiteJobItem. */
GListModel *resite_job_get_items (ResiteJob *self);
guint resite_job_count_items (ResiteJob *self, ResiteItemStatus status);
gint64 resite_job_get_bytes_done (ResiteJob *self);
gint64 resite_job_get_bytes_total (ResiteJob *self);
/* Seconds of work so far, pauses left out. */
double resite_job_get_seconds (ResiteJob *self);
/* Verb's own totals for JSON ("resumed_bytes"): name → gint64 *; (transfer none). */
GHashTable *resite_job_get_totals (ResiteJob *self);

/* "How we know" of a good end: V, L, O. */
const char *resite_job_get_how (ResiteJob *self);

/* What subclasses tell. Main thread only. */
/* The clock that seconds are counted on; real time where none is set. */
void resite_job_set_clock (ResiteJob *self, ResiteClock *clock);
/* PAUSING has become PAUSED: the workers stand still. */
void resite_job_tell_paused (ResiteJob *self);
void resite_job_set_title (ResiteJob *self, const char *title);
void resite_job_set_message (ResiteJob *self, const char *message);
void resite_job_set_detail (ResiteJob *self, const char *detail);
void resite_job_set_how (ResiteJob *self, const char *how);
void resite_job_set_fraction (ResiteJob *self, double fraction);
void resite_job_set_bytes (ResiteJob *self, gint64 done, gint64 total);
void resite_job_set_total (ResiteJob *self, const char *name, gint64 value);
/* Where the end is not plain from the items: STOPPED_ITSELF, or DONE in spite of failed items. */
void resite_job_set_outcome (ResiteJob *self, ResiteJobState state);
void resite_job_add_items (ResiteJob *self, GPtrArray *items);
ResiteJobItem *resite_job_find_item (ResiteJob *self, const char *name);
/* The same; one that is not there yet is added. */
ResiteJobItem *resite_job_take_item (ResiteJob *self, const char *name);
/* A job has either items, or rows: @count more of them, which get their items when somebody asks.
 * read_row() tells what they are. */
void resite_job_add_rows (ResiteJob *self, guint count);
/* Somebody looks on as rows are added: a few at a time, then. */
gboolean resite_job_is_watched (ResiteJob *self);
void resite_job_row_changed (ResiteJob *self, guint index);
/* Emits "row-ended" (a ResiteJobRow that is lent), and for whoever listens "item-ended". */
void resite_job_row_ended (ResiteJob *self, guint index);
/* Emits "row-ended" and "item-ended" (ResiteJobItem) once an item reached its end: what the terminal prints. */
void resite_job_item_ended (ResiteJob *self, ResiteJobItem *item);

/* Row to item and back: the one place that maps them. A row that says "running" is of a past that
 * ended in the middle, so its item becomes "unknown". */
void resite_job_item_load_row (ResiteJobItem *item, const ResiteLedgerRow *row);
ResiteLedgerRow *resite_job_item_to_row (ResiteJobItem *item);

G_END_DECLS
