/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-server-exchange.h"
#include "resite-lab-world.h"

G_BEGIN_DECLS

/* One command of a remote shell: what it wrote waits here until somebody asks for it. */
typedef struct _ResiteLabShellCommand ResiteLabShellCommand;

typedef struct
{
  ResiteLabWorld *world;
  const char *machine;
  ResiteLabBehaviours *behaviours;
  const char *directory;   /* (nullable) */
  GHashTable *environment; /* name → value */
  guint code_page;
} ResiteLabShellPlace;

/* @place is borrowed, and outlives the command; @id may be NULL. */
ResiteLabShellCommand *resite_lab_shell_command_new (const ResiteLabShellPlace *place,
                                                     const char *id, const char *line,
                                                     gboolean skip_cmd);
/* Stops what still runs; who waits for output is told that it was aborted. */
void resite_lab_shell_command_free (ResiteLabShellCommand *self);
const char *resite_lab_shell_command_get_id (ResiteLabShellCommand *self);
gboolean resite_lab_shell_command_is_done (ResiteLabShellCommand *self);
gboolean resite_lab_shell_command_is_waited_for (ResiteLabShellCommand *self);

/* Answers a Receive: at once, when something is there, or within the request's time. */
void resite_lab_shell_command_receive (ResiteLabShellCommand *self, ResiteLabExchange *exchange,
                                       const char *streams);
void resite_lab_shell_command_send (ResiteLabShellCommand *self, const void *bytes, gsize size,
                                    gboolean end);
/* As Ctrl+C does. */
void resite_lab_shell_command_interrupt (ResiteLabShellCommand *self);

G_END_DECLS
