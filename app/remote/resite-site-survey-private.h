/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-site-survey.h"

G_BEGIN_DECLS

/* A survey that is under way. */
typedef struct
{
  ResiteCim *cim;
  const char *space;
  const char *code;
  GCancellable *cancellable;
  ResiteSiteSurvey *survey;
} ResiteSurveyWork;

/* Adds a value; NULL and "" are none. Takes @where. */
void _resite_survey_find (ResiteSurveyWork *self, const char *key, const char *value, char *where,
                          gboolean is_choice);
/* Takes @text. */
void _resite_survey_remark (ResiteSurveyWork *self, char *text);

/* resite-site-survey-packages.c: drives, the point to take after, packages to begin with. */
gboolean _resite_survey_packages (ResiteSurveyWork *self, GError **error);
gboolean _resite_survey_drives (ResiteSurveyWork *self, GError **error);

G_END_DECLS
