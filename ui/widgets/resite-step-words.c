/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-step-words"

#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-step-words.h"

typedef struct
{
  const char *key;
  const char *glyph;
  const char *word;
  const char *style;
} Word;

static const Word outcomes[] = {
  { "running", "▸", N_ ("running"), "resite-verdict-none" },
  { "interrupted", "?", N_ ("cut off"), "resite-verdict-warning" },
  { "ok", "✓", N_ ("done"), "resite-verdict-good" },
  { "warning", "!", N_ ("done, with a warning"), "resite-verdict-warning" },
  { "failed", "✗", N_ ("failed"), "resite-verdict-bad" },
  { "stopped", "!", N_ ("stopped"), "resite-verdict-warning" },
  { "unknown", "?", N_ ("cannot be seen from here"), "resite-verdict-warning" },
  { "told", "✓", N_ ("done by hand"), "resite-verdict-good" },
};

static const Word roles[] = {
  { "old", NULL, N_ ("OLD SERVER"), NULL },  { "new", NULL, N_ ("NEW SERVER"), NULL },
  { "source", NULL, N_ ("OTHER DP"), NULL }, { "primary", NULL, N_ ("PRIMARY"), NULL },
  { "central", NULL, N_ ("CENTRAL"), NULL }, { "ad", NULL, N_ ("ACTIVE DIRECTORY"), NULL },
  { "desk", NULL, N_ ("THIS DESK"), NULL },
};

static const Word hows[] = {
  { "V", NULL, N_ ("V: seen by Resite"), NULL },
  { "L", NULL, N_ ("L: from a log line"), NULL },
  { "O", NULL, N_ ("O: from what a program printed"), NULL },
  { "F", NULL, N_ ("F: from a file or photo"), NULL },
  { "H", NULL, N_ ("H: told by hand"), NULL },
};

static const Word kinds[] = {
  { "form", NULL, N_ ("Write down"), NULL },
  { "instruction", NULL, N_ ("Do this"), NULL },
  { "check", NULL, N_ ("Check"), NULL },
  { "copy", NULL, N_ ("Copy"), NULL },
  { "command", NULL, N_ ("Run these commands"), NULL },
  { "directory", NULL, N_ ("In the directory"), NULL },
  { "watch", NULL, N_ ("Watch the log"), NULL },
  { "bulk", NULL, N_ ("One by one"), NULL },
  { "wait", NULL, N_ ("Wait"), NULL },
};

static const Word *
find_word (const Word *words, guint n_words, const char *key)
{
  for (guint i = 0; i < n_words; i++)
    if (g_strcmp0 (words[i].key, key) == 0)
      return &words[i];
  return NULL;
}

static const Word *
find_outcome (const ResiteActionState *state)
{
  return find_word (outcomes, G_N_ELEMENTS (outcomes), state != NULL ? state->outcome : NULL);
}

static ResiteVariables *
get_variables (ResiteRun *run, ResiteStepRun *step)
{
  ResitePlan *plan = resite_run_get_plan (run);
  ResiteVariables *variables = resite_plan_to_variables (plan);
  const char *target = step != NULL ? resite_step_run_get_target (step) : "";
  g_autoptr (ResiteVariables) parent = NULL;

  if (*target == '\0')
    return variables;
  parent = variables;
  return resite_plan_to_machine_variables (plan, parent, target);
}

gboolean
resite_step_words_holds (ResiteRun *run, ResiteStepRun *step, const char *condition)
{
  g_autoptr (ResiteVariables) variables = NULL;
  gboolean holds = TRUE;

  if (condition == NULL)
    return TRUE;
  variables = get_variables (run, step);
  return resite_variables_test (variables, condition, &holds, NULL) ? holds : TRUE;
}

char *
resite_step_words_machine (ResiteRun *run, ResiteStepRun *step, const char *machine)
{
  const char *of_step = resite_step_run_get_machine (step);
  const char *wanted = machine != NULL ? machine : of_step;
  gsize length = strlen (wanted);
  g_autofree char *name = NULL;
  g_autofree char *role = NULL;
  const Word *word;

  /* In a step for each primary, "primary" is the one it stands at. */
  if (strncmp (of_step, wanted, length) == 0 && of_step[length] == '.')
    wanted = of_step;
  name = resite_run_get_name_now (run, wanted);
  role = g_strndup (wanted, strcspn (wanted, "."));
  word = find_word (roles, G_N_ELEMENTS (roles), role);
  return g_strstrip (
      g_strdup_printf ("%s %s", word != NULL ? _ (word->word) : role, name != NULL ? name : ""));
}

