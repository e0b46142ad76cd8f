/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-ldap.h"
#include "resite-lab-web.h"
#include "resite-lab.h"

G_BEGIN_DECLS

struct _ResiteLab
{
  GObject parent_instance;

  char *folder;
  char *plan_path;
  char *tool_path;
  char *calls_path;
  GPtrArray *packages;
  ResiteLabReach reach;
  ResiteLabScenario *tale; /* (nullable): what is told of the scenario, without its faults */
  ResiteClock *clock;      /* (nullable): the one that it was given */
  ResiteLabWorld *world;
  ResiteLabServer *server; /* NULL: does not serve */
  ResiteLabLdap *ldap;     /* so too */
  ResiteLabWeb *web;       /* so too */
  char *password;
};

G_END_DECLS
