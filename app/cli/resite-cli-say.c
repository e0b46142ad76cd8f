/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "resite-cli-driver.h"
#include "resite-cli-step.h"
#include "resite-error.h"

/* Which move a verb is, and what of the command line goes into it. */
typedef struct
{
  const char *verb;
  ResiteMoveKind kind;
  const char *places[3]; /* facts that stand behind ID, in order; "step" names the step */
  const char *needed[2]; /* options without which nobody would know later */
} Saying;

static const Saying sayings[] = {
  { "done", RESITE_MOVE_DONE, { "step" }, { "by" } },
  { "skip", RESITE_MOVE_SKIP, { "step" }, { "by", "reason" } },
  { "judge", RESITE_MOVE_JUDGE, { "step", "verdict" }, { "by" } },
  { "sign", RESITE_MOVE_SIGN, { "step" }, { "by" } },
  { "answer", RESITE_MOVE_ANSWER, { "question", "choice" } },
  { "fill", RESITE_MOVE_FILL, { "step" } },
  { "note", RESITE_MOVE_NOTE, { "step", "note" } },
  { "attach", RESITE_MOVE_ATTACH, { "step", "file" } },
  { "back", RESITE_MOVE_BACK, { "step" } },
  { "correct", RESITE_MOVE_CORRECT, { "key", "value" }, { "by", "reason" } },
  { "open-point", RESITE_MOVE_OPEN_POINT, { "note" }, { "owner" } },
  { "blank", RESITE_MOVE_BLANK, { "sequence", "name" }, { "by", "reason" } },
  { "way-back", RESITE_MOVE_WAY_BACK, { NULL }, { "by", "reason" } },
  { "abort", RESITE_MOVE_ABORT, { NULL }, { "reason" } },
  { "finish", RESITE_MOVE_FINISH },
};

static const Saying *
find_saying (const char *verb)
{
  for (guint i = 0; i < G_N_ELEMENTS (sayings); i++)
    if (strcmp (sayings[i].verb, verb) == 0)
      return &sayings[i];
  return NULL;
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t\r\n")] == '\0';
}

static gboolean
check_needed (ResiteCli *cli, const char *const *needed, GError **error)
{
  for (guint i = 0; i < 2 && needed[i] != NULL; i++)
    {
      if (!is_blank (resite_cli_get (cli, needed[i])))
        continue;
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("--%s is needed; it stands in the record"), needed[i]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
set_fact (ResiteMove *move, const char *name, const char *value, GError **error)
{
  g_autofree char *path = NULL;

  if (!g_utf8_validate (value, -1, NULL) && strcmp (name, "file") != 0)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("the text of %s is not UTF-8"),
                   name);
      return FALSE;
    }
  if (strcmp (name, "file") == 0)
    {
      path = g_canonicalize_filename (value, NULL);
      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
        {
          g_autofree char *shown = g_filename_display_name (value);

          g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND, _ ("%s: there is no such file"),
                       shown);
          return FALSE;
        }
      value = path;
    }
  resite_move_set (move, name, value);
  return TRUE;
}

static gboolean
set_field (ResiteMove *move, const char *assignment, GError **error)
{
  const char *sign = strchr (assignment, '=');
  g_autofree char *name = NULL;

  if (sign == NULL || sign == assignment)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("\"%s\" is not written as FIELD=VALUE"), assignment);
      return FALSE;
    }
  name = g_strdup_printf ("field.%.*s", (int)(sign - assignment), assignment);
  return set_fact (move, name, sign + 1, error);
}

