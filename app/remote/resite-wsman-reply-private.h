/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-wsman-reply.h"
#include "resite-wsman-xml.h"

G_BEGIN_DECLS

/* (nullable): s:Body, and the first element in it. */
const xmlNode *resite_wsman_reply_get_body (ResiteWsmanReply *self);
const xmlNode *resite_wsman_reply_get_content (ResiteWsmanReply *self);
/* The content; RESITE_ERROR_MALFORMED naming @what when there is none, or a fault. */
const xmlNode *resite_wsman_reply_need_content (ResiteWsmanReply *self, const char *what,
                                                GError **error);
/* The content when it is @name in @space. */
const xmlNode *resite_wsman_reply_need (ResiteWsmanReply *self, const char *space, const char *name,
                                        GError **error);

G_END_DECLS
