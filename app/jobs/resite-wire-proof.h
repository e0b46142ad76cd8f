/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-clock.h"
#include "resite-connections.h"
#include "resite-wire-judge.h"

G_BEGIN_DECLS

/* Follows the logs of the senders on the way to one site and counts what they send there, package by
 * package. Begun before the first package is assigned. Main thread; the reading is done by workers.
 * Signal "changed": after every look, also one that found nothing. */
#define RESITE_TYPE_WIRE_PROOF (resite_wire_proof_get_type ())
G_DECLARE_FINAL_TYPE (ResiteWireProof, resite_wire_proof, RESITE, WIRE_PROOF, GObject)

/* @site: its code. @server (nullable): its site server, for senders that tell no more. */
ResiteWireProof *resite_wire_proof_new (const char *site, const char *server, ResiteClock *clock);

/* All before it starts. A log need not be there yet; until it is, nothing is proved. */

/* @windows_path of @machine: "D:\SMS\Logs\sender.log". RESITE_ERROR_NOT_FOUND,
 * RESITE_ERROR_NEEDS_PERSON and RESITE_ERROR_DIFFERS as resite_connections_open_folder(). */
gboolean resite_wire_proof_add_log (ResiteWireProof *self, ResiteConnections *connections,
                                    const char *machine, const char *windows_path, GError **error);
/* A file of this desk. */
void resite_wire_proof_add_file (ResiteWireProof *self, const char *path);
guint resite_wire_proof_count_logs (ResiteWireProof *self);
/* Milliseconds of real time between two looks, 2000 at first. */
void resite_wire_proof_set_interval (ResiteWireProof *self, guint milliseconds);

/* @place (nullable): where the record of an earlier following began, which is gone on with: everything
 * that was written since is counted anew. Without it what stands there already is of the past. */
void resite_wire_proof_start (ResiteWireProof *self, const char *place);
/* (transfer full): one line of text, to be kept beside what is assigned. Once it is ready. */
char *resite_wire_proof_get_place (ResiteWireProof *self);
void resite_wire_proof_stop (ResiteWireProof *self);
/* Every log was read to its end once: what is written from here on is seen. Wait for it before the
 * first package is assigned. */
gboolean resite_wire_proof_is_ready (ResiteWireProof *self);

/* Right before @id is assigned, in any order: from here on its record counts, and what was counted of
 * it before is forgotten. @resumed: it was assigned by the job that is gone on with; its record is the
 * one of @place. */
void resite_wire_proof_expect (ResiteWireProof *self, const char *id, gboolean resumed);
/* It is proved, or given up: no more under way. What was counted of it stays. */
void resite_wire_proof_settle (ResiteWireProof *self, const char *id);

/* What the logs say of @id, fit for resite_wire_judge() until the next turn of the main loop.
 * @whole_bytes: of its compressed copy, 0: not known. @installed_at: when it was first seen installed
 * at the right version, of g_get_monotonic_time(); 0: it is not. */
void resite_wire_proof_get (ResiteWireProof *self, const char *id, guint64 whole_bytes,
                            gint64 installed_at, ResiteWireFacts *facts);

/* (nullable): why nothing can be proved now, translated. */
const char *resite_wire_proof_get_gap (ResiteWireProof *self);
/* (element-type utf8) (transfer full): packages whose content is sent or was sent to the site,
 * whoever assigned them; sorted. */
GPtrArray *resite_wire_proof_list_content (ResiteWireProof *self);
/* Sent to the site since the start: content of packages, and everything else. */
guint64 resite_wire_proof_get_content_bytes (ResiteWireProof *self);
guint64 resite_wire_proof_get_info_bytes (ResiteWireProof *self);

G_END_DECLS
