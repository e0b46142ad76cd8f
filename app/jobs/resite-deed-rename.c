/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed-rename"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-deed-reboot.h"
#include "resite-deed-rename.h"
#include "resite-error.h"
#include "resite-presence.h"

/* What Windows takes for a name; longer ones are cut by NetBIOS, which is another name then. */
#define NAME_LENGTH 15

static gboolean
check_name (const char *name, GError **error)
{
  if (strlen (name) <= NAME_LENGTH && strpbrk (name, "/\\[]:;|=,+*?<>\" .") == NULL)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               /* TRANSLATORS: a computer name. */
               _ ("“%s” cannot be a computer's name: it has %u characters at most, and none of "
                  "/ \\ [ ] : ; | = , + * ? < > \" and blanks. Nothing was done."),
               name, NAME_LENGTH);
  return FALSE;
}

static gboolean
check_rename (ResiteDeed *deed, GError **error)
{
  if (!resite_deed_need_values (deed, error, "name", "network", "uuid.self", NULL) ||
      !check_name (resite_deed_get_value (deed, "name"), error))
    return FALSE;
  if (resite_deed_is_value (deed, "network", "dhcp"))
    return TRUE;
  if (resite_deed_is_value (deed, "network", "static"))
    return resite_deed_need_values (deed, error, "address", "mask", NULL);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("The value “network” must be dhcp or static, so nothing was done."));
  return FALSE;
}

static void
add_address (GPtrArray *addresses, const char *address)
{
  if (address == NULL || *address == '\0')
    return;
  for (guint i = 0; i < addresses->len; i++)
    if (g_strcmp0 (g_ptr_array_index (addresses, i), address) == 0)
      return;
  g_ptr_array_add (addresses, g_strdup (address));
}

static void
add_registered (ResiteDeed *deed, GPtrArray *addresses, const char *name)
{
  g_auto (GStrv) servers = resite_deed_dup_list (deed, "name-servers");
  g_auto (GStrv) found = NULL;

  found =
      resite_name_query_addresses (name, servers[0] != NULL ? (const char *const *)servers : NULL,
                                   resite_deed_get_cancellable (deed), NULL);
  for (guint i = 0; found != NULL && found[i] != NULL; i++)
    add_address (addresses, found[i]);
}

static void
add_names (ResiteDeed *deed, GPtrArray *addresses, const char *name)
{
  g_autofree char *domain = resite_deed_dup_note (deed, "identity", "domain");
  g_autofree char *full = NULL;

  if (name == NULL)
    return;
  add_registered (deed, addresses, name);
  if (domain == NULL || *domain == '\0')
    return;
  full = g_strconcat (name, ".", domain, NULL);
  add_registered (deed, addresses, full);
}

/* Where it may be by now: nobody is taken for it who does not have its hardware id. */
static void
list_addresses (ResiteDeed *deed, GPtrArray *addresses)
{
  g_autofree char *before = resite_deed_dup_note (deed, "written-down", "address");

  add_address (addresses, resite_deed_get_value (deed, "address"));
  add_address (addresses, resite_deed_get_value (deed, "address-after"));
  add_address (addresses, resite_deed_get_value (deed, "address-before"));
  if (before != NULL && strchr (before, ',') == NULL)
    add_address (addresses, before);
  if (!resite_deed_is_value (deed, "network", "dhcp"))
    return;
  add_names (deed, addresses, resite_deed_get_value (deed, "name"));
  add_names (deed, addresses, resite_deed_get_value (deed, "name.self"));
}

/* What was there before is written down once: later it is not there any more. */
static ResiteSight
look_written_down (ResiteDeed *deed, const char *stage, GError **error)
{
  g_autofree char *mac = resite_deed_dup_note (deed, stage, "mac");

  return resite_deed_get_past (deed, stage) == RESITE_DEED_ENDED && mac != NULL ? RESITE_SIGHT_DONE
                                                                                : RESITE_SIGHT_OPEN;
}

static ResiteSight
look_renamed (ResiteDeed *deed, const char *stage, GError **error)
{
  const char *name = resite_deed_get_value (deed, "name");
  g_autofree char *active = NULL;
  g_autofree char *pending = NULL;

  if (!resite_deed_read_names (deed, &active, &pending, error))
    return RESITE_SIGHT_ERROR;
  if (g_ascii_strcasecmp (pending, name) != 0)
    return RESITE_SIGHT_OPEN;
  resite_deed_say (deed, g_ascii_strcasecmp (active, name) == 0
                             ? g_strdup_printf (_ ("It is called %s already."), name)
                             : g_strdup_printf (_ ("It will be %s after its restart."), name));
  return RESITE_SIGHT_DONE;
}

