/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim-object.h"
#include "resite-wsman-fault.h"

G_BEGIN_DECLS

/* An envelope that came from a server: read, never changed, counted, any thread. Errors of all
 * that reads: RESITE_ERROR_MALFORMED, saying what is wrong and where. */
typedef struct _ResiteWsmanReply ResiteWsmanReply;

/* @message_id (nullable): the request's; a RelatesTo that says another is malformed, none is fine.
 * An envelope with a fault is a reply like others: ask for it first, whatever HTTP's status was. */
ResiteWsmanReply *resite_wsman_reply_new (GBytes *bytes, const char *message_id, GError **error);
/* What some servers send to Signal and Delete: nothing. */
ResiteWsmanReply *resite_wsman_reply_new_empty (void);
ResiteWsmanReply *resite_wsman_reply_ref (ResiteWsmanReply *self);
void resite_wsman_reply_unref (ResiteWsmanReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWsmanReply, resite_wsman_reply_unref)

/* (nullable) (transfer none). */
const ResiteWsmanFault *resite_wsman_reply_get_fault (ResiteWsmanReply *self);
/* (nullable) (transfer none): header blocks. */
const char *resite_wsman_reply_get_action (ResiteWsmanReply *self);
const char *resite_wsman_reply_get_relates_to (ResiteWsmanReply *self);
/* Nothing in the body, as after Put, Delete, Release. */
gboolean resite_wsman_reply_is_empty (ResiteWsmanReply *self);

/* Bytes of the envelope, which is also about what its content takes. */
gsize resite_wsman_reply_get_size (ResiteWsmanReply *self);

/* One batch of an enumeration. */
typedef struct
{
  GPtrArray *objects; /* (element-type ResiteCimObject) */
  GPtrArray *keys;    /* the same number; NULL where no EPR stood beside the instance */
  char *context;      /* (nullable): the newest, for Pull */
  gboolean ended;     /* done; otherwise pull again, even when nothing came */
} ResiteWsmanBatch;

void resite_wsman_batch_free (ResiteWsmanBatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWsmanBatch, resite_wsman_batch_free)

/* Of Enumerate and Pull. Not ended without a context is malformed. */
ResiteWsmanBatch *resite_wsman_reply_read_batch (ResiteWsmanReply *self, GError **error);
/* Of Get and Put. (transfer full). */
ResiteCimObject *resite_wsman_reply_read_instance (ResiteWsmanReply *self, GError **error);
/* Of Create: selectors of the EPR, wherever it is; where a server answers with the instance, that
 * with all its properties. (transfer full). */
ResiteCimObject *resite_wsman_reply_read_keys (ResiteWsmanReply *self, GError **error);
/* Of Invoke: out parameters; without any when the body is empty. (transfer full). */
ResiteCimObject *resite_wsman_reply_read_output (ResiteWsmanReply *self, GError **error);
/* Of Identify: (transfer full) texts as the server wrote them, NULL where it did not. */
gboolean resite_wsman_reply_read_identify (ResiteWsmanReply *self, char **protocol, char **vendor,
                                           char **version, GError **error);

/* Of the shell. (transfer full). */
char *resite_wsman_reply_read_shell_id (ResiteWsmanReply *self, GError **error);
char *resite_wsman_reply_read_command_id (ResiteWsmanReply *self, GError **error);

typedef struct
{
  GBytes *output; /* raw, in order; never NULL */
  GBytes *errors;
  gboolean output_ended;
  gboolean errors_ended;
  gboolean done;          /* CommandState/Done */
  gboolean has_exit_code; /* FALSE: unknown, never 0 */
  guint32 exit_code;
} ResiteWsmanReceived;

void resite_wsman_received_free (ResiteWsmanReceived *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWsmanReceived, resite_wsman_received_free)

/* Of Receive. Streams and states of other commands than @command_id (nullable: any) are left. */
ResiteWsmanReceived *resite_wsman_reply_read_received (ResiteWsmanReply *self,
                                                       const char *command_id, GError **error);

G_END_DECLS
