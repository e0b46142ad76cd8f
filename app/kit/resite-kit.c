/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit"

#include "config.h"

#include <errno.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-kit-text.h"
#include "resite-kit.h"

#define READ_ME         "READ-ME.txt"
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

static gboolean
write_file (ResiteFolder *folder, const char *name, const char *bytes, gsize length, GError **error)
{
  g_autofree char *temporary = g_strconcat (name, ".resite-new", NULL);
  ResiteFile *file = resite_folder_open_write (folder, temporary, FALSE, 0, error);
  gboolean good;

  if (file == NULL)
    return FALSE;
  good = resite_folder_write (folder, file, bytes, length, 0, error) &&
         resite_folder_sync (folder, file, error);
  if (!resite_folder_close (folder, file, good ? error : NULL))
    good = FALSE;
  if (good && resite_folder_replace (folder, temporary, name, error))
    return TRUE;
  resite_folder_remove (folder, temporary, NULL);
  g_prefix_error (error, "%s: ", name);
  return FALSE;
}

/* Letters that no console of the field shows would make the script act on another name. */
static gboolean
write_script (ResiteFolder *folder, const ResiteKitScript *script, char **problem, GError **error)
{
  g_autofree char *text = resite_kit_script_format (script);
  gsize length;
  gboolean whole;
  g_autofree char *bytes = resite_kit_encode_for (script->name, text, &length, &whole);

  if (whole)
    return write_file (folder, script->name, bytes, length, error);
  *problem = g_strdup (_ ("A name in it has letters that a batch file cannot hold."));
  return TRUE;
}

static void
append_line (GString *text, const ResiteKitScript *script, const char *problem)
{
  if (problem != NULL)
    g_string_append_printf (text, "%-28s %s\n    %s %s\n", script->name, script->title,
                            _ ("Not written:"), problem);
  else
    g_string_append_printf (text, "%-28s %s\n    %s %s (%s)\n", script->name, script->title,
                            _ ("Run it at:"), script->server, script->machine);
}

static GString *
begin_read_me (GPtrArray *scripts)
{
  const ResiteKitScript *first = scripts->len > 0 ? scripts->pdata[0] : NULL;
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Field kit of Resite, run %s\n\n"),
                          first != NULL ? first->run : "");
  g_string_append (
      text, _ ("Every script asks whether it runs on the right machine, may be run twice, and "
               "adds what it found to the folder results beside it. Run each when its step is "
               "at hand, in this order; a .vbs file is run with: cscript //nologo FILE. Bring "
               "the folder back and let Resite read it.\n\n"));
  g_string_append (
      text, _ ("Names of the way back (B1 to B4) are those of the moment at which this was "
               "written: when it is taken, write the kit once more. A script that stands here as "
               "not written was removed if it was there before.\n\n"));
  return text;
}

gboolean
resite_kit_write (GPtrArray *scripts, const char *folder, guint *written, GError **error)
{
  g_return_val_if_fail (scripts != NULL && folder != NULL && written != NULL, FALSE);

  g_autofree char *results = g_build_filename (folder, "results", NULL);
  g_autoptr (GString) read_me = begin_read_me (scripts);
  g_autoptr (ResiteFolder) target = NULL;

  *written = 0;
  if (g_mkdir_with_parents (results, 0777) != 0)
    {
      resite_error_set_from_errno (error, errno, _ ("The folder %s cannot be made"), results);
      return FALSE;
    }
  target = resite_folder_local_new (folder, error);
  for (guint i = 0; target != NULL && i < scripts->len; i++)
    {
      const ResiteKitScript *script = scripts->pdata[i];
      g_autofree char *problem = g_strdup (script->missing);
      if (problem == NULL && !write_script (target, script, &problem, error))
        return FALSE;
      *written += problem == NULL;
      if (problem != NULL)
        resite_folder_remove (target, script->name, NULL);
      append_line (read_me, script, problem);
    }
  if (target == NULL)
    return FALSE;
  /* By this mark the editors of Windows know letters beyond ASCII. */
  if (!g_str_is_ascii (read_me->str))
    g_string_prepend (read_me, BYTE_ORDER_MARK);
  g_autofree char *text = resite_kit_to_crlf (g_steal_pointer (&read_me));
  return write_file (target, READ_ME, text, strlen (text), error) &&
         resite_folder_sync_folder (target, "", error);
}
