/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What a person, a policy or a test says to a run. */
typedef enum
{
  RESITE_MOVE_START, /* do what can be done automatically; also goes on after stop, interruption, failure */
  RESITE_MOVE_RETRY, /* as start, and failed items only */
  RESITE_MOVE_STOP,  /* cancel what runs; resumable */
  RESITE_MOVE_DONE,  /* signed off by hand */
  RESITE_MOVE_FILL,  /* a form's values */
  RESITE_MOVE_JUDGE, /* good or bad */
  RESITE_MOVE_SIGN,  /* a pause */
  RESITE_MOVE_SKIP,
  RESITE_MOVE_BACK, /* set this step back: a new attempt */
  RESITE_MOVE_NOTE,
  RESITE_MOVE_ATTACH,
  RESITE_MOVE_ANSWER,
  RESITE_MOVE_CORRECT, /* a value of the plan */
  RESITE_MOVE_OPEN_POINT,
  RESITE_MOVE_BLANK,
  RESITE_MOVE_WAY_BACK,
  RESITE_MOVE_ABORT,
  RESITE_MOVE_FINISH, /* closes the run after G6, or after B4 */
  RESITE_MOVE_CONFIRM /* "machine": the box that answered there is the right one */
} ResiteMoveKind;

typedef struct _ResiteMove ResiteMove;

/* @step: "C6" or "C6@primary.2", NULL for moves of the whole run. */
ResiteMove *resite_move_new (ResiteMoveKind kind, const char *by, const char *step);
ResiteMove *resite_move_ref (ResiteMove *self);
void resite_move_unref (ResiteMove *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteMove, resite_move_unref)

/* Names: "note", "reason", "verdict" (good|bad), "overrule", "released-by", "file" (path),
 * "action", "question", "choice", "key", "value", "owner", "until", "sequence", "name", "machine",
 * "field.NAME" of a form, and "undo" (the assignment that a START takes off again: what this step
 * added and nothing else; the step is open afterwards). */
void resite_move_set (ResiteMove *self, const char *name, const char *value);
const char *resite_move_get (ResiteMove *self, const char *name);
/* (element-type ResiteLedgerRow) (nullable): what was found of each item of "action", where a person
 * brings results that are judged already; keeps a reference. */
void resite_move_set_rows (ResiteMove *self, GPtrArray *rows);
GPtrArray *resite_move_get_rows (ResiteMove *self);
GStrv resite_move_list (ResiteMove *self);
ResiteMoveKind resite_move_get_kind (ResiteMove *self);
const char *resite_move_get_by (ResiteMove *self);
const char *resite_move_get_step (ResiteMove *self);
const char *resite_move_kind_to_string (ResiteMoveKind kind);

G_END_DECLS
