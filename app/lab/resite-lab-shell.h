/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-shell-command.h"

G_BEGIN_DECLS

/* One remote shell, and the commands in it. */
typedef struct _ResiteLabShell ResiteLabShell;
struct _ResiteLabShell
{
  char *id;
  char *owner;
  char *directory;
  GHashTable *environment;
  char *input, *output;
  ResiteLabShellPlace place;
  GHashTable *commands; /* id → ResiteLabShellCommand */
  guint idle_ms;
  guint idle_source;
  gint64 born, used;
  void (*died) (ResiteLabShell *self, gpointer user_data);
  gpointer user_data;
};

/* As @request asks for it. @place: its world, machine and behaviours; the rest is the request's.
 * @died: it has been idle for too long, and is to be freed. */
ResiteLabShell *resite_lab_shell_new (const ResiteLabShellPlace *place, const char *owner,
                                      ResiteLabSoapRequest *request, guint idle_ms,
                                      void (*died) (ResiteLabShell *self, gpointer user_data),
                                      gpointer user_data);
void resite_lab_shell_free (ResiteLabShell *self);
/* Somebody used it: it is not idle from now on. */
void resite_lab_shell_touch (ResiteLabShell *self);
/* Its rsp:Shell element. */
void resite_lab_shell_append (GString *xml, ResiteLabShell *self);
/* (transfer full): the text of an element in a body of the shell's protocol; "" where it is not. */
char *resite_lab_shell_read_child (xmlNode *body, const char *name);

G_END_DECLS
