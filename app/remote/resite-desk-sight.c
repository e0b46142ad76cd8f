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

/* What NetBIOS keeps of a longer name. */
#define NETBIOS_LETTERS 15

static gboolean
is_short_name (const char *seen, const char *wanted)
{
  g_autofree char *kept = g_utf8_strlen (wanted, -1) > NETBIOS_LETTERS
                              ? g_utf8_substring (wanted, 0, NETBIOS_LETTERS)
                              : NULL;

  return g_str_equal (seen, wanted) || (kept != NULL && g_str_equal (seen, kept));
}

static gboolean
is_full_name (const char *name)
{
  return name != NULL && strchr (name, '.') != NULL;
}

static gboolean
is_same (const ResiteDeskSight *sight, const char *expected)
{
  g_autofree char *wanted = shorten (expected);
  g_autofree char *seen = shorten (sight->computer);
  g_autofree char *host = sight->dns_name != NULL ? shorten (sight->dns_name) : NULL;

  if (is_full_name (expected) && is_full_name (sight->dns_name))
    return g_ascii_strcasecmp (sight->dns_name, expected) == 0;
  if (!is_short_name (seen, wanted))
    return FALSE;
  /* Of two long names that begin alike the whole one tells which it is. */
  return g_str_equal (seen, wanted) || host == NULL || is_short_name (host, seen) ||
         g_str_equal (host, wanted);
}

/* Does it say a name, and is that worth anything? */
static gboolean
counts (const ResiteDeskSight *sight)
{
  return sight->computer != NULL && sight->sure > RESITE_SURE_HINT;
}

static ResiteSureness
find_surest (GPtrArray *sights)
{
  ResiteSureness surest = RESITE_SURE_HINT;

  for (guint i = 0; i < sights->len; i++)
    if (counts (sights->pdata[i]))
      surest = MAX (surest, ((const ResiteDeskSight *)sights->pdata[i])->sure);
  return surest;
}

ResiteDeskVerdict
resite_desk_judge (GPtrArray *sights, const char *expected, const ResiteDeskSight **sight)
{
  const ResiteSureness surest = find_surest (sights);
  const ResiteDeskSight *same = NULL;
  const ResiteDeskSight *other = NULL;

  for (guint i = 0; i < sights->len && other == NULL; i++)
    {
      const ResiteDeskSight *one = sights->pdata[i];

      if (!counts (one) || one->sure != surest)
        continue;
      if (!is_same (one, expected))
        other = one;
      else if (same == NULL)
        same = one;
    }
  if (sight != NULL)
    *sight = other != NULL ? other : same;
  if (other != NULL)
    return RESITE_DESK_OTHER;
  return same != NULL ? RESITE_DESK_SAME : RESITE_DESK_NOBODY;
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
