/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-desk"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-desk-private.h"

ResiteDeskSight *
resite_desk_sight_new (const char *source, ResiteSureness sure)
{
  ResiteDeskSight *self = g_new0 (ResiteDeskSight, 1);

  self->source = source;
  self->sure = sure;
  return self;
}

void
resite_desk_sight_free (ResiteDeskSight *self)
{
  if (self == NULL)
    return;
  g_free (self->computer);
  g_free (self->domain);
  g_free (self->dns_name);
  g_free (self->mac);
  g_free (self->system);
  g_free (self->text);
  g_free (self);
}

const char *
resite_sureness_get_word (ResiteSureness sure)
{
  switch (sure)
    {
    case RESITE_SURE_CERTAIN:
      return _ ("certain");
    case RESITE_SURE_LIKELY:
      return _ ("likely");
    case RESITE_SURE_HINT:
    default:
      return _ ("a hint only");
    }
}

/* "BR01SMS" of "br01sms.corp.example". */
static char *
shorten (const char *name)
{
  g_autofree char *first = g_strndup (name, strcspn (name, "."));

  return g_utf8_strup (first, -1);
}

static gboolean
is_same (const ResiteDeskSight *sight, const char *expected)
{
  g_autofree char *wanted = shorten (expected);
  g_autofree char *seen = shorten (sight->computer);

  if (strchr (expected, '.') != NULL && sight->dns_name != NULL &&
      strchr (sight->dns_name, '.') != NULL)
    return g_ascii_strcasecmp (sight->dns_name, expected) == 0;
  return g_str_equal (wanted, seen);
}

ResiteDeskVerdict
resite_desk_judge (GPtrArray *sights, const char *expected, const ResiteDeskSight **sight)
{
  const ResiteDeskSight *best = NULL;

  for (guint i = 0; i < sights->len; i++)
    {
      const ResiteDeskSight *one = sights->pdata[i];

      if (one->computer != NULL && one->sure > RESITE_SURE_HINT &&
          (best == NULL || one->sure > best->sure))
        best = one;
    }
  if (sight != NULL)
    *sight = best;
  if (best == NULL)
    return RESITE_DESK_NOBODY;
  return is_same (best, expected) ? RESITE_DESK_SAME : RESITE_DESK_OTHER;
}

char *
resite_desk_describe (GPtrArray *sights)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < sights->len; i++)
    {
      const ResiteDeskSight *sight = sights->pdata[i];

      /* TRANSLATORS: what was seen, then how sure it is. */
      g_string_append_printf (text, _ ("%s (%s)"), sight->text,
                              resite_sureness_get_word (sight->sure));
      if (i + 1 < sights->len)
        g_string_append (text, "; ");
    }
  return g_string_free (text, text->len == 0);
}
