/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-finding"

#include "config.h"

#include "resite-finding.h"

ResiteFinding *
resite_finding_new (const char *state, char *seen, char *advice)
{
  ResiteFinding *self = g_new0 (ResiteFinding, 1);

  self->state = state;
  self->seen = seen;
  self->advice = advice;
  return self;
}

void
resite_finding_free (ResiteFinding *self)
{
  if (self == NULL)
    return;
  g_free (self->seen);
  g_free (self->advice);
  g_free (self);
}

char *
resite_finding_describe (const ResiteFinding *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->advice != NULL ? g_strconcat (self->seen, " ", self->advice, NULL)
                              : g_strdup (self->seen);
}
