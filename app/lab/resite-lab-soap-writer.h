/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-soap-request.h"

G_BEGIN_DECLS

/* An envelope in the customary prefixes s, a, w, n, x, p, rsp, which some clients match as text. It
 * relates to @request. @action: the answer's. */
GString *resite_lab_soap_begin (ResiteLabSoapRequest *request, const char *action);
/* A header for the lab's own answers, between begin and body. */
void resite_lab_soap_begin_body (GString *xml);
GBytes *resite_lab_soap_end (GString *xml);
/* begin, and the body begun; the action is that of @request with "Response" behind it. */
GString *resite_lab_soap_answer (ResiteLabSoapRequest *request);

/* What stands for %s is escaped, and what XML cannot hold is replaced. */
void resite_lab_soap_append (GString *xml, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* (transfer full). */
char *resite_lab_soap_escape (const char *text);

G_END_DECLS
