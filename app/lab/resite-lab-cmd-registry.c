/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include <string.h>

#include "resite-lab-cmd.h"

/* reg query. */

/* (nullable): what stands behind HKLM. */
static const char *
skip_root (const char *key)
{
  static const char *const roots[] = { "HKLM\\", "HKEY_LOCAL_MACHINE\\" };

  for (guint i = 0; key != NULL && i < G_N_ELEMENTS (roots); i++)
    {
      if (g_ascii_strncasecmp (key, roots[i], strlen (roots[i])) == 0)
        return key + strlen (roots[i]);
    }
  return NULL;
}

static void
say_value (ResiteLabCommand *command, const char *name, const char *value)
{
  const char *text = strchr (value, ':') + 1;

  if (*value == '4')
    resite_lab_command_say (command, "    %s\tREG_DWORD\t0x%x", name,
                            (guint)g_ascii_strtoull (text, NULL, 10));
  else
    resite_lab_command_say (command, "    %s\tREG_SZ\t%s", name, text);
}

static void
say_keys_below (ResiteLabCommand *command, const char *key)
{
  g_autofree char *start = g_strconcat (key, "\\", NULL);
  g_autoptr (GPtrArray) keys =
      resite_lab_store_list (command->machine.store, command->machine.role, "registry");

  for (guint i = 0; i < keys->len; i++)
    {
      const char *name = resite_lab_record_get_name (keys->pdata[i]);

      if (g_ascii_strncasecmp (name, start, strlen (start)) == 0 &&
          strchr (name + strlen (start), '\\') == NULL)
        resite_lab_command_say (command, "\r\nHKEY_LOCAL_MACHINE\\%s", name);
    }
}

/* reg add KEY /v NAME /t TYPE /d DATA /f */
static gint64
add_value (ResiteLabCommand *command, const char *key)
{
  const char *name = resite_lab_command_get_option (command, "v");
  const char *type = resite_lab_command_get_option (command, "t");
  const char *data = resite_lab_command_get_option (command, "d");
  const gboolean is_number = type != NULL && g_ascii_strcasecmp (type, "REG_DWORD") == 0;
  g_autofree char *text = NULL;

  if (key == NULL || name == NULL || !resite_lab_command_has (command, "f"))
    {
      resite_lab_command_complain (command, "\r\nError:  Invalid command-line parameters");
      return 1;
    }
  /* 0x10 is a number, too. */
  text = is_number
             ? g_strdup_printf ("%u", data != NULL ? (guint)g_ascii_strtoull (data, NULL, 0) : 0)
             : g_strdup (data != NULL ? data : "");
  resite_lab_registry_set (&command->machine, key, name, is_number ? 4 : 1, text);
  resite_lab_command_say (command, "\r\nThe operation completed successfully");
  return 0;
}

static gint64
run_reg (ResiteLabCommand *command)
{
  const char *verb = resite_lab_command_get_argument (command, 0);
  const char *key = skip_root (resite_lab_command_get_argument (command, 1));
  const char *wanted = resite_lab_command_get_option (command, "v");
  ResiteLabRecord *record =
      key != NULL
          ? resite_lab_store_find (command->machine.store, command->machine.role, "registry", key)
          : NULL;
  g_autoptr (GPtrArray) names = NULL;

  if (g_strcmp0 (verb, "add") == 0)
    return add_value (command, key);
  if (g_strcmp0 (verb, "query") != 0 || record == NULL ||
      (wanted != NULL && resite_lab_record_get (record, wanted) == NULL))
    {
      resite_lab_command_complain (command, "\r\nError:  The system was unable to find the "
                                            "specified registry key or value");
      return 1;
    }
  names = resite_lab_record_list_fields (record);
  resite_lab_command_say (command, "\r\n! REG.EXE VERSION 3.0\r\n\r\nHKEY_LOCAL_MACHINE\\%s",
                          resite_lab_record_get_name (record));
  for (guint i = 0; i < names->len; i++)
    {
      if (wanted == NULL || g_ascii_strcasecmp (wanted, names->pdata[i]) == 0)
        say_value (command, names->pdata[i], resite_lab_record_get (record, names->pdata[i]));
    }
  if (wanted == NULL)
    say_keys_below (command, key);
  return 0;
}

const ResiteLabCommandEntry resite_lab_commands_registry[] = {
  { "reg", FALSE, run_reg },
  { NULL },
};
