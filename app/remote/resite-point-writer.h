/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-machine.h"
#include "resite-sms-point.h"

G_BEGIN_DECLS

/* Writes and removes rows of SMS_DistributionPoint for one distribution point, by whichever way the
 * provider's machine allows: instances created through WMI, or, where that is refused (WinRM up to
 * 2.0 cannot create any), a script of ours that cscript runs there. What cannot be reached is done
 * by hand with the field kit's script, which does the same.
 *
 * A row that is there already is never written over, one that is being removed neither. What was
 * written is read back. All calls wait and are for workers; several threads may use one writer. */
#define RESITE_TYPE_POINT_WRITER (resite_point_writer_get_type ())
G_DECLARE_FINAL_TYPE (ResitePointWriter, resite_point_writer, RESITE, POINT_WRITER, GObject)

typedef enum
{
  RESITE_POINT_ADDED,   /* written by this call and read back */
  RESITE_POINT_ALREADY, /* it was there */
  RESITE_POINT_REMOVED, /* deleted by this call, or its Status is 3 since */
  RESITE_POINT_ABSENT,  /* there was none to remove */
  RESITE_POINT_FAILED,  /* surely not done; see the error */
  RESITE_POINT_UNKNOWN  /* may have been done: read the row before anything else is tried */
} ResitePointOutcome;

/* @error: NULL for the first four. Of FAILED: RESITE_ERROR_BUSY (the server's limit: later it may
 * work), RESITE_ERROR_IN_USE (Status 3: the package is still being taken off), RESITE_ERROR_DIFFERS (a row with a
 * wrong site code stands in the way), RESITE_ERROR_NOT_FOUND, _NO_ACCESS, _INVALID (no such package
 * or point), of the line (see resite_error_is_of_line), G_IO_ERROR_CANCELLED, _FAILED. Called on the
 * thread that called add or remove. */
typedef void (*ResitePointWritten) (const char *id, ResitePointOutcome outcome, const GError *error,
                                    gpointer user_data);

/* @machine: of the provider; @target: where the packages go. Any thread. */
ResitePointWriter *resite_point_writer_new (ResiteMachine *machine, const char *space,
                                            const ResiteSmsPoint *target);

/* Asks the machine what it can do; add and remove do so by themselves. */
gboolean resite_point_writer_open (ResitePointWriter *self, GCancellable *cancellable,
                                   GError **error);
/* "create" or "script"; before the first answer, "create". It changes for good to "script" when the
 * server refuses to create the first row. */
const char *resite_point_writer_get_way (ResitePointWriter *self);
/* How many calls at once are of use, at least 1, and how many ids in one call. */
guint resite_point_writer_get_jobs (ResitePointWriter *self);
guint resite_point_writer_get_batch (ResitePointWriter *self);

/* @ids: NULL-terminated. @written is called exactly once for each of them, whatever happens. FALSE
 * and @error when it was cut short (cancelled, the line): ids that were not reached are told as
 * FAILED with the same error. */
gboolean resite_point_writer_add (ResitePointWriter *self, const char *const *ids,
                                  ResitePointWritten written, gpointer user_data,
                                  GCancellable *cancellable, GError **error);
gboolean resite_point_writer_remove (ResitePointWriter *self, const char *const *ids,
                                     ResitePointWritten written, gpointer user_data,
                                     GCancellable *cancellable, GError **error);

/* A program before this one may have been cut off before it took its script away: close does that,
 * too, where rows are written by script. Any thread. */
void resite_point_writer_expect_leftover (ResitePointWriter *self);

/* Deletes the script and the shell that were left open there; the next call opens them anew. */
void resite_point_writer_close (ResitePointWriter *self);

G_END_DECLS