const char *
resite_step_words_outcome_glyph (const ResiteActionState *state)
{
  const Word *word = find_outcome (state);

  return word != NULL ? word->glyph : "·";
}

const char *
resite_step_words_outcome_word (const ResiteActionState *state)
{
  const Word *word = find_outcome (state);

  return word != NULL ? _ (word->word) : _ ("to do");
}

const char *
resite_step_words_outcome_style (const ResiteActionState *state)
{
  const Word *word = find_outcome (state);

  return word != NULL ? word->style : "resite-verdict-none";
}

gboolean
resite_step_words_knows (const ResiteActionState *state)
{
  const Word *word = find_outcome (state);

  return word != NULL && (g_str_equal (word->key, "ok") || g_str_equal (word->key, "warning") ||
                          g_str_equal (word->key, "failed") || g_str_equal (word->key, "told"));
}

const char *
resite_step_words_how (const char *letter)
{
  const Word *word = find_word (hows, G_N_ELEMENTS (hows), letter);

  return word != NULL ? _ (word->word) : "";
}

char *
resite_step_words_action_title (ResiteRun *run, ResiteStepRun *step, ResiteAction *action)
{
  const char *title = resite_action_get_title (action);
  const Word *word;

  if (title != NULL)
    return resite_run_expand (run, step, title);
  word = find_word (kinds, G_N_ELEMENTS (kinds),
                    resite_action_kind_to_string (resite_action_get_kind (action)));
  return g_strdup (word != NULL ? _ (word->word) : "");
}

char *
resite_step_words_whom_to_call (ResiteRun *run)
{
  ResitePlan *plan = resite_run_get_plan (run);
  const char *name = resite_plan_get (plan, "people.central-admin");
  const char *phone = resite_plan_get (plan, "people.central-admin-phone");

  if (name == NULL || *name == '\0')
    return NULL;
  if (phone == NULL || *phone == '\0')
    /* TRANSLATORS: %s is a person's name. */
    return g_strdup_printf (_ ("Call %s."), name);
  /* TRANSLATORS: a person's name and phone number. */
  return g_strdup_printf (_ ("Call %s, phone %s."), name, phone);
}

const char *
resite_step_words_find_stop (ResiteStepRun *step)
{
  const ResiteStepState *state = resite_step_run_get_state (step);
  const char *stop = resite_step_run_get_stop (step);

  if (stop != NULL)
    return stop;
  if (state != NULL && !resite_step_status_is_closed (state->status) &&
      g_strcmp0 (state->verdict, "bad") == 0 &&
      resite_step_is_verdict (resite_step_run_get_step (step)))
    return _ ("This was judged bad.");
  return NULL;
}

/* More than the lines to be typed by hand tell. */
static const struct
{
  const char *verb;
  const char *text;
} verbs[] = {
  { "services-disable",
    N_ ("It writes down how each service starts, stops them, disables them, and "
        "looks whether they stay down.") },
  { "services-restore",
    N_ ("It gives each service the start type that was written down, and starts "
        "them.") },
  { "rename", N_ ("It looks which box this is, writes down its addresses, makes sure that nobody "
                  "answers under the new name or address, renames, restarts, and waits until the "
                  "box is back under the new name.") },
  { "reboot", N_ ("It restarts the machine and waits until it has been down and is up again.") },
  { "unshare", N_ ("It removes the share and renames its folder.") },
  { "delete-site", N_ ("It runs the lines of the plan one by one on that server, and keeps what "
                       "they print.") },
};

static const char *
find_verb_text (const char *verb)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_strcmp0 (verbs[i].verb, verb) == 0)
      return _ (verbs[i].text);
  return "";
}

char *
resite_step_words_automatic (ResiteRun *run, ResiteStepRun *step, ResiteAction *action)
{
  const char *on = resite_action_get (action, "on");
  g_autofree char *machine = NULL;

  if (resite_action_get_kind (action) != RESITE_ACTION_COMMAND)
    return NULL;
  machine = resite_step_words_machine (run, step, on);
  /* TRANSLATORS: the machine ("OLD SERVER BR01SMS"), then sentences of what is done there. */
  return g_strdup_printf (_ ("Resite does this by itself on: %s. %s The lines are what you would "
                             "type by hand."),
                          machine, find_verb_text (resite_action_get (action, "verb")));
}
