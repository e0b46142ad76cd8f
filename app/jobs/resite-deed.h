/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-command-job.h"
#include "resite-windows.h"

G_BEGIN_DECLS

/* What the verbs of a ResiteCommandJob are written with. A deed is a list of stages that one worker
 * goes through in order; everything here waits and is for that worker. Each stage is a row of the
 * ledger: its notes ("key=value" lines) are durable before it acts. */
typedef struct _ResiteDeed ResiteDeed;

/* What the ledger says of a stage at the start. */
typedef enum
{
  RESITE_DEED_NEW,
  RESITE_DEED_BEGUN, /* known as running or unknown: look before anything else */
  RESITE_DEED_ENDED  /* known as good */
} ResiteDeedPast;

typedef enum
{
  RESITE_SIGHT_ERROR, /* and @error is set */
  RESITE_SIGHT_OPEN,
  RESITE_SIGHT_DONE
} ResiteSight;

typedef struct
{
  /* (nullable): is it so already? Asked before every act, and after one that lost its line. */
  ResiteSight (*look) (ResiteDeed *deed, const char *stage, GError **error);
  /* (nullable): writes notes that must be durable before the act. */
  gboolean (*prepare) (ResiteDeed *deed, const char *stage, GError **error);
  gboolean (*act) (ResiteDeed *deed, const char *stage, GError **error);
  gboolean apart; /* one of many: when it fails the others are done all the same */
} ResiteDeedStage;

typedef struct
{
  const char *verb;
  const char *title; /* N_() */
  /* (nullable): are the values right? Asked before anything is spoken. */
  gboolean (*check) (ResiteDeed *deed, GError **error);
  /* Adds the stages. */
  void (*plan) (ResiteDeed *deed);
  /* (nullable): addresses under which the machine may be found, the likeliest first, besides the
   * one that is known. (element-type utf8) */
  void (*list_addresses) (ResiteDeed *deed, GPtrArray *addresses);
} ResiteDeedKind;

extern const ResiteDeedKind resite_deed_services_disable;
extern const ResiteDeedKind resite_deed_services_restore;
extern const ResiteDeedKind resite_deed_rename;
extern const ResiteDeedKind resite_deed_reboot;
extern const ResiteDeedKind resite_deed_unshare;
extern const ResiteDeedKind resite_deed_delete_site;
extern const ResiteDeedKind resite_deed_reset;
extern const ResiteDeedKind resite_deed_move_back;
extern const ResiteDeedKind resite_deed_delete_aside;

/* Values. NULL where there is none, or an empty one. */
const char *resite_deed_get_value (ResiteDeed *self, const char *key);
gboolean resite_deed_is_value (ResiteDeed *self, const char *key, const char *value);
/* Parts of a list "10.1.0.10, 10.1.0.11"; never NULL. */
GStrv resite_deed_dup_list (ResiteDeed *self, const char *key);
GHashTable *resite_deed_get_values (ResiteDeed *self);
/* RESITE_ERROR_INVALID when one of the NULL-ended names has no value. */
gboolean resite_deed_need_values (ResiteDeed *self, GError **error, ...) G_GNUC_NULL_TERMINATED;
ResiteCredentials *resite_deed_get_credentials (ResiteDeed *self); /* (nullable) */
/* (nullable): the drive of value "old" where the job was given the machine's files. */
ResiteFolder *resite_deed_get_files (ResiteDeed *self);

/* Stages. While planning they are added at the end; while a stage acts, behind it. */
void resite_deed_add_stage (ResiteDeed *self, const char *name, const ResiteDeedStage *stage);
ResiteDeedPast resite_deed_get_past (ResiteDeed *self, const char *stage);
/* (element-type ResiteLedgerRow) (transfer none): rows of earlier jobs. */
GPtrArray *resite_deed_get_rows (ResiteDeed *self);
/* Notes and what was printed share the row's output: a stage has one or the other. */
void resite_deed_set_note (ResiteDeed *self, const char *stage, const char *key, const char *value);
char *resite_deed_dup_note (ResiteDeed *self, const char *stage, const char *key); /* (nullable) */
void resite_deed_set_output (ResiteDeed *self, const char *stage, const char *output,
                             gint64 exit_code);
char *resite_deed_dup_output (ResiteDeed *self, const char *stage); /* never NULL */
/* Makes all notes durable now. */
gboolean resite_deed_write_down (ResiteDeed *self, GError **error);
/* What the stage in hand is at or came to; takes @message. */
void resite_deed_say (ResiteDeed *self, char *message);

/* Time is the job's clock's. Both waits fail with G_IO_ERROR_CANCELLED only. */
GCancellable *resite_deed_get_cancellable (ResiteDeed *self);
gboolean resite_deed_wait (ResiteDeed *self, double seconds, GError **error);
/* So many seconds of the clock in real ones, and enough of them for a machine to answer. */
guint resite_deed_get_real_seconds (ResiteDeed *self, guint seconds);
typedef struct
{
  gint64 clock_end, real_end;
} ResitePatience;
/* Minutes of value "patience-minutes", 15 without; in a fast rehearsal never less than half a
 * minute of real time, because programs run no faster there. */
ResitePatience resite_deed_be_patient (ResiteDeed *self);
gboolean resite_deed_is_patient (ResiteDeed *self, const ResitePatience *patience);

/* The line to the machine. It is found, and found to be the confirmed one (value "uuid.self"),
 * before anybody gets it. RESITE_ERROR_DIFFERS: another box answers; RESITE_ERROR_UNREACHABLE. */
ResiteMachine *resite_deed_get_machine (ResiteDeed *self, GError **error);
ResiteCim *resite_deed_get_cim (ResiteDeed *self, GError **error);
const ResiteWindowsIdentity *resite_deed_get_identity (ResiteDeed *self); /* (nullable) */
/* The address under which it answered, NULL: the one that is known. */
const char *resite_deed_get_address (ResiteDeed *self);
void resite_deed_drop_line (ResiteDeed *self);
/* Tries until it answers as itself, for as long as @patience. Says what it waits for. */
gboolean resite_deed_find_again (ResiteDeed *self, const ResitePatience *patience, GError **error);
/* Another machine's line: @role at @address (nullable). Let it go when done: what speaks to it lives
 * on the main thread. */
ResiteMachine *resite_deed_look_up (ResiteDeed *self, const char *role, const char *address,
                                    GError **error);
void resite_deed_let_go (ResiteMachine *machine); /* (nullable) */
/* A call that may never be answered, because the line falls with it: cancelled after some seconds
 * of real time. Unref it with resite_deed_end_bound(). */
GCancellable *resite_deed_begin_bound (ResiteDeed *self, guint seconds);
void resite_deed_end_bound (ResiteDeed *self, GCancellable *bound, GError **error);

/* Stages that several verbs have. */
/* The hardware is the confirmed one, and its name is value "name.self" or "name". */
extern const ResiteDeedStage resite_deed_stage_identity;
/* "reboot" and "back": the boot time is written down before the order and newer after it. */
extern const ResiteDeedStage resite_deed_stage_reboot;
extern const ResiteDeedStage resite_deed_stage_back;

G_END_DECLS
