/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One call of the program: the verb, what was given to it, and where to stop. */
typedef struct _ResiteCli ResiteCli;

/* The --pace at which nobody waits, and the fastest that is a number: a second of the true time is
 * eleven days then. */
#define RESITE_CLI_MAX       "max"
#define RESITE_CLI_MOST_PACE 1000000

/* Exit statuses that scripts rely on. */
typedef enum
{
  RESITE_CLI_BY_ERROR = -1, /* the error says which */
  RESITE_CLI_GOOD = 0,
  RESITE_CLI_FAILED = 1,  /* it ran, and something failed or stayed unknown */
  RESITE_CLI_REFUSED = 2, /* it could not start */
  RESITE_CLI_WAITS = 3,   /* for a person */
  RESITE_CLI_CANCELLED = 130
} ResiteCliStatus;

typedef enum
{
  RESITE_CLI_FLAG,
  RESITE_CLI_TEXT,
  RESITE_CLI_PATH,
  RESITE_CLI_NUMBER, /* whole, 0 or more */
  RESITE_CLI_PACE    /* whole, 1 to RESITE_CLI_MOST_PACE, or RESITE_CLI_MAX */
} ResiteCliOptionType;

typedef struct
{
  const char *name; /* NULL ends a table */
  ResiteCliOptionType type;
  const char *argument; /* N_(): what stands for it in the help; NULL for a flag */
  const char *help;     /* N_() */
} ResiteCliOption;

typedef struct
{
  const char *name;      /* NULL ends a table; "plan new" */
  const char *arguments; /* "ID STEP" */
  guint n_least, n_most;
  const char *summary; /* N_(): half a line */
  const char *details; /* N_(): the rest of its help */
  const ResiteCliOption *options;
  ResiteCliStatus (*run) (ResiteCli *cli, const char *const *arguments, GError **error);
} ResiteCliVerb;

ResiteCli *resite_cli_new (const ResiteCliVerb *verb);
void resite_cli_free (ResiteCli *cli);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCli, resite_cli_free)

/* Takes what is in @argv behind the verb. *@arguments: what is no option. */
gboolean resite_cli_parse (ResiteCli *cli, char ***argv, GStrv *arguments, GError **error);

const char *resite_cli_get_verb (ResiteCli *cli);
gboolean resite_cli_has (ResiteCli *cli, const char *option);
/* (nullable) */
const char *resite_cli_get (ResiteCli *cli, const char *option);
guint64 resite_cli_get_number (ResiteCli *cli, const char *option, guint64 fallback);
/* --by, else the name of the person who is signed in to this desk. */
const char *resite_cli_get_by (ResiteCli *cli);
gboolean resite_cli_is_json (ResiteCli *cli);
/* --data-dir, else the usual one. */
const char *resite_cli_get_data_folder (ResiteCli *cli);

/* Cancelled by SIGINT, SIGTERM and SIGHUP once they are watched for. */
GCancellable *resite_cli_get_cancellable (ResiteCli *cli);
void resite_cli_watch_signals (ResiteCli *cli);
/* The signal that cancelled, or 0. */
int resite_cli_get_signal (ResiteCli *cli);

/* DATA/ID.resite, or a path as it is; RESITE_ERROR_NOT_FOUND. */
char *resite_cli_find_run (ResiteCli *cli, const char *id, GError **error);

/* What a status the error of a verb means. */
ResiteCliStatus resite_cli_status_from_error (const GError *error);

extern const ResiteCliOption resite_cli_common_options[];

/* The verbs, by the file that holds them. */
extern const ResiteCliVerb resite_cli_plan_verbs[];
extern const ResiteCliVerb resite_cli_plan_fill_verbs[];
extern const ResiteCliVerb resite_cli_run_verbs[];
extern const ResiteCliVerb resite_cli_look_verbs[];
extern const ResiteCliVerb resite_cli_say_verbs[];
extern const ResiteCliVerb resite_cli_paper_verbs[];
extern const ResiteCliVerb resite_cli_copy_verbs[];
extern const ResiteCliVerb resite_cli_package_verbs[];
extern const ResiteCliVerb resite_cli_package_status_verbs[];
extern const ResiteCliVerb resite_cli_preflight_verbs[];
extern const ResiteCliVerb resite_cli_assign_verbs[];
extern const ResiteCliVerb resite_cli_log_verbs[];
extern const ResiteCliVerb resite_cli_kit_verbs[];
extern const ResiteCliVerb resite_cli_wmi_verbs[];
extern const ResiteCliVerb resite_cli_run_on_verbs[];
extern const ResiteCliVerb resite_cli_lab_verbs[];
extern const ResiteCliVerb resite_cli_check_verbs[];
extern const ResiteCliVerb resite_cli_check_directory_verbs[];
extern const ResiteCliVerb resite_cli_reach_verbs[];
extern const ResiteCliVerb resite_cli_rehearse_verbs[];

G_END_DECLS
