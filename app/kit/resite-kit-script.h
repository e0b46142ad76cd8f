/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How what a line printed is judged once its result is back. Words of Windows programs come in the
 * language of the server, so numbers, exit codes and names decide. */
typedef enum
{
  RESITE_KIT_RAN,          /* exit code 0 */
  RESITE_KIT_TOLD,         /* that it ran; neither code nor text decide */
  RESITE_KIT_SERVICE_DOWN, /* sc query and sc qc: stopped and disabled, or no such service */
  RESITE_KIT_SERVICE_UP,   /* sc query: running */
  RESITE_KIT_NO_SERVICE,   /* sc query: 1060 */
  RESITE_KIT_IS,           /* the text, whole, without regard to case */
  RESITE_KIT_HOLDS,        /* each of the texts, parted by line ends, somewhere */
  RESITE_KIT_HOLDS_NOT,    /* none of them */
  RESITE_KIT_FAILS,        /* exit code other than 0: the thing must not be there */
  RESITE_KIT_PRELOAD,      /* the success text of the tool */
  RESITE_KIT_SAME,         /* fc /b: exit code 0 */
  RESITE_KIT_ASSIGNED      /* "assigned", "already", "left out", "removed", "waits", "unknown" */
} ResiteKitJudge;

/* One line to run, its heading in the result and its judge. */
typedef struct
{
  char *action; /* id in the step */
  char *name;   /* of the row that it becomes; NULL: whatever names the result has */
  GStrv lines;  /* as they stand in the batch */
  ResiteKitJudge judge;
  char *expected;  /* by judge */
  gboolean talks;  /* asks at the console (a password): its output is not taken */
  gboolean open;   /* no line can say it: stays to be looked at or said by a person */
  gboolean last;   /* the machine goes down with it: nothing is read after it */
  gboolean needed; /* when it fails nothing after it is done */
} ResiteKitItem;

ResiteKitItem *resite_kit_item_new (const char *action, const char *name, ResiteKitJudge judge,
                                    const char *expected);
void resite_kit_item_add_line (ResiteKitItem *self, const char *line);
void resite_kit_item_free (ResiteKitItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteKitItem, resite_kit_item_free)

/* One script of the kit: for one machine, of one step. */
typedef struct
{
  char *name;       /* "C6-P01-preinst.cmd"; its result is the same with .txt */
  char *run;        /* id of the run */
  char *step;       /* "C6@primary.1" */
  char *title;      /* "C6 Remove site ..." */
  char *machine;    /* how the badge calls it: "the old server" */
  char *server;     /* the computer name that it must run on */
  gboolean once;    /* asks before it does it again */
  char *before;     /* (nullable): lines that may end the script before it does anything */
  char *body;       /* (nullable): the whole text, where it is no list of items */
  GPtrArray *items; /* ResiteKitItem */
  char *missing;    /* (nullable): what the plan does not say, so that there is no script */
} ResiteKitScript;

ResiteKitScript *resite_kit_script_new (const char *name);
void resite_kit_script_free (ResiteKitScript *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteKitScript, resite_kit_script_free)

/* The text of a .cmd file: asks whether this is the machine, runs the items one after the other and
 * adds what they print to results\NAME.txt beside it, or to %TEMP% where that cannot be written. */
char *resite_kit_script_format (const ResiteKitScript *self);
/* The head that asks for the machine, and ":ready" behind it; for bodies of their own. */
void resite_kit_script_append_head (const ResiteKitScript *self, GString *text);
/* Heading, line and exit code of one item. */
void resite_kit_script_append_item (const ResiteKitItem *item, GString *text);
void resite_kit_script_append_tail (const ResiteKitScript *self, GString *text);

/* The lines by which a result is read back. */
#define RESITE_KIT_HEAD "==== Resite kit 1: "
#define RESITE_KIT_ITEM "---- Resite item: "
#define RESITE_KIT_EXIT "---- Resite exit: "
#define RESITE_KIT_END  "==== Resite end"

G_END_DECLS
