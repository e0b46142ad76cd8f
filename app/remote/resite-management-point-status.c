/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-management-point"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-management-point.h"

typedef struct
{
  guint status;
  const char *advice;
} Cause;

/* What IIS 6 usually means by it under a management point. */
static const Cause causes[] = {
  { 400, N_ ("The server did not like the question: give its name as it is known there, without "
             "blanks.") },
  { 401, N_ ("The anonymous account of IIS may not read the files: look at the rights of "
             "IUSR_<computer> on SMS_CCM and bin, and at anonymous access of the virtual "
             "directory. On a domain controller read KB 886213.") },
  { 403, N_ ("IIS forbids it: look for a restriction to addresses or domains, and for \"require "
             "SSL\", on the Default Web Site and on SMS_MP.") },
  { 404, N_ ("The virtual directory SMS_MP is missing, the ISAPI extension is not allowed under "
             "Web Service Extensions, or URLScan filters the address. Read mpsetup.log, then look "
             "at Web Service Extensions.") },
  { 405, N_ ("The server does not let this be asked here: is SMS_MP mapped to its ISAPI "
             "extension?") },
  { 407, N_ ("A proxy answers instead of the server: it stands in between, whatever this desk's "
             "settings say.") },
  { 408, N_ ("The server waited for a question that it had been sent: something between cuts the "
             "line.") },
  { 500, N_ ("The management point does not reach the database of the site above, or its COM+ "
             "application (IWAM_<computer>) cannot start. Look into MP_*.log in SMS_CCM\\Logs and "
             "into the event log.") },
  { 502, N_ ("Something in between answers for the server and does not reach it.") },
  { 503, N_ ("The application pool is stopped: start \"SMS Management Point Pool\" in IIS Manager "
             "and look into the event log for what stopped it.") },
  { 504, N_ ("Something in between answers for the server and does not reach it.") },
};

static const char *
find_advice (guint status)
{
  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    if (causes[i].status == status)
      return _ (causes[i].advice);
  if (status >= 500)
    return _ ("The server failed at it: look into its event log.");
  return _ ("That is no answer of a management point: does another web server have that port?");
}

static ResiteFinding *
judge_redirect (const ResiteWebAnswer *answer)
{
  g_autofree char *status = resite_web_answer_describe (answer);
  const char *where = answer->location != NULL ? answer->location : "?";

  return resite_finding_new (
      "failed", g_strdup_printf (_ ("The server answers %s and sends on to %s."), status, where),
      g_strdup (_ ("Clients do not follow that: take the redirection off the Default Web Site, or "
                   "ask the server itself and not one before it.")));
}

ResiteFinding *
resite_management_point_judge_status (const ResiteWebAnswer *answer)
{
  g_autofree char *status = NULL;

  g_return_val_if_fail (answer != NULL, NULL);

  if (answer->status >= 200 && answer->status < 300)
    return NULL;
  if (answer->status >= 300 && answer->status < 400)
    return judge_redirect (answer);
  status = resite_web_answer_describe (answer);
  return resite_finding_new ("failed", g_strdup_printf (_ ("The server answers %s."), status),
                             g_strdup (find_advice (answer->status)));
}

ResiteFinding *
resite_management_point_judge_silence (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return resite_finding_new (
      g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND) ? "unknown" : "failed",
      g_strdup (error->message), NULL);
}
