/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-sms-package.h"

G_BEGIN_DECLS

/* What the provider of the primary or central site says about one site and its place in the
 * hierarchy, as values of a plan that a person looks at before any is taken. Only questions. */

typedef struct
{
  char *key; /* of the plan: "site.name", "primary.2.server-name" */
  char *value;
  char *where;        /* translated: where it was found, or how it was chosen */
  gboolean is_choice; /* several would do: a suggestion */
} ResiteSurveyFinding;

typedef struct
{
  char *asked;         /* code of the site whose provider was asked */
  GPtrArray *sites;    /* ResiteSmsSite, all that it knows */
  GPtrArray *points;   /* ResiteSmsPoint, all */
  GPtrArray *similar;  /* ResiteSmsSimilar to the site's own point, best first; empty: none there */
  GPtrArray *findings; /* ResiteSurveyFinding, in the order of the plan; empty without a site */
  GPtrArray *remarks;  /* char *, translated: what could not be found, and what to do */
} ResiteSiteSurvey;

void resite_site_survey_free (ResiteSiteSurvey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteSiteSurvey, resite_site_survey_free)

/* @machine: of the provider, see resite_sms_open_provider(). @code (nullable): of the secondary site
 * that moves; NULL: only sites and points are listed, to choose from. Waits; for workers.
 * RESITE_ERROR_NOT_FOUND: it knows no such site, and says which there are. */
ResiteSiteSurvey *resite_site_survey_run (ResiteCim *cim, const char *space, const char *code,
                                          GCancellable *cancellable, GError **error);
/* The same from the main thread, from finding the provider on. */
void resite_site_survey_run_async (ResiteMachine *machine, const char *code,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
ResiteSiteSurvey *resite_site_survey_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
