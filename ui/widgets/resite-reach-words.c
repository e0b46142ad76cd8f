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

  return says (run, machine, "reach", "winrm") || says (run, machine, "reach", "rpc");
}

gboolean
resite_reach_words_is_local (ResiteRun *run, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_RUN (run), FALSE);

  return says (run, machine, "reach", "local");
}

gboolean
resite_reach_words_is_by_hand (ResiteRun *run, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_RUN (run), FALSE);

  return !resite_reach_words_is_remote (run, machine) &&
         !resite_reach_words_is_local (run, machine);
}

const char *
resite_reach_words_find_warning (ResiteRun *run, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_RUN (run), NULL);

  if (!says (run, machine, "reach", "winrm"))
    return (says (run, machine, "reach", "smb") || says (run, machine, "reach", "rpc")) &&
                   says (run, machine, "smb1", "yes")
               ? _ ("⚠ SMB 1 is allowed: who sits on the line can read what is copied, and change "
                    "it.")
               : NULL;
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

/* (nullable): where it is by the plan, when it was not seen yet. */
static const char *
find_host (ResiteRun *run, const char *section)
{
  const ResiteMachineFacts *facts = resite_run_get_machine_facts (run, section);
  const char *given =
      plan_get (run, section, says (run, section, "reach", "rpc") ? "rpc-host" : "winrm-host");

  if (facts != NULL && facts->address != NULL)
    return facts->address;
  if (given != NULL)
    return given;
  if (g_str_equal (section, "old"))
    return resite_plan_get (resite_run_get_plan (run), "site.address");
  return plan_get (run, section, g_str_equal (section, "new") ? "address-before" : "server-name");
}

char *
resite_reach_words_format_way (ResiteRun *run, const char *machine)
{
  g_autofree char *section = resite_reach_words_dup_section (run, machine);
  gboolean plain = says (run, machine, "winrm-plain", "yes");
  const char *host, *port, *user;

  g_return_val_if_fail (RESITE_IS_RUN (run), NULL);
  if (!resite_reach_words_is_remote (run, machine))
    return g_strdup (says (run, machine, "reach", "local") ? _ ("its files, from this desk")
                     : says (run, machine, "reach", "smb") ? _ ("its files, over SMB")
                                                           : _ ("by hand"));
  host = find_host (run, section);
  if (says (run, machine, "reach", "rpc"))
    {
      user = plan_get (run, section, "smb-user");
      /* TRANSLATORS: two lines: a name or an address; an account. */
      return g_strdup_printf (_ ("RPC over SMB\n%s\nas %s"), host != NULL ? host : "?",
                              user != NULL ? user : _ ("whoever signs in here"));
    }
  port = plan_get (run, section, "winrm-port");
  user = plan_get (run, section, "winrm-user");
  /* TRANSLATORS: three lines: HTTPS or HTTP; a name or an address, a number; an account. */
  return g_strdup_printf (_ ("%s\n%s:%s\nas %s"), plain ? "HTTP" : "HTTPS",
                          host != NULL ? host : "?",
                          port != NULL ? port
                          : plain      ? "5985"
                                       : "5986",
                          user != NULL ? user : _ ("whoever signs in here"));
}

const ResiteDeskOpinion *
resite_reach_words_find_opinion (ResiteRun *run, const char *machine)
{
  const ResiteMachineFacts *facts;
  g_autofree char *name = NULL;

  g_return_val_if_fail (RESITE_IS_RUN (run), NULL);

  facts = machine != NULL ? resite_run_get_machine_facts (run, machine) : NULL;
  if (facts == NULL || facts->desk == NULL)
    return NULL;
  name = resite_run_get_name_now (run, machine);
  return g_strcmp0 (facts->desk->expected, name) == 0 ? facts->desk : NULL;
}

char *
resite_reach_words_sum_up_opinion (ResiteRun *run, const char *machine)
{
  const ResiteDeskOpinion *opinion = resite_reach_words_find_opinion (run, machine);

  if (opinion == NULL)
    return NULL;
  if (opinion->verdict == RESITE_DESK_OTHER)
    /* TRANSLATORS: %s is the name of a computer. */
    return g_strdup_printf (_ ("✗ %s answers there"), opinion->computer);
  if (resite_reach_words_is_remote (run, machine))
    return NULL;
  if (opinion->verdict == RESITE_DESK_SAME)
    return g_strdup (_ ("✓ seen from this desk"));
  return g_strdup (_ ("– not seen from this desk"));
}
