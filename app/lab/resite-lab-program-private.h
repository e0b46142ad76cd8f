/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "resite-lab-cmd.h"

G_BEGIN_DECLS

/* What is being done of a line, the innermost last. */
typedef struct
{
  ResiteLabCmdNode *node;
  guint stage;
  /* What was before the node changed it. */
  ResiteLabSink *out, *err;
  GBytes *input;
  gboolean has_input;
} ResiteLabFrame;

struct _ResiteLabProgram
{
  ResiteLabWorld *world; /* NULL after its end */
  char *role;
  char *line;
  gboolean skip_cmd;
  gboolean delayed; /* cmd /v:on */
  gboolean ended, running;
  ResiteLabProgramEvents events;
  gpointer user_data;
  char *directory;
  GHashTable *variables;
  GArray *frames;
  guint32 code; /* ERRORLEVEL */
  ResiteLabSink *out, *err;
  GBytes *input; /* of "<" and "|" */
  gboolean has_input;
  GByteArray *sent;
  gboolean sent_all;
  guint source;
  char *command_text; /* of the simple command that runs */
  guint count;        /* of the command's own */
  ResiteLabCommandLater go_on;
  gboolean reading;  /* the command waits for the end of its input */
  const char *until; /* (nullable): or for this line of it */
  GSubprocess *child;
  GCancellable *child_cancel;
};

/* The command that stands innermost ended: goes on with the rest of the line. */
void resite_lab_program_command_ended (ResiteLabProgram *self, guint32 code);
/* Calls a command's function, or goes on with it. */
void resite_lab_program_run_command (ResiteLabProgram *self, ResiteLabCommandLater go_on);
/* Ends it, or leaves it running. */
void resite_lab_program_start_command (ResiteLabProgram *self, const char *text);
/* Works off what stands on the stack, up to the first command that takes its time. */
void resite_lab_program_go_on (ResiteLabProgram *self);
/* Has the line come that the command reads to? */
gboolean resite_lab_program_has_line (ResiteLabProgram *self);
/* Calls the command again after a while. */
void resite_lab_program_continue (ResiteLabProgram *self, double seconds);
/* For resite_lab_cmd_expand(). */
const char *resite_lab_program_look_up (const char *name, gpointer user_data);
void resite_lab_program_push (ResiteLabProgram *self, ResiteLabCmdNode *node);
void resite_lab_program_lose_world (ResiteLabProgram *self);
void resite_lab_program_end (ResiteLabProgram *self, guint32 code);

G_END_DECLS
