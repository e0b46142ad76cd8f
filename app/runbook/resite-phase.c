/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-phase"

#include "config.h"

#include "resite-phase-private.h"

struct _ResitePhase
{
  char *id;
  char *title;
  char *intro;
  gboolean way_back;
  GPtrArray *steps;
};

ResitePhase *
resite_phase_new (const char *id, char *title, char *intro, gboolean way_back, GPtrArray *steps)
{
  ResitePhase *phase = g_new0 (ResitePhase, 1);

  phase->id = g_strdup (id);
  phase->title = title;
  phase->intro = intro;
  phase->way_back = way_back;
  phase->steps = steps;
  return phase;
}

void
resite_phase_free (ResitePhase *phase)
{
  g_free (phase->id);
  g_free (phase->title);
  g_free (phase->intro);
  g_ptr_array_unref (phase->steps);
  g_free (phase);
}

const char *
resite_phase_get_id (ResitePhase *phase)
{
  g_return_val_if_fail (phase != NULL, NULL);

  return phase->id;
}

const char *
resite_phase_get_title (ResitePhase *phase)
{
  g_return_val_if_fail (phase != NULL, NULL);

  return phase->title;
}

const char *
resite_phase_get_intro (ResitePhase *phase)
{
  g_return_val_if_fail (phase != NULL, NULL);

  return phase->intro;
}

gboolean
resite_phase_is_way_back (ResitePhase *phase)
{
  g_return_val_if_fail (phase != NULL, FALSE);

  return phase->way_back;
}

GPtrArray *
resite_phase_get_steps (ResitePhase *phase)
{
  g_return_val_if_fail (phase != NULL, NULL);

  return phase->steps;
}
