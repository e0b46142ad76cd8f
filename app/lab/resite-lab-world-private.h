/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-class.h"
#include "resite-lab-site.h"
#include "resite-lab-time.h"
#include "resite-lab-world.h"

G_BEGIN_DECLS

struct _ResiteLabWorld
{
  GObject parent_instance;

  char *folder;
  char *tool; /* (nullable): the program that stands in for the preload tool */
  GPtrArray *packages;
  double pace;        /* without a clock */
  ResiteClock *clock; /* (nullable) */
  int clock_file;
  gint64 working; /* when what is being done was due; 0: it is done by the way */
  ResiteLabStore *store;
  GHashTable *faults;              /* name -> value */
  const char *striking;            /* (nullable): the step whose faults strike right now */
  struct _ResiteLabOutage *outage; /* (nullable): the source that is about to drop out */
  guint timer;
  guint telling; /* idle source that tells of what moved */
  gboolean forming;
  GHashTable *told;
  GHashTable *processes; /* id -> running detached program */
  GPtrArray *programs;   /* all that run, none owned */
  struct _ResiteLabSupply *supply;
};

/* Facts of a machine (place: role; kind "machine", name "facts"): Name, NamePending, UUID, Serial,
 * MAC, Model, Domain, Address, Mask, Gateway, DNS, WINS, DHCP (yes/no), DHCPAddress, BootTime,
 * SpareAddress, DHCPGateway, ClockAhead (seconds),
 * PartOfDomain, User, State (up, down, off), Site (code, primaries only). */
#define RESITE_LAB_MACHINE_KIND "machine"
#define RESITE_LAB_FACTS        "facts"

/* FALSE: no such role. "central" is "primary.2". */
gboolean resite_lab_world_find_machine (ResiteLabWorld *self, const char *role,
                                        ResiteLabMachine *machine);
/* (nullable): the role whose fact has that value. */
const char *resite_lab_world_find_role (ResiteLabWorld *self, const char *fact, const char *value);
/* Ends with NULL. */
const char *const *resite_lab_world_list_roles (void);
/* (nullable). */
const char *resite_lab_world_get_fault (ResiteLabWorld *self, const char *name);
/* Whether it is to happen this time; one that is to happen "3" times counts down. */
gboolean resite_lab_world_take_fault (ResiteLabWorld *self, const char *name);
/* From how many bytes on logs turn over; 0: as usual. */
guint resite_lab_world_get_log_limit (ResiteLabWorld *self);
/* Is this one of those that come each so many times? */
gboolean resite_lab_world_is_nth_time (ResiteLabWorld *self, const char *name);
/* Is this the time that was told? It happens once. */
gboolean resite_lab_world_count_down (ResiteLabWorld *self, const char *name);
/* Is it on for all machines ("yes"), or for this one (its role)? */
gboolean resite_lab_machine_has_fault (const ResiteLabMachine *machine, const char *name);
/* FOLDER/machines/ROLE (transfer full). */
char *resite_lab_machine_get_folder (const ResiteLabMachine *machine);
/* (nullable) (transfer full): where a Windows path of the machine lies. */
char *resite_lab_machine_find_path (const ResiteLabMachine *machine, const char *windows_path);
const char *resite_lab_machine_get (const ResiteLabMachine *machine, const char *fact);
/* Microseconds of the machine's own clock. */
gint64 resite_lab_machine_now (const ResiteLabMachine *machine);
/* The "machine moved" and "up-changed" of what changed since the last time go out from the main
 * loop, ahead of answers that are being written. */
void resite_lab_world_tell (ResiteLabWorld *self);
/* Writes world.ini if anything changed. */
void resite_lab_world_keep (ResiteLabWorld *self);

/* Orders: what will happen @seconds of the lab's time from now. Survive a restart of the program.
 * (transfer none) so that arguments can be set. */
ResiteLabRecord *resite_lab_world_order (ResiteLabWorld *self, const char *role, const char *deed,
                                         double seconds);
void resite_lab_world_forget_orders (ResiteLabWorld *self, const char *role, const char *deed);
void resite_lab_world_wait (ResiteLabWorld *self);
/* Does what is due and waits for the rest. */
void resite_lab_world_work_off (ResiteLabWorld *self);

/* The end of this program, as if its computer had no power any more. What was told to others before
 * stands in the lab's folder. */
void resite_lab_world_cut_power (ResiteLabWorld *self);

/* Makes everything new. */
void resite_lab_world_make (ResiteLabWorld *self);

/* Deeds that console, WMI and programs share. */
gboolean resite_lab_service_is_running (const ResiteLabMachine *machine, const char *name);
ResiteLabRecord *resite_lab_service_add (const ResiteLabMachine *machine, const char *name,
                                         const char *display, const char *start_mode,
                                         gboolean running);
