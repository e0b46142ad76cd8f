/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-machine.h"
#include "resite-sms-point.h"

G_BEGIN_DECLS

/* The script that writes rows of SMS_DistributionPoint on the provider's own machine, and what goes
 * in and out of it. The texts are pure; any thread. */

/* (transfer none): the part that the field kit's script has in it, too, and the rest of that. */
const char *resite_point_script_get_rows (void);
const char *resite_point_script_get_kit (void);
/* (transfer full): the whole script, with Windows' line ends. */
GBytes *resite_point_script_make (void);

/* (transfer full): the orders for its standard input; @verb: "add" or "remove"; @token: comes back
 * in what it says. */
GBytes *resite_point_script_format_orders (const char *verb, const char *token, const char *space,
                                           const ResiteSmsPoint *point, const char *const *ids);

typedef enum
{
  RESITE_POINT_SAID_OK,
  RESITE_POINT_SAID_UNSEEN, /* written, and not to be seen */
  RESITE_POINT_SAID_ALREADY,
  RESITE_POINT_SAID_REMOVED,
  RESITE_POINT_SAID_ABSENT,
  RESITE_POINT_SAID_BUSY,  /* Status 3 stands there */
  RESITE_POINT_SAID_WRONG, /* the text is a site code */
  RESITE_POINT_SAID_FAILED
} ResitePointWord;

typedef struct
{
  char *id; /* in capitals */
  ResitePointWord word;
  char *text;
} ResitePointSaying;

typedef struct
{
  GPtrArray *sayings; /* ResitePointSaying, in order */
  gboolean begun;     /* it took the orders with this token */
  gboolean ended;     /* it went through all of them */
  char *failure;      /* (nullable): it did not reach the provider; nothing was done */
} ResitePointReport;

/* Lines that are none of its own are passed over. */
ResitePointReport *resite_point_script_parse (const char *output, const char *token);
void resite_point_report_free (ResitePointReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResitePointReport, resite_point_report_free)

/* Runs it in a remote shell of @machine; one call at a time. Waits, for workers. */
typedef struct _ResitePointScript ResitePointScript;

ResitePointScript *resite_point_script_new (ResiteMachine *machine);
/* It lies there already, from a program that was cut off: closing takes it away. */
void resite_point_script_expect_leftover (ResitePointScript *self);
/* Takes the script away there, too, which talks: for workers. */
void resite_point_script_close (ResitePointScript *self);
/* The same without talking; the file stays in the folder for temporary files. Any thread. */
void resite_point_script_drop (ResitePointScript *self);

/* RESITE_ERROR_OUTCOME_UNKNOWN, or a report without an end: some of it may have been done. Every other
 * error, and a report that has not begun: nothing was. */
ResitePointReport *resite_point_script_run (ResitePointScript *self, const char *verb,
                                            const char *space, const ResiteSmsPoint *point,
                                            const char *const *ids, GCancellable *cancellable,
                                            GError **error);

G_END_DECLS
