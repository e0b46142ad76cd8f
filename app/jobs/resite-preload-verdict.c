/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-preload-verdict"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-package-scan.h"
#include "resite-preload-verdict.h"
#include "resite-text.h"

#define OPENING   "forward package status for pkg"
#define PATH_SET  "successfully set the compressed package path on this site"
#define FORWARDED "successfully forwarded the information up the hierarchy"

#define MESSAGE_LENGTH 200

/* Lower case, no stars, single blanks: what the field's tools differ in. */
static char *
normalize (const char *line)
{
  GString *text = g_string_new (NULL);
  gboolean blank = FALSE;

  for (const char *at = line; *at != '\0'; at++)
    {
      if (g_ascii_isspace (*at) || *at == '*')
        {
          blank = text->len > 0;
          continue;
        }
      if (blank)
        g_string_append_c (text, ' ');
      blank = FALSE;
      g_string_append_c (text, g_ascii_tolower (*at));
    }
  return g_string_free (text, FALSE);
}

static gboolean
line_has (const char *line, const char *phrase)
{
  g_autofree char *normal = normalize (line);

  return strstr (normal, phrase) != NULL;
}

gboolean
resite_preload_line_is_opening (const char *line)
{
  return line_has (line, OPENING);
}

gboolean
resite_preload_line_is_path_set (const char *line)
{
  return line_has (line, PATH_SET);
}

gboolean
resite_preload_line_is_forwarded (const char *line)
{
  return line_has (line, FORWARDED);
}

char *
resite_preload_line_get_package (const char *line)
{
  g_autofree char *normal = normalize (line);
  g_auto (GStrv) words = g_strsplit_set (normal, " :,;'\"", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *id = words[i + 1];

      if (id != NULL && (g_str_equal (words[i], "pkg") || g_str_equal (words[i], "package")) &&
          resite_package_id_is_valid (id))
        return g_ascii_strup (id, -1);
    }
  return NULL;
}

/* "P01" of "... to site P01". Whose code this is, is not sure: shown, never compared. */
static char *
get_site (const char *line)
{
  g_autofree char *normal = normalize (line);
  const char *site = strstr (normal, " to site ");

  if (site == NULL)
    return NULL;
  site += strlen (" to site ");
  return g_ascii_strup (site, strcspn (site, " ."));
}

typedef struct
{
  const char *id;
  ResitePreloadVerdict verdict;
  gboolean foreign; /* the lines that follow speak of another package */
  char *other;      /* which */
  char *site;
  char *last_words; /* last line that is none of the tool's success lines */
} Reading;

static void
reading_clear (Reading *reading)
{
  g_free (reading->other);
  g_free (reading->site);
  g_free (reading->last_words);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static void
note_package (Reading *reading, const char *line)
{
  g_autofree char *package = resite_preload_line_get_package (line);

  if (package == NULL)
    return;
  reading->foreign = g_ascii_strcasecmp (package, reading->id) != 0;
  if (reading->foreign)
    {
      g_free (reading->other);
      reading->other = g_steal_pointer (&package);
    }
}

static void
read_line (Reading *reading, char *line)
{
  note_package (reading, line);
  if (resite_preload_line_is_opening (line))
    {
      g_free (reading->site);
      reading->site = get_site (line);
    }
  else if (resite_preload_line_is_forwarded (line))
    {
      if (!reading->foreign)
        reading->verdict = RESITE_PRELOAD_FORWARDED;
    }
  else if (resite_preload_line_is_path_set (line))
    {
      if (!reading->foreign)
        reading->verdict = RESITE_PRELOAD_HALF_DONE;
    }
  else if (*g_strstrip (line) != '\0')
    {
      g_free (reading->last_words);
      reading->last_words = g_strdup (line);
    }
}

static char *
describe_forwarded (const Reading *reading)
{
  if (reading->site == NULL)
    return g_strdup (_ ("The tool says that it forwarded the information."));
  /* TRANSLATORS: %s is a site code of three characters. */
  return g_strdup_printf (_ ("The tool says that it forwarded the information to site %s."),
                          reading->site);
}

static char *
describe_half_done (const char *words)
{
  if (words == NULL)
    return g_strdup (_ ("Only the path was set. Nothing was forwarded up the hierarchy."));
  /* TRANSLATORS: %s is what the tool printed. */
  return g_strdup_printf (
      _ ("Only the path was set, nothing was forwarded up the hierarchy. The tool said: %s"),
      words);
}

static char *
describe_failed (const Reading *reading, const char *words)
{
  if (words != NULL)
    /* TRANSLATORS: %s is what the tool printed. */
    return g_strdup_printf (_ ("No success line. The tool said: %s"), words);
  if (reading->other != NULL)
    /* TRANSLATORS: two package ids. */
    return g_strdup_printf (_ ("The tool answered for package %s, not for %s."), reading->other,
                            reading->id);
  return g_strdup (_ ("No success line. The tool printed nothing that helps."));
}

static char *
describe (const Reading *reading)
{
  g_autofree char *words = NULL;

  if (reading->last_words != NULL)
    words = resite_text_ellipsize (reading->last_words, MESSAGE_LENGTH);
  switch (reading->verdict)
    {
    case RESITE_PRELOAD_FORWARDED:
      return describe_forwarded (reading);
    case RESITE_PRELOAD_HALF_DONE:
      return describe_half_done (words);
    case RESITE_PRELOAD_FAILED:
    default:
      return describe_failed (reading, words);
    }
}

ResitePreloadVerdict
resite_preload_judge (const char *package_id, const char *output, char **message)
{
  g_auto (Reading) reading = { .id = package_id, .verdict = RESITE_PRELOAD_FAILED };
  g_auto (GStrv) lines = NULL;

  g_return_val_if_fail (package_id != NULL, RESITE_PRELOAD_FAILED);

  lines = g_strsplit_set (output != NULL ? output : "", "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    read_line (&reading, lines[i]);
  if (message != NULL)
    *message = describe (&reading);
  return reading.verdict;
}

const char *
resite_preload_verdict_to_state (ResitePreloadVerdict verdict)
{
  switch (verdict)
    {
    case RESITE_PRELOAD_FORWARDED:
      return "forwarded";
    case RESITE_PRELOAD_HALF_DONE:
      return "half-done";
    case RESITE_PRELOAD_FAILED:
    default:
      return "failed";
    }
}