/* Win32 error codes as Win32_Service answers them. */
guint32 resite_lab_service_stop (ResiteLabMachine *machine, ResiteLabRecord *service);
guint32 resite_lab_service_start (ResiteLabMachine *machine, ResiteLabRecord *service);
guint32 resite_lab_service_set_start_mode (ResiteLabMachine *machine, ResiteLabRecord *service,
                                           const char *mode);
/* At once what comes after a while: out of "Stop Pending" and "Start Pending". */
void resite_lab_service_settle_one (ResiteLabRecord *service);
void resite_lab_service_settle (const ResiteLabMachine *machine);

ResiteLabRecord *resite_lab_share_add (const ResiteLabMachine *machine, const char *name,
                                       const char *windows_path, const char *description);
void resite_lab_user_add (const ResiteLabMachine *machine, const char *name,
                          const char *description);
/* Those whose name begins so, and what they were members of. */
void resite_lab_users_remove (const ResiteLabMachine *machine, const char *beginning);
void resite_lab_group_add_member (const ResiteLabMachine *machine, const char *group,
                                  const char *member);
/* @key below HKEY_LOCAL_MACHINE. @type: 1 string, 4 dword. */
void resite_lab_registry_set (const ResiteLabMachine *machine, const char *key, const char *name,
                              guint type, const char *value);
/* (nullable). */
const char *resite_lab_registry_get (const ResiteLabMachine *machine, const char *key,
                                     const char *name);

/* Detached; its output goes where its redirections say. The process' id, 0: no such folder. */
guint32 resite_lab_process_start (ResiteLabMachine *machine, const char *command_line,
                                  const char *directory);
void resite_lab_process_stop (ResiteLabMachine *machine, const char *id);
void resite_lab_world_forget_processes (ResiteLabWorld *self);
void resite_lab_world_stop_processes (ResiteLabWorld *self);
void resite_lab_world_stop_programs_of (ResiteLabWorld *self, const char *role);

void resite_lab_machine_note_names (const ResiteLabMachine *machine);
/* Win32 errors; 0 done (after the next start), 5 denied, 2224 somebody has the name. */
guint32 resite_lab_machine_rename (ResiteLabMachine *machine, const char *name);
void resite_lab_machine_set_dhcp (ResiteLabMachine *machine);
/* Somebody has that address already: then this one gets one that is no use, as Windows does. */
void resite_lab_machine_set_static (ResiteLabMachine *machine, const char *address,
                                    const char *mask);
void resite_lab_machine_restart (ResiteLabMachine *machine, double seconds, gboolean come_back);
void resite_lab_machine_go_down (ResiteLabMachine *machine, gboolean come_back);
void resite_lab_machine_come_up (ResiteLabMachine *machine);
/* Without going down first: a person did it and waited. */
void resite_lab_machine_restart_at_once (ResiteLabMachine *machine);

/* Roles that a site server has by itself, and those that C14 gives it. End with NULL. */
extern const char *const resite_lab_site_server_roles[];
extern const char *const resite_lab_given_roles[];
/* IIS under the machine's name of now; SMS with its services, shares and keys. */
void resite_lab_install_iis (ResiteLabMachine *machine);
void resite_lab_install_sms (ResiteLabMachine *machine);
/* With its users, whatever they are called. */
void resite_lab_uninstall_iis (ResiteLabMachine *machine);

/* Sites, as the databases of the primaries know them. */
ResiteLabRecord *resite_lab_site_add (ResiteLabWorld *self, const char *role, const char *code,
                                      const char *name, const char *server, const char *parent,
                                      guint type);
/* From its backup: the child site is in the parent's database again, if it was not. */
void resite_lab_site_restore (ResiteLabMachine *machine, const char *code);
/* preinst's orders: hierarchy manager works them off, the scheduler at once. */
void resite_lab_site_order_removal (ResiteLabMachine *machine, const char *code);
void resite_lab_site_delete_jobs (ResiteLabMachine *machine, const char *code);
void resite_lab_site_order_return (ResiteLabWorld *self, double seconds);
ResiteLabRecord *resite_lab_address_add (ResiteLabMachine *machine, const char *code,
                                         const char *server);
void resite_lab_role_add (ResiteLabWorld *self, const char *site_role, const char *code,
                          const char *server, const char *name);
/* ["Display=\\BR01SMS\"]MSWNET:["SMS_SITE=S01"]\\BR01SMS\ (transfer full). */
char *resite_lab_format_nal (const char *server, const char *code);

G_END_DECLS
