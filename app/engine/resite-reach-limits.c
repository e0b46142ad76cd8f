/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-reach-limits"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-reach-limits.h"

static char *
dup_reach (ResitePlan *plan, const char *machine)
{
  g_autofree char *same_name = g_strconcat (machine, ".same-as", NULL);
  g_autofree char *same = g_strdup (resite_plan_get (plan, same_name));
  g_autofree char *name =
      g_strconcat (same != NULL && *same != '\0' ? same : machine, ".reach", NULL);

  return g_strdup (resite_plan_get (plan, name));
}

static const char *
describe_rpc (const char *machine)
{
  if (g_str_equal (machine, "old"))
    return _ ("By RPC Resite disables and stops the services, gives a member of a domain its new "
              "name, restarts it, and looks at services, registry and shares. By hand: its "
              "address.");
  if (g_str_equal (machine, "new"))
    return _ ("By RPC Resite gives a member of a domain its name, restarts it, takes the share "
              "away, and looks at services, registry and shares. By hand: its address, what is "
              "asked of IIS, setup, and the preload tool.");
  if (g_str_has_prefix (machine, "primary") || g_str_equal (machine, "central"))
    return _ ("By RPC Resite looks at services, registry and groups there. By hand: preinst, and "
              "what only the SMS provider knows or does.");
  return _ ("By RPC Resite looks at services, registry and shares there; its files go over SMB.");
}

char *
resite_reach_limits_describe_way (const char *machine, const char *reach)
{
  g_return_val_if_fail (machine != NULL, NULL);

  if (g_strcmp0 (reach, "rpc") == 0)
    return g_strdup (describe_rpc (machine));
  if (g_strcmp0 (reach, "winrm") == 0)
    return g_strdup (_ ("By WinRM Resite does there all that it can do."));
  if (g_strcmp0 (reach, "smb") == 0)
    return g_strdup (_ ("Over SMB Resite reads and writes its files. All else is by hand."));
  if (g_strcmp0 (reach, "local") == 0)
    return g_strdup (_ ("Resite reads and writes its files from this desk. All else is by hand."));
  return g_strdup (_ ("All is by hand: Resite prepares the lines and the scripts of the field kit, "
                      "and asks what came of them."));
}

char *
resite_reach_limits_describe (ResitePlan *plan, const char *machine)
{
  g_autofree char *reach = NULL;

  g_return_val_if_fail (RESITE_IS_PLAN (plan), NULL);
  g_return_val_if_fail (machine != NULL, NULL);

  reach = dup_reach (plan, machine);
  return resite_reach_limits_describe_way (machine, reach);
}
