/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-reach-words"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-reach-words.h"

static const char *
plan_get (ResiteRun *run, const char *group, const char *key)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", group, key);
  const char *value = resite_plan_get (resite_run_get_plan (run), name);

  return value != NULL && *value != '\0' ? value : NULL;
}

char *
resite_reach_words_dup_section (ResiteRun *run, const char *machine)
{
  const char *other;

  g_return_val_if_fail (RESITE_IS_RUN (run), NULL);
  if (machine == NULL)
    return NULL;
  other = plan_get (run, machine, "same-as");
  return g_strdup (other != NULL ? other : machine);
}

static gboolean
says (ResiteRun *run, const char *machine, const char *key, const char *value)
{
  g_autofree char *section = resite_reach_words_dup_section (run, machine);

  return section != NULL && g_strcmp0 (plan_get (run, section, key), value) == 0;
}

gboolean
resite_reach_words_is_remote (ResiteRun *run, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_RUN (run), FALSE);

  return says (run, machine, "reach", "winrm");
}

const char *
resite_reach_words_find_warning (ResiteRun *run, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_RUN (run), NULL);

  if (!resite_reach_words_is_remote (run, machine))
    return NULL;
  if (says (run, machine, "winrm-plain", "yes"))
    return _ ("⚠ Plain HTTP: anyone on this network can read the password and the data.");
  if (says (run, machine, "winrm-old-tls", "yes"))
    return _ ("⚠ Old TLS: its encryption is weak, and who listens may break it.");
  return NULL;
}

const char *
resite_reach_words_find_mismatch (ResiteRun *run, const char *machine)
{
  const ResiteMachineFacts *facts;

  g_return_val_if_fail (RESITE_IS_RUN (run), NULL);

  facts = machine != NULL ? resite_run_get_machine_facts (run, machine) : NULL;
  return facts != NULL ? facts->mismatch : NULL;
}
