/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "resite-lab-scenario.h"
#include "resite-lab-server.h"
#include "resite-lab-world.h"

G_BEGIN_DECLS

/* The rehearsal site: a temporary folder with believable packages, a stand-in tool, logs that
 * grow, machines that answer WMI and a filled plan. The program meets it through the same files,
 * programs, servers and plan as a real site; nothing in the product asks whether it is rehearsing.
 * Everything here blocks for as long as its files take; main thread, but for the making of a silent
 * one. */
#define RESITE_TYPE_LAB (resite_lab_get_type ())
G_DECLARE_FINAL_TYPE (ResiteLab, resite_lab, RESITE, LAB, GObject)

/* How the plan says that the machines are reached. */
typedef enum
{
  RESITE_LAB_DEFAULT, /* RESITE_LAB_WINRM */
  RESITE_LAB_LOCAL,   /* new and source as folders of this desk, all others by hand */
  RESITE_LAB_WINRM,   /* all by WS-Management, files as folders: the lab's servers run */
  RESITE_LAB_BY_HAND  /* all by hand, with their files as folders */
} ResiteLabReach;

typedef struct
{
  guint packages; /* 0: 60 */
  guint64 bytes;  /* of all package files together, 0: about 60 MB */
  double pace;    /* how much shorter all lasts than in life, 0: 60; without a clock */
  /* (nullable) (transfer none): the run's own, so that machines and program live in one time. */
  ResiteClock *clock;
  guint32 seed;       /* the same packages for the same seed */
  const char *folder; /* must be empty or not there; NULL: a new one in the temporary folder */
  ResiteLabReach reach;
  /* Nothing listens, and no plan is there, until resite_lab_serve(): then the lab itself may be
   * made in a worker. */
  gboolean silent;
  /* (nullable) (transfer none): what goes wrong. Decided for good when the lab is made. */
  const ResiteLabScenario *scenario;
} ResiteLabOptions;

/* @options may be NULL. */
ResiteLab *resite_lab_new (const ResiteLabOptions *options, GError **error);
/* The one that an earlier program made in @folder, as it was left; one whose plan reaches the
 * machines has its servers again, under the same ports and with another password. */
ResiteLab *resite_lab_open (const char *folder, GError **error);
/* @clock (nullable): as in ResiteLabOptions; it is moved to where the lab's time stood, if that was
 * later. */
ResiteLab *resite_lab_open_on (const char *folder, ResiteClock *clock, GError **error);
const char *resite_lab_get_folder (ResiteLab *self);
const char *resite_lab_get_plan_path (ResiteLab *self);
/* The stand-in for the preload tool: it judges each package by its real state. */
const char *resite_lab_get_tool_path (ResiteLab *self);
/* The tool's own record of its calls: time, process, begin or end, package, state; tabs. */
const char *resite_lab_get_calls_path (ResiteLab *self);
/* (transfer full): the object of "resite-cli lab", one line. */
char *resite_lab_to_json (ResiteLab *self);

/* (nullable) (transfer none): the one that it was given. */
ResiteClock *resite_lab_get_clock (ResiteLab *self);
ResiteLabWorld *resite_lab_get_world (ResiteLab *self);
/* Lets the machines listen, if they do not yet. They stop with the lab. Main thread. */
gboolean resite_lab_serve (ResiteLab *self, GError **error);
/* (nullable) (transfer none): of a lab that serves. */
ResiteLabServer *resite_lab_get_server (ResiteLab *self);
/* The account that all machines know. The password is made anew by each program that opens the
 * lab, and stands in no file. */
const char *resite_lab_get_user (ResiteLab *self);
const char *resite_lab_get_secret (ResiteLab *self);

/* Who rehearses does by hand what no hand can do at a machine that is not there: this makes the
 * folders, logs and machines as they would be after @step_id ("C10", "C6@primary.1"). Any id will
 * do, twice too. */
gboolean resite_lab_act (ResiteLab *self, const char *step_id, GError **error);

/* (nullable) (transfer none): the id of the scenario that it was made with, also when reopened. */
const char *resite_lab_get_scenario (ResiteLab *self);
/* (nullable) (transfer none): its id, title and lesson, also when reopened; neither its story nor its
 * faults. */
const ResiteLabScenario *resite_lab_get_tale (ResiteLab *self);
/* @step_id ("C10", "C6@primary.1") begins: what the scenario has for this moment strikes now, once.
 * A power cut ends the program here and now, or a moment later, by SIGKILL. */
void resite_lab_reach_step (ResiteLab *self, const char *step_id);
/* What the page of @step_id, which failed or objects, tells a person to do at the machines: done
 * against whatever is wrong there. "" is the plan, before a run begins: what is wrong in its file is
 * put right. FALSE without an error: nothing was to be done. @said (out) (transfer full) (nullable):
 * what was done, as a person would note it. */
gboolean resite_lab_remedy (ResiteLab *self, const char *step_id, char **said, GError **error);

/* Removes the folder, and nothing that is not below it. */
void resite_lab_destroy (ResiteLab *self);

G_END_DECLS
