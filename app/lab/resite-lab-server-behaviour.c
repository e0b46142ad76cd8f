/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-server"

#include "config.h"

#include "resite-lab-server-behaviour.h"

/* Those marked (times) take how often, or any word for ever.
 *
 * stack                "1.1", "2.0" (as it is without), "3.0": the version that Identify tells; below
 *                      3.0 instances of WMI are neither created nor deleted, 1.1 lists no shells
 * delay                milliseconds before every answer
 * slow-pull            milliseconds before every answer to Pull
 * shell-limit          shells for one user, 5
 * idle-timeout         milliseconds after which an unused shell ends, whatever it asked for
 * enumeration-timeout  milliseconds after which a list that nobody pulls is dropped, 60000
 * envelope-limit       bytes of a request, 153600; a larger one is answered with 413
 * oem                  programs write the code page 850 whatever the shell asked for
 * split-character      a character of several bytes is split over two answers
 * no-exit-code         Done comes without one
 * quota                (times) QuotaLimit
 * timed-out            (times) the request is carried out and answered with TimedOut
 * encoding-limit       (times) Enumerate and Pull end with EncodingLimit
 * empty-items          (times) an answer to Pull without items and without the end
 * shell-gone           (times) the shell is ended before the request reaches it
 * unauthorized-first   (times) 401 although the password is right
 * unavailable          (times) EndpointUnavailable, with 503
 * internal-error       (times) InternalError
 * empty-500            (times) 500 with nothing in it
 * html                 (times) 200 with a proxy's page
 * cut-reply            (times) half of the answer, then a reset
 * lying-length         (times) a Content-Length that is too large, then the end
 */
static const char *const names[] = {
  "stack",
  "delay",
  "slow-pull",
  "shell-limit",
  "idle-timeout",
  "empty-items",
  "envelope-limit",
  "oem",
  "no-exit-code",
  "quota",
  "timed-out",
  "encoding-limit",
  "shell-gone",
  "unavailable",
  "unauthorized-first",
  "internal-error",
  "split-character",
  "empty-500",
  "html",
  "cut-reply",
  "lying-length",
  "enumeration-timeout",
  NULL,
};

struct _ResiteLabBehaviours
{
  GHashTable *values;
};

ResiteLabBehaviours *
resite_lab_behaviours_new (void)
{
  ResiteLabBehaviours *self = g_new0 (ResiteLabBehaviours, 1);

  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
resite_lab_behaviours_free (ResiteLabBehaviours *self)
{
  g_hash_table_unref (self->values);
  g_free (self);
}

gboolean
resite_lab_behaviours_set (ResiteLabBehaviours *self, const char *name, const char *value)
{
  if (!g_strv_contains (names, name))
    return FALSE;
  if (value != NULL)
    g_hash_table_insert (self->values, g_strdup (name), g_strdup (value));
  else
    g_hash_table_remove (self->values, name);
  return TRUE;
}

const char *
resite_lab_behaviours_get (ResiteLabBehaviours *self, const char *name)
{
  g_assert (g_strv_contains (names, name));

  return g_hash_table_lookup (self->values, name);
}

gboolean
resite_lab_behaviours_has (ResiteLabBehaviours *self, const char *name)
{
  return resite_lab_behaviours_get (self, name) != NULL;
}

guint
resite_lab_behaviours_get_number (ResiteLabBehaviours *self, const char *name, guint fallback)
{
  const char *value = resite_lab_behaviours_get (self, name);
  guint64 number;

  return value != NULL && g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT, &number, NULL)
             ? (guint)number
             : fallback;
}

gboolean
resite_lab_behaviours_take (ResiteLabBehaviours *self, const char *name)
{
  const char *value = resite_lab_behaviours_get (self, name);
  g_autofree char *left = NULL;
  guint64 times;

  if (value == NULL)
    return FALSE;
  if (!g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT, &times, NULL))
    return TRUE;
  if (times > 1)
    left = g_strdup_printf ("%u", (guint)times - 1);
  resite_lab_behaviours_set (self, name, left);
  return times > 0;
}
