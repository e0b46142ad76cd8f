/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A part of a step, of one of nine kinds. Immutable. */
#define RESITE_TYPE_ACTION (resite_action_get_type ())
G_DECLARE_FINAL_TYPE (ResiteAction, resite_action, RESITE, ACTION, GObject)

typedef enum
{
  RESITE_ACTION_FORM,
  RESITE_ACTION_INSTRUCTION,
  RESITE_ACTION_CHECK,
  RESITE_ACTION_COPY,
  RESITE_ACTION_COMMAND,
  RESITE_ACTION_DIRECTORY,
  RESITE_ACTION_WATCH,
  RESITE_ACTION_BULK,
  RESITE_ACTION_WAIT
} ResiteActionKind;

typedef enum
{
  RESITE_BLOCK_PARAGRAPH,
  RESITE_BLOCK_ITEM,    /* one numbered thing to do */
  RESITE_BLOCK_COMMAND, /* a line to type, never translated, for the machine of role "on" */
  RESITE_BLOCK_VALUE    /* a value to copy, with its label */
} ResiteBlockKind;

/* Texts hold their ${names}; paragraphs, items and labels come translated. A block whose "when"
 * does not hold is not shown. */
typedef struct
{
  ResiteBlockKind kind;
  const char *text;
  const char *label; /* of a value, or NULL */
  const char *on;    /* of a command: role, or NULL for the step's */
  const char *when;  /* or NULL */
} ResiteBlock;

typedef struct _ResiteEntry ResiteEntry;

const char *resite_action_kind_to_string (ResiteActionKind kind);

ResiteActionKind resite_action_get_kind (ResiteAction *self);

/* Unique in its step: the file's id, or "KIND-n". Keys evidence and items. */
const char *resite_action_get_id (ResiteAction *self);

/* (nullable), translated. */
const char *resite_action_get_title (ResiteAction *self);

/* (nullable): the argument as it stands in the file, with its ${names}. */
const char *resite_action_get (ResiteAction *self, const char *name);

/* (element-type ResiteEntry): the fields of a form, the probes of a check, the probe and the
 * patterns of a watch, the arguments of a command, in order. */
GPtrArray *resite_action_get_entries (ResiteAction *self);

/* (element-type ResiteBlock): its own text; may be empty. */
GPtrArray *resite_action_get_blocks (ResiteAction *self);

/* "field", "probe", "good", "bad", "argument". */
const char *resite_entry_get_element (ResiteEntry *entry);
const char *resite_entry_get_id (ResiteEntry *entry);
/* (nullable), translated. */
const char *resite_entry_get_label (ResiteEntry *entry);
const char *resite_entry_get (ResiteEntry *entry, const char *name);

G_END_DECLS
