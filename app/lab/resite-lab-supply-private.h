/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-supply.h"
#include "resite-lab-world-private.h"

G_BEGIN_DECLS

/* A similar site's distribution point. */
#define RESITE_LAB_OTHER_SERVER "BR02SMS"
#define RESITE_LAB_OTHER_SITE   "S02"

/* Threads of a sender for one site, and of Distribution Manager there. */
#define RESITE_LAB_THREADS 3

/* What the replication file of a package's information, and the instruction, weigh. */
#define RESITE_LAB_INFO_BYTES        2875
#define RESITE_LAB_INSTRUCTION_BYTES 620

typedef struct
{
  gint64 sender[RESITE_LAB_THREADS];
  gint64 unpacker[RESITE_LAB_THREADS];
} ResiteLabSiteLoad;

struct _ResiteLabSupply
{
  ResiteLabWorld *world; /* owns this */
  GPtrArray *stocks;
  GHashTable *by_id;  /* id -> stock */
  GHashTable *copies; /* "id,nal,code" -> copy */
  GHashTable *loads;  /* site code -> ResiteLabSiteLoad */
  GSequence *due;     /* of copies, by what comes next */
  guint timer;
  guint flusher;
  guint next_serial;
  guint n_assigned; /* rows at the rebuilt site, for faults that count */
  gint64 cleared;   /* when the rebuilt site was forgotten; 0: never */
  int kept;         /* file descriptor of supply.log */
  goffset calls_read;
};

/* Seconds of the lab's time in microseconds of this desk's. */
gint64 resite_lab_supply_span (ResiteLabSupply *self, double seconds);
/* When the next thing of a copy happens; 0: never. */
gint64 resite_lab_copy_get_due (ResiteLabSupply *self, const ResiteLabCopy *copy);
guint resite_lab_copy_count_pieces (const ResiteLabCopy *copy);
/* Bytes of the pieces before @piece. */
guint64 resite_lab_copy_get_position (const ResiteLabCopy *copy, guint piece);

/* resite-lab-supply-work.c */
void resite_lab_supply_plan (ResiteLabSupply *self, ResiteLabCopy *copy, gint64 now);
void resite_lab_supply_note_load (ResiteLabSupply *self, const ResiteLabCopy *copy);
void resite_lab_supply_queue (ResiteLabSupply *self, ResiteLabCopy *copy);
void resite_lab_supply_unqueue (ResiteLabCopy *copy);
void resite_lab_supply_work_off (ResiteLabSupply *self);
void resite_lab_supply_wait (ResiteLabSupply *self);

/* resite-lab-supply.c */
ResiteLabCopy *resite_lab_supply_add_copy (ResiteLabSupply *self, ResiteLabStock *stock,
                                           const char *nal, const char *code);
void resite_lab_supply_drop_copy (ResiteLabSupply *self, ResiteLabCopy *copy);

/* resite-lab-supply-kept.c */
void resite_lab_supply_open_kept (ResiteLabSupply *self);
void resite_lab_supply_keep_copy (ResiteLabSupply *self, const ResiteLabCopy *copy);
void resite_lab_supply_keep_gone (ResiteLabSupply *self, const ResiteLabCopy *copy);
void resite_lab_supply_keep_stock (ResiteLabSupply *self, const ResiteLabStock *stock);
void resite_lab_supply_keep_master (ResiteLabSupply *self, const ResiteLabStock *stock,
                                    const char *code, guint version);
void resite_lab_supply_keep_cleared (ResiteLabSupply *self, const char *code, gint64 time);
void resite_lab_supply_clear_site (ResiteLabSupply *self, const char *code, gint64 time);

/* resite-lab-supply-log.c: what the logs tell of it at @time. */
void resite_lab_supply_tell (ResiteLabSupply *self, const ResiteLabCopy *copy, gint64 time);
void resite_lab_supply_tell_piece (ResiteLabSupply *self, const ResiteLabCopy *copy, gint64 time);

/* resite-lab-supply-fault.c */
/* Where the sender's log is, also while nobody can read it. (transfer full) */
char *resite_lab_supply_get_sender_log (ResiteLabSupply *self);
ResiteLabFate resite_lab_supply_decide_fate (ResiteLabSupply *self, const ResiteLabStock *stock,
                                             const char *code, const char *own);
gboolean resite_lab_supply_is_sent_in_full (ResiteLabSupply *self, const ResiteLabStock *stock,
                                            const char *code);
/* The distribution point is gone with this row. */
void resite_lab_supply_let_point_vanish (ResiteLabSupply *self, const char *nal);

/* resite-lab-supply-history.c: what the parent remembers of a site's numbers. */
void resite_lab_supply_make_history (ResiteLabSupply *self);
void resite_lab_supply_forget_history (ResiteLabSupply *self);
void resite_lab_supply_write_history (ResiteLabSupply *self);

/* resite-lab-supply-site.c */
/* (nullable): the machine that is this site's server now, if the lab has it. */
const char *resite_lab_supply_find_server (ResiteLabSupply *self, const char *code,
                                           ResiteLabMachine *machine);
/* Can the senders deliver to that site? */
gboolean resite_lab_supply_can_deliver (ResiteLabSupply *self, const char *code);
/* Does the parent take what the site says of itself? */
gboolean resite_lab_supply_is_heard (ResiteLabSupply *self, const char *code);
void resite_lab_supply_read_calls (ResiteLabSupply *self);
void resite_lab_supply_unpack (ResiteLabSupply *self, const ResiteLabCopy *copy);
/* wire.json soon. */
void resite_lab_supply_flush_soon (ResiteLabSupply *self);
void resite_lab_supply_flush (ResiteLabSupply *self);

G_END_DECLS
