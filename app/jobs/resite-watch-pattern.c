/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-pattern"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-watch-pattern.h"

ResiteWatchPattern *
resite_watch_pattern_new (const char *pattern, const char *label, gboolean good, gboolean confirmed)
{
  ResiteWatchPattern *self;

  g_return_val_if_fail (pattern != NULL, NULL);

  self = g_new0 (ResiteWatchPattern, 1);
  self->pattern = g_strdup (pattern);
  self->label = g_strdup (label != NULL ? label : pattern);
  self->good = good;
  self->confirmed = confirmed;
  return self;
}

void
resite_watch_pattern_free (ResiteWatchPattern *pattern)
{
  if (pattern == NULL)
    return;
  g_free (pattern->pattern);
  g_free (pattern->label);
  g_free (pattern->log);
  g_free (pattern);
}

GPtrArray *
resite_watch_patterns_compile (GPtrArray *patterns, GError **error)
{
  g_autoptr (GPtrArray) expressions =
      g_ptr_array_new_with_free_func ((GDestroyNotify)g_regex_unref);

  for (guint i = 0; i < patterns->len; i++)
    {
      const ResiteWatchPattern *pattern = g_ptr_array_index (patterns, i);
      g_autoptr (GError) fault = NULL;
      GRegex *expression =
          g_regex_new (pattern->pattern, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, &fault);

      if (expression == NULL)
        {
          g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                       _ ("The pattern “%s” cannot be used: %s"), pattern->pattern, fault->message);
          return NULL;
        }
      g_ptr_array_add (expressions, expression);
    }
  return g_steal_pointer (&expressions);
}