/* Looked at once more at the very moment: the row in between was written to a disk. */
static gboolean
act_rename (ResiteDeed *deed, const char *stage, GError **error)
{
  const char *name = resite_deed_get_value (deed, "name");

  if (!resite_deed_check_free (deed, stage, error) ||
      !resite_deed_give_name (deed, stage, name, error))
    return FALSE;
  resite_deed_say (deed, g_strdup_printf (_ ("It will be %s after its restart."), name));
  return TRUE;
}

static ResiteSight
look_network (ResiteDeed *deed, const char *stage, GError **error)
{
  gboolean set;

  if (!resite_deed_is_network_set (deed, &set, NULL, error))
    return RESITE_SIGHT_ERROR;
  return set ? RESITE_SIGHT_DONE : RESITE_SIGHT_OPEN;
}

static gboolean
act_network (ResiteDeed *deed, const char *stage, GError **error)
{
  if (!resite_deed_check_free (deed, "rename", error) || !resite_deed_set_network (deed, error))
    return FALSE;
  resite_deed_say (deed, g_strdup (resite_deed_is_value (deed, "network", "dhcp")
                                       ? _ ("Its address comes from DHCP now.")
                                       : _ ("It has its address and answers under it.")));
  return TRUE;
}

/* Done when it runs under its name: by our order, by a person's, or because it always did. */
static ResiteSight
look_reboot (ResiteDeed *deed, const char *stage, GError **error)
{
  const char *name = resite_deed_get_value (deed, "name");
  g_autofree char *noted = resite_deed_dup_note (deed, stage, "booted-at");
  g_autofree char *active = NULL;
  g_autofree char *pending = NULL;

  if (!resite_deed_read_names (deed, &active, &pending, error))
    return RESITE_SIGHT_ERROR;
  if (g_ascii_strcasecmp (active, name) != 0)
    return RESITE_SIGHT_OPEN;
  if (noted != NULL)
    return resite_deed_look_rebooted (deed, stage, error);
  resite_deed_say (deed, g_strdup (_ ("It runs under its name already.")));
  return RESITE_SIGHT_DONE;
}

/* The name is taken by the restart, not by the order to rename: this is the last moment to look. */
static gboolean
act_reboot (ResiteDeed *deed, const char *stage, GError **error)
{
  return resite_deed_check_free (deed, "rename", error) && resite_deed_restart (deed, error);
}

static gboolean
is_back (ResiteDeed *deed, char **why, GError **error)
{
  const char *name = resite_deed_get_value (deed, "name");
  g_autofree char *active = NULL;
  g_autofree char *pending = NULL;
  gboolean set;

  if (!resite_deed_has_rebooted (deed, why, error) ||
      !resite_deed_read_names (deed, &active, &pending, error))
    return FALSE;
  if (g_ascii_strcasecmp (active, name) != 0)
    {
      g_set_error (
          error, RESITE_ERROR, RESITE_ERROR_FAILED,
          /* TRANSLATORS: two computer names. */
          _ ("It restarted, but it is called %s and not %s. Did the domain refuse the name? "
             "Look at its console, then try again."),
          active, name);
      return FALSE;
    }
  return resite_deed_is_network_set (deed, &set, why, error) && set;
}

static gboolean
act_back (ResiteDeed *deed, const char *stage, GError **error)
{
  if (!resite_deed_await (deed, is_back, error))
    return FALSE;
  resite_deed_say (
      deed, g_strdup_printf (_ ("It restarted and is %s now; its network card is set as asked."),
                             resite_deed_get_value (deed, "name")));
  return TRUE;
}

static const ResiteDeedStage stage_written_down = { look_written_down, NULL,
                                                    resite_deed_write_network_down };
static const ResiteDeedStage stage_free = { NULL, NULL, resite_deed_check_free };
static const ResiteDeedStage stage_rename = { look_renamed, NULL, act_rename };
static const ResiteDeedStage stage_network = { look_network, NULL, act_network };
static const ResiteDeedStage stage_reboot = { look_reboot, resite_deed_note_boot, act_reboot };
static const ResiteDeedStage stage_back = { NULL, NULL, act_back };

static void
plan_rename (ResiteDeed *deed)
{
  resite_deed_add_stage (deed, "identity", &resite_deed_stage_identity);
  resite_deed_add_stage (deed, "written-down", &stage_written_down);
  resite_deed_add_stage (deed, "free", &stage_free);
  resite_deed_add_stage (deed, "rename", &stage_rename);
  resite_deed_add_stage (deed, "free-again", &stage_free);
  resite_deed_add_stage (deed, "network", &stage_network);
  resite_deed_add_stage (deed, "reboot", &stage_reboot);
  resite_deed_add_stage (deed, "back", &stage_back);
}

const ResiteDeedKind resite_deed_rename = { "rename",
                                            N_ ("Give it its name and address, and restart it"),
                                            check_rename, plan_rename, list_addresses };
