/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "resite-lab-server-behaviour.h"
#include "resite-lab-soap-fault.h"
#include "resite-lab-soap-writer.h"

G_BEGIN_DECLS

/* One request and its answer, which may come later. Counted. The client may have gone in between:
 * answering is harmless then. */
typedef struct _ResiteLabExchange ResiteLabExchange;

ResiteLabExchange *resite_lab_exchange_new (SoupServerMessage *message,
                                            ResiteLabBehaviours *behaviours, const char *name);
ResiteLabExchange *resite_lab_exchange_ref (ResiteLabExchange *self);
void resite_lab_exchange_unref (ResiteLabExchange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLabExchange, resite_lab_exchange_unref)

ResiteLabSoapRequest *resite_lab_exchange_get_request (ResiteLabExchange *self);
/* Neither answered nor given up. */
gboolean resite_lab_exchange_is_open (ResiteLabExchange *self);
/* The answer goes out from the main loop: what the request did to the machine's line comes first. */
void resite_lab_exchange_put_off (ResiteLabExchange *self);
/* The answer comes later, unless it is there. */
void resite_lab_exchange_wait (ResiteLabExchange *self);
/* Leaves the line silent: the machine's address has just gone. */
void resite_lab_exchange_give_up (ResiteLabExchange *self);

/* Each takes its argument; only the first answer counts. */
void resite_lab_exchange_answer (ResiteLabExchange *self, GString *xml);
void resite_lab_exchange_fail (ResiteLabExchange *self, GError *error);
void resite_lab_exchange_fault (ResiteLabExchange *self, ResiteLabFault fault, const char *format,
                                ...) G_GNUC_PRINTF (3, 4);
/* An answer that is no envelope. @type NULL: without a body. */
void resite_lab_exchange_answer_plain (ResiteLabExchange *self, guint status, const char *type,
                                       const char *text);

G_END_DECLS
