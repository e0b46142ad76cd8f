/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-mp-log"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-log-encoding.h"
#include "resite-log-line.h"
#include "resite-mp-log.h"

#define NO_CODE        G_MAXUINT64
#define RESTART_NEEDED 3010

/* What is known of an attempt so far. */
typedef struct
{
  guint64 code;  /* NO_CODE: none yet */
  char *bad;     /* (nullable): the first line that decides against it */
  char *started; /* (nullable): the first line of the attempt */
  char *step;    /* (nullable): of the installer, which failed */
  char *newest;  /* (nullable): the line that counts, where just one does */
  char *when;    /* (nullable): its time, as it is written */
  gboolean leftover;
  guint errors;
  guint lines;
} Attempt;

typedef void (*Reader) (Attempt *attempt, const ResiteLogLine *line, const char *text,
                        const char *folded);

static void
attempt_clear (Attempt *self)
{
  g_clear_pointer (&self->bad, g_free);
  g_clear_pointer (&self->started, g_free);
  g_clear_pointer (&self->step, g_free);
  g_clear_pointer (&self->newest, g_free);
  g_clear_pointer (&self->when, g_free);
  *self = (Attempt){ .code = NO_CODE };
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Attempt, attempt_clear)

static void
read_line (Attempt *attempt, Reader reader, const char *text, gsize length)
{
  ResiteLogLine line;
  g_autofree char *message = NULL;
  g_autofree char *folded = NULL;

  resite_log_line_parse (&line, text, length);
  message = resite_log_part_dup (&line.text);
  if (*message == '\0')
    return;
  folded = g_ascii_strdown (message, -1);
  reader (attempt, &line, message, folded);
  attempt->lines++;
}

static void
read_lines (Attempt *attempt, Reader reader, const char *bytes, gsize length)
{
  const ResiteLogEncoding encoding = resite_log_encoding_find (bytes, length);
  gsize at = 0;

  attempt->code = NO_CODE;
  while (at < length)
    {
      gsize size = resite_log_encoding_find_end (encoding, bytes + at, length - at);
      g_autofree char *text = NULL;

      if (size == 0)
        size = length - at;
      text = resite_log_encoding_decode (encoding, bytes + at, size);
      read_line (attempt, reader, text, strlen (text));
      at += size;
    }
}

/* The number behind @words; NO_CODE when there is none. */
static guint64
find_number (const char *folded, const char *words)
{
  const char *place = strstr (folded, words);
  char *end = NULL;
  guint64 number;

  if (place == NULL)
    return NO_CODE;
  place += strlen (words);
  while (g_ascii_isspace (*place) || *place == ':')
    place++;
  number = g_ascii_strtoull (place, &end, 10);
  return end != place ? number : NO_CODE;
}

static gboolean
is_good (guint64 code)
{
  return code == 0 || code == RESTART_NEEDED;
}

static void
read_setup (Attempt *self, const ResiteLogLine *line, const char *text, const char *folded)
{
  const guint64 code = find_number (folded, "exited with return code");

  if (strstr (folded, "setup started") != NULL)
    {
      attempt_clear (self);
      self->started = resite_log_part_dup (&line->time);
    }
  if (code != NO_CODE)
    self->code = code;
  if (strstr (folded, "virtual directory") != NULL && strstr (folded, "unable") != NULL)
    self->leftover = TRUE;
  if (self->bad == NULL &&
      (strstr (folded, "fatal msi error") != NULL || strstr (folded, "@@err:") != NULL ||
       strstr (folded, "could not be installed") != NULL || (code != NO_CODE && !is_good (code))))
    self->bad = g_strdup (text);
}

static void
read_installer (Attempt *self, const ResiteLogLine *line, const char *text, const char *folded)
{
  const guint64 code = find_number (folded, "mainenginethread is returning");

  if (strstr (folded, "logging started") != NULL)
    attempt_clear (self);
  if (code != NO_CODE)
    self->code = code;
  if (strstr (folded, "checkifiisobjectexists") != NULL && strstr (folded, "false") != NULL)
    self->leftover = TRUE;
  if (self->step == NULL && g_str_has_prefix (folded, "action ended") &&
      find_number (folded, "return value") == 3)
    self->step = g_strdup (text);
}

static void
read_control (Attempt *self, const ResiteLogLine *line, const char *text, const char *folded)
{
  const guint64 code = find_number (folded, "status code");

  if (code == NO_CODE)
    return;
  self->code = code;
  g_free (self->newest);
  self->newest = g_strdup (text);
  g_free (self->when);
  self->when = resite_log_part_dup (&line->time);
}

static void
read_service (Attempt *self, const ResiteLogLine *line, const char *text, const char *folded)
{
  if (line->type != 3)
    return;
  self->errors++;
  g_free (self->newest);
  self->newest = g_strdup (text);
  g_free (self->when);
  self->when = resite_log_part_dup (&line->time);
}

