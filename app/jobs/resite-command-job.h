/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder.h"
#include "resite-job.h"
#include "resite-machine.h"

G_BEGIN_DECLS

/* One deed at a machine: the verbs of <command verb="..">. Its stages are items, each durable as
 * "running" before it is done and with its outcome after; a stage that the ledger knows as done is
 * looked at, not done again; one that it knows as running is looked at first. Ends with the proof
 * that it is done, never with "the call returned".
 *
 * A stage that fails ends the job as failed with the stage's error: RESITE_ERROR_INVALID (values),
 * _DIFFERS (another box answers), _ILLEGAL_MOVE (not any more), _NEEDS_PERSON (name or address not
 * free, or a way that only a person has), or what the machine said. */
#define RESITE_TYPE_COMMAND_JOB (resite_command_job_get_type ())
G_DECLARE_FINAL_TYPE (ResiteCommandJob, resite_command_job, RESITE, COMMAND_JOB, ResiteJob)

/* TRUE when the job can do @verb over @machine. */
gboolean resite_command_job_knows (const char *verb);

/* @values: what the deed needs by name ("name", "address", "mask", "gateway", "dns", "wins",
 * "line.1" ...; see resite-command-job.c), copied. @lookup gives the machine @role (transfer full)
 * under @address, NULL: where it is now as far as is known; it is called on the main thread
 * whenever the line has to be made anew. */
typedef ResiteMachine *(*ResiteMachineLookup) (const char *role, const char *address,
                                               gpointer user_data, GError **error);
ResiteJob *resite_command_job_new (const char *verb, const char *role, GHashTable *values,
                                   ResiteMachineLookup lookup, gpointer user_data,
                                   ResiteLedger *ledger, ResiteClock *clock);

/* Of the domain account that value "account" names. Before the job runs. */
void resite_command_job_set_credentials (ResiteCommandJob *self, ResiteCredentials *credentials);

/* The drive of value "old", for verbs over files: they then go over these and not through the machine
 * itself. Before the job runs. */
void resite_command_job_set_files (ResiteCommandJob *self, ResiteFolder *files);
/* TRUE when @verb can be done with the machine's files alone. */
gboolean resite_command_job_needs_files_only (const char *verb);

/* The translated title of an item: "Is it this machine?" for "identity"; a service's or any other
 * name as it is. */
const char *resite_command_job_get_item_title (const char *name);

/* What deeds wrote down of the state before them, from rows of their ledgers: "mode.SMS_EXECUTIVE"
 * = "Auto", "state.SMS_EXECUTIVE" = "Running", "network.address", ".mask", ".gateway", ".dns",
 * ".wins", ".dhcp" ("yes", "no"), ".mac", ".index", ".connection". (element-type utf8 utf8)
 * (transfer full) */
GHashTable *resite_command_job_read_notes (GPtrArray *rows);

G_END_DECLS