static gboolean
set_options (ResiteCli *cli, ResiteMove *move, GError **error)
{
  static const struct
  {
    const char *option;
    const char *fact;
  } facts[] = {
    { "note", "note" },     { "reason", "reason" }, { "overrule", "overrule" },
    { "attach", "file" },   { "output", "output" }, { "released-by", "released-by" },
    { "action", "action" }, { "owner", "owner" },   { "until", "until" },
    { "name", "name" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    if (resite_cli_get (cli, facts[i].option) != NULL &&
        !set_fact (move, facts[i].fact, resite_cli_get (cli, facts[i].option), error))
      return FALSE;
  return TRUE;
}

static ResiteMove *
make_move (ResiteCli *cli, const Saying *saying, const char *const *arguments, GError **error)
{
  gboolean of_step = g_strcmp0 (saying->places[0], "step") == 0;
  g_autoptr (ResiteMove) move =
      resite_move_new (saying->kind, resite_cli_get_by (cli), of_step ? arguments[1] : NULL);
  guint next = of_step ? 2 : 1;

  for (guint i = of_step ? 1 : 0; i < G_N_ELEMENTS (saying->places) && saying->places[i] != NULL;
       i++)
    if (!set_fact (move, saying->places[i], arguments[next++], error))
      return NULL;
  for (; saying->kind == RESITE_MOVE_FILL && arguments[next] != NULL; next++)
    if (!set_field (move, arguments[next], error))
      return NULL;
  if (!set_options (cli, move, error))
    return NULL;
  return g_steal_pointer (&move);
}

/* "answer ID C3.address 10.4.1.20" fills a field of a form; any other question is a question. */
static void
turn_answer_into_form (ResiteRun *run, ResiteMove **move)
{
  const char *question = resite_move_get (*move, "question");
  const char *dot = strrchr (question, '.');
  g_autofree char *step = dot != NULL ? g_strndup (question, dot - question) : NULL;
  g_autofree char *field = NULL;
  ResiteMove *form;

  if (step == NULL || dot[1] == '\0' || resite_run_find_step (run, step) == NULL)
    return;
  field = g_strconcat ("field.", dot + 1, NULL);
  form = resite_move_new (RESITE_MOVE_FILL, resite_move_get_by (*move), step);
  resite_move_set (form, field, resite_move_get (*move, "choice"));
  resite_move_unref (*move);
  *move = form;
}

static ResiteCliStatus
say (ResiteCli *cli, ResiteRun *run, ResiteMove *move, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (ResiteCliTrail) trail = resite_cli_trail_new (cli, run, report);
  const char *name = resite_move_get_step (move);
  ResiteStepRun *step;
  gboolean good = resite_cli_perform (cli, run, move, report, error);

  resite_cli_trail_total (trail);
  if (!good)
    return RESITE_CLI_BY_ERROR;
  step = name != NULL ? resite_run_find_step (run, name) : NULL;
  if (step != NULL && resite_step_run_get_status (step) == RESITE_STEP_FAILED &&
      resite_move_get_kind (move) != RESITE_MOVE_JUDGE)
    return RESITE_CLI_FAILED;
  return RESITE_CLI_GOOD;
}

static ResiteCliStatus
run_saying (ResiteCli *cli, const char *const *arguments, GError **error)
{
  const Saying *saying = find_saying (resite_cli_get_verb (cli));
  g_autoptr (ResiteMove) move = NULL;
  g_autoptr (ResiteRun) run = NULL;
  ResiteCliStatus status;

  if (!check_needed (cli, saying->needed, error))
    return RESITE_CLI_REFUSED;
  move = make_move (cli, saying, arguments, error);
  if (move == NULL)
    return RESITE_CLI_REFUSED;
  run = resite_cli_open_run (cli, arguments[0], RESITE_RUN_ACT, NULL, error);
  if (run == NULL)
    return RESITE_CLI_REFUSED;
  if (saying->kind == RESITE_MOVE_ANSWER)
    turn_answer_into_form (run, &move);
  status = say (cli, run, move, error);
  if (!resite_cli_close_run (cli, run, *error == NULL ? error : NULL) && status == RESITE_CLI_GOOD)
    status = RESITE_CLI_FAILED;
  return status;
}

static ResiteCliStatus
run_take_over (ResiteCli *cli, const char *const *arguments, GError **error)
{
  static const char *const needed[] = { "by", "reason" };
  g_autoptr (ResiteRun) run = NULL;

  if (!check_needed (cli, needed, error))
    return RESITE_CLI_REFUSED;
  run = resite_cli_open_run (cli, arguments[0], RESITE_RUN_TAKE_OVER, NULL, error);
  if (run == NULL)
    return RESITE_CLI_REFUSED;
  if (!resite_cli_is_json (cli))
    g_print (_ ("Run %s is taken over by %s.\n"), resite_run_get_id (run), resite_cli_get_by (cli));
  else
    {
      JsonBuilder *builder = resite_cli_report_begin ("run");

      resite_cli_report_add_text (builder, "id", resite_run_get_id (run));
      resite_cli_report_add_text (builder, "by", resite_cli_get_by (cli));
      resite_cli_report_end (builder);
    }
  return resite_cli_close_run (cli, run, error) ? RESITE_CLI_GOOD : RESITE_CLI_FAILED;
}

#define BY                                                                                         \
  {                                                                                                \
    "by", RESITE_CLI_TEXT, N_ ("NAME"), N_ ("Who says it")                                         \
  }
#define REASON                                                                                     \
  {                                                                                                \
    "reason", RESITE_CLI_TEXT, N_ ("TEXT"), N_ ("Why; it stands in the record and on paper")       \
  }
#define NOTE                                                                                       \
  {                                                                                                \
    "note", RESITE_CLI_TEXT, N_ ("TEXT"), N_ ("What to remember of it")                            \
  }
#define OVERRULE                                                                                   \
  {                                                                                                \
    "overrule", RESITE_CLI_TEXT, N_ ("REASON"), N_ ("Why it goes on though it came to a STOP")     \
  }

static const ResiteCliOption done_options[] = {
  BY,
  NOTE,
  { "attach", RESITE_CLI_PATH, N_ ("FILE"), N_ ("A photo or file as evidence") },
  { "output", RESITE_CLI_TEXT, N_ ("TEXT"), N_ ("What the other program printed") },
  { "action", RESITE_CLI_TEXT, N_ ("ACTION"),
    N_ ("Only this action; the rest of the step goes on") },
  OVERRULE,
  { NULL },
};
static const ResiteCliOption past_options[] = { BY, REASON, NOTE, OVERRULE, { NULL } };
static const ResiteCliOption reason_options[] = { BY, REASON, NOTE, { NULL } };
static const ResiteCliOption judge_options[] = {
  BY,
  NOTE,
  { "overrule", RESITE_CLI_TEXT, N_ ("REASON"), N_ ("Why it is good though the evidence is not") },
  { NULL },
};
static const ResiteCliOption sign_options[] = {
  BY,
  NOTE,
  { "released-by", RESITE_CLI_TEXT, N_ ("NAME"), N_ ("Who gave the word, where somebody must") },
  { "overrule", RESITE_CLI_TEXT, N_ ("REASON"),
    N_ ("Why it is signed though a check is not good") },
  { NULL },
};
static const ResiteCliOption fill_options[] = {
  BY,
  { "action", RESITE_CLI_TEXT, N_ ("ACTION"), N_ ("Which form, where the step has several") },
  { "overrule", RESITE_CLI_TEXT, N_ ("REASON"),
    N_ ("Why it goes on though one package was not proved before all") },
  { NULL },
};
static const ResiteCliOption attach_options[] = {
  BY,
  NOTE,
  { "name", RESITE_CLI_TEXT, N_ ("NAME"), N_ ("What it is called in the record") },
  { NULL },
};
static const ResiteCliOption open_point_options[] = {
  BY,
  { "owner", RESITE_CLI_TEXT, N_ ("NAME"), N_ ("Who sees to it") },
  { "until", RESITE_CLI_TEXT, N_ ("DATE"), N_ ("By when") },
  { NULL },
};
static const ResiteCliOption by_options[] = { BY, { NULL } };

const ResiteCliVerb resite_cli_say_verbs[] = {
  { "done", "ID STEP", 2, 2, N_ ("Sign a step off that was done by hand"),
    N_ ("STEP is C6 or C6@primary.2. --by is needed. With --attach or --output the record says how "
        "it is known."),
    done_options, run_saying },
  { "skip", "ID STEP", 2, 2, N_ ("Leave a step out, with a reason"),
    N_ ("--by and --reason are needed. Pauses and verdicts cannot be skipped."), past_options,
    run_saying },
  { "judge", "ID STEP good|bad", 3, 3, N_ ("Judge a step that stays shut until then"),
    N_ ("--by is needed. Good against bad or missing evidence needs --overrule."), judge_options,
    run_saying },
  { "sign", "ID PAUSE", 2, 2, N_ ("Sign a pause, G1 to G6"),
    N_ ("--by is needed; where somebody else gives the word, --released-by as well."), sign_options,
    run_saying },
  { "answer", "ID QUESTION CHOICE", 3, 3, N_ ("Answer a question of a job, or a form's field"),
    N_ ("QUESTION is what status shows, or STEP.FIELD of a form."), by_options, run_saying },
  { "fill", "ID STEP [FIELD=VALUE...]", 2, 60,
    N_ ("Fill in a form; fields left out get their default"), NULL, fill_options, run_saying },
  { "note", "ID STEP TEXT", 3, 3, N_ ("Write a note to a step"), NULL, by_options, run_saying },
  { "attach", "ID STEP FILE", 3, 3, N_ ("Keep a file with a step as evidence"), NULL,
    attach_options, run_saying },
  { "back", "ID STEP", 2, 2, N_ ("Set a step back: a new attempt begins"), NULL, past_options,
    run_saying },
  { "correct", "ID KEY VALUE", 3, 3, N_ ("Correct a value of the plan of this run"),
    N_ ("KEY is as in site.gateway. --by and --reason are needed."), reason_options, run_saying },
  { "open-point", "ID TEXT", 2, 2, N_ ("Name something that stays open, with its owner"),
    N_ ("--owner is needed."), open_point_options, run_saying },
  { "blank", "ID SEQUENCE NAME", 3, 3, N_ ("Blank one text of one event"),
    N_ ("For what should never have been written down. Its digest stays. --by and --reason are "
        "needed."),
    reason_options, run_saying },
  { "take-over", "ID", 1, 1, N_ ("Go on with a run that another program had open"),
    N_ ("--by and --reason are needed."), reason_options, run_take_over },
  { "way-back", "ID", 1, 1, N_ ("Turn round: from here on only B1 to B4"),
    N_ ("--by and --reason are needed. Not possible once C6 has begun."), reason_options,
    run_saying },
  { "abort", "ID", 1, 1, N_ ("Give the run up for good"), N_ ("--reason is needed."),
    reason_options, run_saying },
  { "finish", "ID", 1, 1, N_ ("Close a run in which everything is done"), NULL, by_options,
    run_saying },
  { NULL },
};
