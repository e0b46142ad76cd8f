/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-windows"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-clock.h"
#include "resite-error.h"
#include "resite-windows-private.h"

GPtrArray *
resite_windows_select (ResiteCim *cim, GCancellable *cancellable, GError **error,
                       const char *format, ...)
{
  g_autofree char *query = NULL;
  va_list arguments;

  va_start (arguments, format);
  query = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return resite_cim_list (cim, RESITE_WINDOWS_SPACE, query, cancellable, error);
}

ResiteCimObject *
resite_windows_select_one (ResiteCim *cim, const char *query, GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (GPtrArray) rows =
      resite_cim_list (cim, RESITE_WINDOWS_SPACE, query, cancellable, error);

  if (rows == NULL)
    return NULL;
  if (rows->len > 0)
    return resite_cim_object_ref (g_ptr_array_index (rows, 0));
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
               _ ("The machine answered without a row to \"%s\", and every Windows has one: "
                  "perhaps the account has no right to read it, or WMI is damaged there."),
               query);
  return NULL;
}

ResiteCimObject *
resite_windows_key (const char *name, const char *value)
{
  ResiteCimObject *keys = resite_cim_object_new (NULL);

  resite_cim_object_set_string (keys, name, value);
  return keys;
}

ResiteCimObject *
resite_windows_key_number (const char *name, gint64 value)
{
  ResiteCimObject *keys = resite_cim_object_new (NULL);

  resite_cim_object_set_int (keys, name, value);
  return keys;
}

/* Some programs print an unsigned return value as a signed one. */
static gint64
read_return_value (ResiteCimObject *out)
{
  ResiteCimValue *value = resite_cim_object_get (out, "ReturnValue");
  gint64 code;

  if (value == NULL || !resite_cim_value_get_int (value, &code))
    return -1;
  return code < 0 ? (gint64)(guint32)code : code;
}

gboolean
resite_windows_call (ResiteCim *cim, const char *class_name, ResiteCimObject *keys,
                     const char *method, ResiteCimObject *in, gint64 *code,
                     GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteCimObject) out =
      resite_cim_call (cim, RESITE_WINDOWS_SPACE, class_name, keys, method, in, cancellable, error);

  if (out == NULL)
    return FALSE;
  *code = read_return_value (out);
  return TRUE;
}

static const char *
find_meaning (const ResiteWindowsMeaning *meanings, gint64 code)
{
  for (guint i = 0; meanings != NULL && meanings[i].meaning != NULL; i++)
    if (meanings[i].code == code)
      return _ (meanings[i].meaning);
  return NULL;
}

void
resite_windows_set_error (GError **error, const char *what, gint64 code, gint64 denied,
                          const ResiteWindowsMeaning *meanings)
{
  const char *meaning = find_meaning (meanings, code);
  const ResiteError kind = code == denied ? RESITE_ERROR_NO_ACCESS : RESITE_ERROR_FAILED;
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, code);

  if (code == -1)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN,
                 _ ("%s: the machine answered without saying whether it worked. Look there."),
                 what);
  else if (kind == RESITE_ERROR_NO_ACCESS)
    g_set_error (error, RESITE_ERROR, kind,
                 _ ("%s: the machine answered %s: the account has no right to do it. Use an "
                    "administrator of that machine."),
                 what, number);
  else if (meaning != NULL)
    /* TRANSLATORS: what was tried, a number, what the number means. */
    g_set_error (error, RESITE_ERROR, kind, _ ("%s: the machine answered %s: %s."), what, number,
                 meaning);
  else
    g_set_error (error, RESITE_ERROR, kind,
                 _ ("%s: the machine answered %s, a number without a known meaning."), what,
                 number);
}

gboolean
resite_windows_may_be_done (const GError *error)
{
  return g_error_matches (error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN) ||
         g_error_matches (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT);
}

gboolean
resite_windows_wait (guint milliseconds, GCancellable *cancellable, GError **error)
{
  return resite_clock_desk_sleep (milliseconds / 1000.0, cancellable, error);
}

GStrv
resite_windows_dup_column (GPtrArray *rows, const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      const char *text = resite_cim_object_get_string (g_ptr_array_index (rows, i), name);

      if (text != NULL)
        g_strv_builder_add (builder, text);
    }
  return g_strv_builder_end (builder);
}

GStrv
resite_windows_dup_list (ResiteCimObject *row, const char *name)
{
  ResiteCimValue *value = resite_cim_object_get (row, name);

  return value != NULL ? resite_cim_value_dup_strings (value) : g_new0 (char *, 1);
}
