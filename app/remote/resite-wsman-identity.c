/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman"

#include "config.h"

#include <string.h>

#include "resite-wsman-private.h"

#define ENVELOPE_OLD 153600
#define ENVELOPE_NEW 512000
#define FEW          2
#define MANY         8

/* The word behind @label in "OS: 5.2.3790 SP: 2.0 Stack: 1.1"; (nullable). */
static char *
find_part (const char *version, const char *label)
{
  const char *at = strstr (version, label);

  if (at == NULL)
    return NULL;
  at += strlen (label);
  at += strspn (at, " ");
  return g_strndup (at, strcspn (at, " \t\r\n"));
}

static void
read_version (ResiteWsmanIdentity *self)
{
  g_autofree char *stack = NULL;

  if (self->version == NULL)
    return;
  self->os = find_part (self->version, "OS:");
  self->service_pack = find_part (self->version, "SP:");
  stack = find_part (self->version, "Stack:");
  if (stack != NULL)
    self->stack = g_ascii_strtod (stack, NULL);
}

ResiteWsmanIdentity *
resite_wsman_identity_new (ResiteWsmanReply *reply, gint64 time_difference)
{
  ResiteWsmanIdentity *self = g_new0 (ResiteWsmanIdentity, 1);
  g_autofree char *protocol = NULL;

  self->time_difference = time_difference;
  if (reply != NULL && resite_wsman_reply_get_fault (reply) == NULL)
    resite_wsman_reply_read_identify (reply, &protocol, &self->vendor, &self->version, NULL);
  read_version (self);
  self->can_create = self->stack >= 3.0;
  self->concurrency = self->stack >= 2.0 ? MANY : FEW;
  self->envelope = self->stack >= 3.0 ? ENVELOPE_NEW : ENVELOPE_OLD;
  return self;
}

void
resite_wsman_identity_free (ResiteWsmanIdentity *self)
{
  g_free (self->vendor);
  g_free (self->version);
  g_free (self->os);
  g_free (self->service_pack);
  g_free (self);
}
