/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-server-service.h"

G_BEGIN_DECLS

/* Answers what is asked of a resource of WMI. FALSE: the request's resource is none. */
gboolean resite_lab_server_answer_wmi (ResiteLabService *service, ResiteLabExchange *exchange);

G_END_DECLS
