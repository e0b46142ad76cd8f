/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-ldap.h"
#include "resite-lab-plan-name.h"
#include "resite-lab-server.h"
#include "resite-lab-web.h"
#include "resite-lab.h"

G_BEGIN_DECLS

typedef struct
{
  const char *folder; /* of the lab */
  const char *tool;   /* the program that stands in for the preload tool on this desk */
  GPtrArray *packages;
  ResiteLabReach reach;
  ResiteLabWorld *world;
  ResiteLabServer *server; /* for RESITE_LAB_WINRM only */
  ResiteLabLdap *ldap;     /* so too */
  ResiteLabWeb *web;       /* so too */
  const char *user;        /* so too */
} ResiteLabPlanFacts;

/* Writes the filled plan of the rehearsal at @path. Blocks. */
gboolean resite_lab_plan_write (const char *path, const ResiteLabPlanFacts *facts, GError **error);
G_END_DECLS
