/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-world-private.h"

G_BEGIN_DECLS

/* The lab's cmd.exe: what it reads from a line, and what its commands see. */

typedef enum
{
  RESITE_LAB_CMD_SIMPLE,
  RESITE_LAB_CMD_GROUP, /* ( ... ), with redirections of its own */
  RESITE_LAB_CMD_THEN,  /* & */
  RESITE_LAB_CMD_AND,   /* && */
  RESITE_LAB_CMD_OR,    /* || */
  RESITE_LAB_CMD_PIPE,  /* | */
  RESITE_LAB_CMD_IF
} ResiteLabCmdKind;

typedef struct
{
  int stream;     /* 0, 1, 2 */
  int from;       /* 2>&1: 1; else -1 */
  gboolean added; /* >> */
  char *path;
} ResiteLabCmdRedirection;

typedef struct _ResiteLabCmdNode ResiteLabCmdNode;
struct _ResiteLabCmdNode
{
  gatomicrefcount references;
  ResiteLabCmdKind kind;
  char *text;                     /* simple: with quotes, without ^; if: the condition */
  ResiteLabCmdNode *left, *right; /* if: then and else */
  GPtrArray *redirections;        /* (nullable) */
};

/* (nullable) (transfer full): NULL when the line is empty, or is not understood: then @error, with
 * the word that was not expected. */
ResiteLabCmdNode *resite_lab_cmd_parse (const char *line, GError **error);
/* One program with its arguments, whatever characters are in them. */
ResiteLabCmdNode *resite_lab_cmd_node_new_simple (const char *text);
ResiteLabCmdNode *resite_lab_cmd_node_ref (ResiteLabCmdNode *node);
void resite_lab_cmd_node_unref (ResiteLabCmdNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLabCmdNode, resite_lab_cmd_node_unref)
/* Puts values in for %NAME% (or !NAME!): @look_up gives NULL for what is not set, which stays as it
 * is written. (transfer full) */
char *resite_lab_cmd_expand (const char *text, char mark,
                             const char *(*look_up) (const char *name, gpointer user_data),
                             gpointer user_data);
/* What "cmd /c" runs of what stands behind it: without the first and the last quotation mark, if it
 * begins with one, unless those are the only two and nothing special is in them. (transfer full) */
char *resite_lab_cmd_unwrap (const char *line);
/* Words of a simple command, without quotes. */
GStrv resite_lab_cmd_split (const char *text);

/* Where output goes. Counted. */
typedef struct _ResiteLabSink ResiteLabSink;
ResiteLabSink *resite_lab_sink_new_events (const ResiteLabProgramEvents *events, gpointer user_data,
                                           gboolean is_error);
ResiteLabSink *resite_lab_sink_new_buffer (void);
ResiteLabSink *resite_lab_sink_new_nothing (void);
ResiteLabSink *resite_lab_sink_new_file (const char *path, gboolean added);
ResiteLabSink *resite_lab_sink_ref (ResiteLabSink *self);
void resite_lab_sink_unref (ResiteLabSink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLabSink, resite_lab_sink_unref)
void resite_lab_sink_write (ResiteLabSink *self, const void *bytes, gsize size);
/* (transfer full): of a buffer. */
GBytes *resite_lab_sink_take (ResiteLabSink *self);

/* A command that runs. */
typedef struct
{
  ResiteLabProgram *program;
  ResiteLabMachine machine;
  GStrv words;      /* [0]: its name as given */
  const char *name; /* in small letters, without folder and .exe */
  const char *tail; /* behind the name, with quotes */
  guint n_words;
} ResiteLabCommand;

/* The command goes on by itself and calls resite_lab_command_end() later. */
#define RESITE_LAB_PENDING G_GINT64_CONSTANT (-1)

typedef gint64 (*ResiteLabCommandFunc) (ResiteLabCommand *command);

typedef struct
{
  const char *name;
  gboolean is_built_in; /* not to be had without cmd.exe */
  ResiteLabCommandFunc run;
  gboolean needs_file; /* found only where the machine has the file: no part of Windows */
} ResiteLabCommandEntry;

/* End with a name NULL. */
extern const ResiteLabCommandEntry resite_lab_commands_text[];
extern const ResiteLabCommandEntry resite_lab_commands_files[];
extern const ResiteLabCommandEntry resite_lab_commands_system[];
extern const ResiteLabCommandEntry resite_lab_commands_service[];
extern const ResiteLabCommandEntry resite_lab_commands_registry[];
extern const ResiteLabCommandEntry resite_lab_commands_powershell[];
extern const ResiteLabCommandEntry resite_lab_commands_sms[];
extern const ResiteLabCommandEntry resite_lab_commands_script[];

/* Lines end with CR LF. */
void resite_lab_command_say (ResiteLabCommand *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void resite_lab_command_complain (ResiteLabCommand *self, const char *format, ...)
    G_GNUC_PRINTF (2, 3);
void resite_lab_command_write (ResiteLabCommand *self, const void *bytes, gsize size,
                               gboolean is_error);
/* Is there an option, "/s" or "-s", in whatever case? */
gboolean resite_lab_command_has (ResiteLabCommand *self, const char *option);
/* (nullable): the value of "/option:value" or "option= value" or "-option value". */
const char *resite_lab_command_get_option (ResiteLabCommand *self, const char *option);
/* (nullable): the n-th word behind the name that is no option. */
const char *resite_lab_command_get_argument (ResiteLabCommand *self, guint n);
/* (transfer full): a path seen from the current folder; (nullable) where it lies. */
char *resite_lab_command_complete (ResiteLabCommand *self, const char *path);
char *resite_lab_command_find_path (ResiteLabCommand *self, const char *path);

/* All of the standard input, in *@bytes (transfer full); FALSE: it has not ended yet, and the
 * command is called again when it has. */
gboolean resite_lab_command_read (ResiteLabCommand *self, GBytes **bytes);
/* So too, but @line (static) is enough. What was read is read again by the next call. */
gboolean resite_lab_command_read_to (ResiteLabCommand *self, const char *line, GBytes **bytes);

/* Later: @go_on with the command's program after @seconds of real time. It says what is next or
 * ends the command. */
typedef gint64 (*ResiteLabCommandLater) (ResiteLabCommand *command);
void resite_lab_command_wait (ResiteLabCommand *self, double seconds, ResiteLabCommandLater go_on);
/* For what a command counts between two calls. */
guint resite_lab_command_count (ResiteLabCommand *self);
/* Runs the program that stands in for a tool; its output and exit code are the command's. It works
 * in @folder, which RESITE_LAB_TOOL_FOLDER of its environment names. */
gint64 resite_lab_command_run_child (ResiteLabCommand *self, const char *folder,
                                     const char *const *arguments);
/* Goes on with another line in the command's place ("cmd /c", "call"). */
gint64 resite_lab_command_run_line (ResiteLabCommand *self, const char *line, gboolean delayed);
gint64 resite_lab_command_exit (ResiteLabCommand *self, guint32 code);

const char *resite_lab_program_get_directory (ResiteLabProgram *self);
void resite_lab_program_set_directory (ResiteLabProgram *self, const char *directory);
/* (nullable). */
const char *resite_lab_program_get_variable (ResiteLabProgram *self, const char *name);
/* (transfer container): "NAME=value", sorted; (element-type utf8) owned. */
GPtrArray *resite_lab_program_list_variables (ResiteLabProgram *self);

G_END_DECLS
