/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-wsman.h"

G_BEGIN_DECLS

/* Where the ids of open remote shells are written down before anything runs in them, so that a
 * program that is started again can delete what it left behind. Called on any thread but the main
 * one and returns when it is durable. */
typedef struct
{
  gboolean (*opened) (const char *url, const char *shell_id, gpointer user_data, GError **error);
  void (*closed) (const char *url, const char *shell_id, gpointer user_data);
  gpointer user_data;
  /* (nullable): ids at @url that an earlier program left; they are deleted before the first shell
   * of this one is made. Never those of a program that still runs. (transfer full) */
  GStrv (*list_left) (const char *url, gpointer user_data);
} ResiteShellBook;

/* Running programs on a Windows machine over WS-Management. One shell at a time, used for a few
 * commands, deleted on every way out. All calls wait; never on the main thread. */
#define RESITE_TYPE_SHELL (resite_shell_get_type ())
G_DECLARE_FINAL_TYPE (ResiteShell, resite_shell, RESITE, SHELL, GObject)

/* @book may be NULL; it is copied, its user_data outlives the shell. Main thread or worker. */
ResiteShell *resite_shell_new (ResiteWsman *wsman, const ResiteShellBook *book);

typedef struct
{
  char *output, *errors; /* valid UTF-8, as far as it came */
  GBytes *raw_output, *raw_errors;
  gboolean has_exit_code; /* FALSE: unknown, never 0 */
  guint32 exit_code;
  gboolean incomplete; /* the line broke while output was fetched */
  gboolean timed_out;  /* patience ended; it was told to stop */
  gboolean cut_off;    /* there was more than the output limit */
  double seconds;
} ResiteShellResult;

void resite_shell_result_free (ResiteShellResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteShellResult, resite_shell_result_free)

typedef struct
{
  const char *directory;          /* (nullable) Windows path */
  const char *const *environment; /* (nullable) "NAME=value" */
  GBytes *input;                  /* (nullable); stdin is closed after it */
  gboolean skip_cmd;              /* start the program itself, without cmd.exe */
  guint patience_seconds;         /* 0: 600 */
  gsize output_limit;             /* bytes kept of each stream, 0: 4 MiB */
  guint code_page;                /* OEM, of programs that do not write UTF-8; 0: 850 */
  /* (nullable), called on the calling thread with decoded text as it comes. */
  void (*told) (const char *text, gboolean is_error, gpointer user_data);
  gpointer user_data;
} ResiteShellOptions;

/* @command_line is one line for cmd.exe, quoted by the caller (resite_shell_quote). A cancelled
 * command is told ctrl_c, then terminated, then G_IO_ERROR_CANCELLED.
 *
 * RESITE_ERROR_OUTCOME_UNKNOWN: it was started, or may have been, and how it ended is not known.
 * Every other error: it was not started. NULL without a started program never loses anything. */
ResiteShellResult *resite_shell_run (ResiteShell *self, const char *command_line,
                                     const ResiteShellOptions *options, GCancellable *cancellable,
                                     GError **error);
/* Deletes the remote shell if one is open; the next run makes a new one. A shell that is dropped
 * without this is deleted too, but nobody waits for it and its book keeps the id. */
void resite_shell_close (ResiteShell *self);
/* Deletes one that an earlier program left behind. TRUE also when it is gone already. */
gboolean resite_shell_delete_left_behind (ResiteWsman *wsman, const char *shell_id,
                                          GCancellable *cancellable, GError **error);

/* One argument of a line for cmd.exe: quoted where needed, % ^ & | < > taken literally.
 * RESITE_ERROR_INVALID for what cannot be said there in a way that batch files keep too: a quotation
 * mark together with one of % & | < > ^ ! ( ), control characters, over 8191 characters. */
char *resite_shell_quote (const char *argument, GError **error);

G_END_DECLS
