/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-server-service.h"

G_BEGIN_DECLS

/* What every request passes before it is read as SOAP: its form, its size, who sends it. */
typedef struct
{
  ResiteLabService *service;
  char *authorization; /* "user:password" */
} ResiteLabGate;

/* Bounds what is kept of a request that begins; @self outlives it. */
void resite_lab_gate_watch (ResiteLabGate *self, SoupServerMessage *message);
/* Answers a request that is there as a whole, or hands it to the service. */
void resite_lab_gate_answer (ResiteLabGate *self, SoupServerMessage *message, const char *path,
                             ResiteLabExchange *exchange);

G_END_DECLS
