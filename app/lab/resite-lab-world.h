/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim.h"
#include "resite-clock.h"

G_BEGIN_DECLS

/* The machines of the rehearsal as WMI and programs see them: services, cards, shares, registry,
 * sites, addresses. One object, main thread, all in memory; files are in the lab's folder. It is
 * changed by calls that come over the wire and by resite_lab_act(), and keeps itself in
 * FOLDER/world.ini so that another program finds it as it was left. */
#define RESITE_TYPE_LAB_WORLD (resite_lab_world_get_type ())
G_DECLARE_FINAL_TYPE (ResiteLabWorld, resite_lab_world, RESITE, LAB_WORLD, GObject)

/* In the real time, in which all lasts @pace times shorter. */
ResiteLabWorld *resite_lab_world_new (const char *folder, GPtrArray *packages, double pace,
                                      GError **error);
/* In the time of @clock: what happens, what is written down and what is told is by it. One that
 * stood later when an earlier program left this world is moved forward to that. */
ResiteLabWorld *resite_lab_world_new_on (const char *folder, GPtrArray *packages,
                                         ResiteClock *clock, GError **error);

/* TRUE while somebody makes more of it, maybe in a worker: it tells nobody then. What is so when that
 * is over is how it begins, and no news. */
void resite_lab_world_set_forming (ResiteLabWorld *self, gboolean forming);

/* The program that stands in for the preload tool; without one preloadpkgonsite is not found. */
void resite_lab_world_set_tool (ResiteLabWorld *self, const char *path);

/* One machine's WMI: @machine is "old", "new", "primary.1", ... Errors are RESITE_ERROR codes that
 * the server turns into faults: _NOT_FOUND (instance, with class known), _INVALID (query, parameter),
 * _REFUSED (operation not offered), _NO_ACCESS. *@unknown is set when namespace or class is. Results
 * as ResiteCim has them. */
GPtrArray *resite_lab_world_perform (ResiteLabWorld *self, const char *machine,
                                     const ResiteCimRequest *request, gboolean *unknown,
                                     GError **error);
/* (nullable) (transfer full): the class's name as it is spelled, for the XML. */
const char *resite_lab_world_spell_class (ResiteLabWorld *self, const char *space,
                                          const char *class_name);
/* (nullable) (transfer none): "Domain,Name"; NULL: a class whose instance needs none, or no class. */
const char *resite_lab_world_get_keys (ResiteLabWorld *self, const char *space,
                                       const char *class_name);

/* Programs: a command line as cmd.exe gets it. Never blocks; what takes time tells as it goes. */
typedef struct _ResiteLabProgram ResiteLabProgram;
typedef struct
{
  void (*told) (const void *bytes, gsize size, gboolean is_error, gpointer user_data);
  void (*ended) (guint32 exit_code, gpointer user_data);
} ResiteLabProgramEvents;
ResiteLabProgram *resite_lab_world_start_program (ResiteLabWorld *self, const char *machine,
                                                  const char *command_line, const char *directory,
                                                  gboolean skip_cmd,
                                                  const ResiteLabProgramEvents *events,
                                                  gpointer user_data);
/* Right after the start, before the main loop runs: a shell's environment. */
void resite_lab_program_set_variable (ResiteLabProgram *program, const char *name,
                                      const char *value);
void resite_lab_program_send (ResiteLabProgram *program, const void *bytes, gsize size,
                              gboolean end);
void resite_lab_program_stop (ResiteLabProgram *program);
void resite_lab_program_free (ResiteLabProgram *program);

/* (transfer none). */
const char *resite_lab_world_get_name (ResiteLabWorld *self, const char *machine);
const char *resite_lab_world_get_address (ResiteLabWorld *self, const char *machine);
/* (nullable): "UUID", "Serial", "MAC", "Domain", "DHCPAddress", "Gateway", "DNS" ... */
const char *resite_lab_world_get_fact (ResiteLabWorld *self, const char *machine, const char *fact);
/* FALSE while it restarts or is switched off. */
gboolean resite_lab_world_is_up (ResiteLabWorld *self, const char *machine);

/* Signals: "moved" (machine): its address changed; "up-changed" (machine). The server follows them:
 * it stops listening at once and listens at the new address. They come from the main loop ahead of
 * everything else, so a call that moves the machine loses its answer, as on a real server. */

/* What a person does at a machine's own console, for steps that are done by hand; twice is fine. */
gboolean resite_lab_world_act (ResiteLabWorld *self, const char *step_id, GError **error);

/* What has crossed the line to the sites, one line of JSON (transfer full). The same stands in
 * FOLDER/wire.json, a moment later. */
char *resite_lab_world_count_bytes (ResiteLabWorld *self);

/* All that is still only in memory, for who looks at the lab's folder now. */
void resite_lab_world_write_down (ResiteLabWorld *self);

/* For tests and scenarios. */
void resite_lab_world_switch_on (ResiteLabWorld *self, const char *machine, gboolean on);
/* A sister site that disappears with the removal, and such: the names are in resite-lab-fault.h.
 * @value NULL: no more. */
gboolean resite_lab_world_set_fault (ResiteLabWorld *self, const char *name, const char *value);

/* A fault that has struck, for the record. Times are microseconds since 1970 of the world's clock;
 * @remedied is 0 while it is still there. */
typedef struct
{
  char *name;
  char *value;
  char *step; /* at whose beginning it struck; "": the start, or by order */
  gint64 struck;
  gint64 remedied;
} ResiteLabMet;

void resite_lab_met_free (ResiteLabMet *met);
/* (element-type ResiteLabMet) (transfer full): all, in the order in which they struck; kept in the
 * lab's folder. */
GPtrArray *resite_lab_world_list_met (ResiteLabWorld *self);

G_END_DECLS