static const char *
find_advice (const Attempt *self)
{
  if (self->code == 1618)
    return _ ("Another installation runs on that machine (1618): wait for its end; setup tries "
              "again by itself within the hour. On a domain controller read KB 886213.");
  if (self->code == 1619 || self->code == 1620)
    return _ ("The installation package could not be opened: is it whole, in bin\\i386 of SMS, and "
              "may the system account read it?");
  if (self->leftover)
    return _ ("IIS did not let its virtual directories be made or has those of an earlier "
              "management point: take SMS_MP, CCM_Incoming, CCM_Outgoing and CCM_System off the "
              "Default Web Site, and look at the accounts IUSR_ and IWAM_ (C5).");
  return _ (
      "Read mpMSI.log upwards from its end to the first \"return value 3\": what stands above "
      "it is the cause.");
}

static ResiteFinding *
judge_bad (const Attempt *self, const char *line)
{
  return resite_finding_new ("failed", g_strdup_printf (_ ("The newest attempt failed: %s"), line),
                             g_strdup (find_advice (self)));
}

ResiteFinding *
resite_mp_log_judge_setup (const char *bytes, gsize length)
{
  g_auto (Attempt) attempt = { .code = NO_CODE };

  read_lines (&attempt, read_setup, bytes, length);
  if (attempt.bad != NULL)
    return judge_bad (&attempt, attempt.bad);
  if (attempt.code == RESTART_NEEDED)
    return resite_finding_new (
        "ok", g_strdup (_ ("The management point is installed (3010): restart the server once.")),
        NULL);
  if (attempt.code == 0)
    return resite_finding_new ("ok",
                               g_strdup (_ ("The management point is installed (return code "
                                            "0).")),
                               NULL);
  if (attempt.started != NULL)
    return resite_finding_new (
        "unknown",
        g_strdup_printf (_ ("Setup began (%s) and has not said how it ended."), attempt.started),
        g_strdup (
            _ ("It runs for some minutes: look again. When it stays so, look at mpMSI.log.")));
  return resite_finding_new (
      "unknown", g_strdup (_ ("Nothing in it says that setup of the management point began.")),
      g_strdup (_ ("Is the role set in the console (C14)? sitecomp.log tells when it begins.")));
}

ResiteFinding *
resite_mp_log_judge_installer (const char *bytes, gsize length)
{
  g_auto (Attempt) attempt = { .code = NO_CODE };
  g_autofree char *line = NULL;

  read_lines (&attempt, read_installer, bytes, length);
  if (attempt.code == NO_CODE)
    return resite_finding_new ("unknown",
                               g_strdup (_ ("Windows Installer has not come to an end in it.")),
                               g_strdup (_ ("Look again in some minutes.")));
  if (is_good (attempt.code))
    return resite_finding_new (
        "ok", g_strdup_printf (_ ("Windows Installer ended well (%u)."), (guint)attempt.code),
        NULL);
  line = attempt.step != NULL
             ? g_strdup_printf (_ ("Windows Installer returned %u after: %s"), (guint)attempt.code,
                                attempt.step)
             : g_strdup_printf (_ ("Windows Installer returned %u."), (guint)attempt.code);
  return judge_bad (&attempt, line);
}

static const char *
find_control_advice (guint64 status)
{
  switch (status)
    {
    case 401:
    case 403:
      return _ ("Look at anonymous access and at the restrictions of SMS_MP in IIS Manager.");
    case 404:
      return _ ("SMS_MP is missing, or its extension is not allowed under Web Service Extensions.");
    case 500:
      return _ ("It does not reach the database of the site above: look into MP_*.log.");
    case 503:
      return _ ("Start \"SMS Management Point Pool\" in IIS Manager.");
    default:
      return _ ("Look at W3SVC, at the Default Web Site and at port 80.");
    }
}

ResiteFinding *
resite_mp_log_judge_control (const char *bytes, gsize length)
{
  g_auto (Attempt) attempt = { .code = NO_CODE };

  read_lines (&attempt, read_control, bytes, length);
  if (attempt.code == NO_CODE)
    return resite_finding_new (
        "unknown", g_strdup (_ ("SMS has not looked at the management point yet.")),
        g_strdup (_ ("It looks about every 5 minutes, once the role is installed: look again.")));
  if (attempt.code == 200)
    return resite_finding_new (
        "ok",
        g_strdup_printf (_ ("SMS's own newest look was good: status code 200 (%s)."), attempt.when),
        NULL);
  return resite_finding_new (
      "failed",
      g_strdup_printf (_ ("SMS's own newest look failed (%s): %s"), attempt.when, attempt.newest),
      g_strdup (find_control_advice (attempt.code)));
}

ResiteFinding *
resite_mp_log_judge_service (const char *bytes, gsize length)
{
  g_auto (Attempt) attempt = { .code = NO_CODE };

  read_lines (&attempt, read_service, bytes, length);
  if (attempt.errors == 0)
    return resite_finding_new (
        "ok",
        g_strdup_printf (ngettext ("%u line, and none is marked as an error.",
                                   "%u lines, and none is marked as an error.", attempt.lines),
                         attempt.lines),
        NULL);
  return resite_finding_new (
      "warning",
      g_strdup_printf (ngettext ("%u line is marked as an error: %s",
                                 "%u lines are marked as errors; the newest: %s", attempt.errors),
                       attempt.errors, attempt.newest),
      g_strdup (_ ("Does it speak of the database of the site above? Then look at the line and the "
                   "rights to it.")));
}
