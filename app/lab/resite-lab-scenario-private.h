/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-scenario.h"

G_BEGIN_DECLS

struct _ResiteLabScenario
{
  gint references;
  char *id;
  char *title, *story, *lesson; /* as the file has them */
  ResiteLabLevel level;
  guint packages;
  guint64 bytes;
  gboolean has_site;
  GPtrArray *faults;
};

ResiteLabScenario *resite_lab_scenario_new (const char *id);
/* @at (nullable), the others copied. */
ResiteLabScenarioFault *resite_lab_scenario_add_fault (ResiteLabScenario *self, const char *name,
                                                       const char *value, const char *at);
/* (transfer full) (element-type ResiteLabScenario): one or many of them. @name is what is complained
 * about. */
GPtrArray *resite_lab_scenario_parse (GBytes *text, const char *name, GError **error);

/* Has the procedure a step @at ("C6", "C6@primary.1"; of no more machines than the rehearsal has)? */
gboolean resite_lab_scenario_is_step (const char *at);

G_END_DECLS
