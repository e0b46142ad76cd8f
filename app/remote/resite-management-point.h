/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-finding.h"
#include "resite-web.h"

G_BEGIN_DECLS

/* A management point's answers, judged by status and raw body. Microsoft's own advice, "nothing in
 * the browser is good", is about what a browser shows of them. */

typedef enum
{
  RESITE_MP_LIST,        /* ?mplist */
  RESITE_MP_CERTIFICATE, /* ?mpcert */
  RESITE_MP_KEY          /* ?MPKEYINFORMATION */
} ResiteMpQuestion;

/* The address of @question. @base: "http://SERVER[:PORT]", or any of the three addresses of one.
 * (transfer full); NULL and RESITE_ERROR_INVALID. */
char *resite_management_point_format_url (const char *base, ResiteMpQuestion question,
                                          GError **error);

/* @server: NetBIOS or full name of who should answer. */
ResiteFinding *resite_management_point_judge (ResiteMpQuestion question,
                                              const ResiteWebAnswer *answer, const char *server);
/* A web server of IIS 6 that answers with a status other than 2xx, for any address of it; NULL when
 * the status is good. */
ResiteFinding *resite_management_point_judge_status (const ResiteWebAnswer *answer);
/* No answer at all. */
ResiteFinding *resite_management_point_judge_silence (const GError *error);

/* Asks and judges; NULL only when cancelled or @base is no address. Never on the main thread. */
ResiteFinding *resite_management_point_look (const char *base, ResiteMpQuestion question,
                                             const char *server, GCancellable *cancellable,
                                             GError **error);

/* The same for other addresses of the server: whether its web site answers at all, and whether a
 * virtual directory is there (which may refuse to be listed). */
ResiteFinding *resite_management_point_look_at_site (const char *base, GCancellable *cancellable,
                                                     GError **error);
ResiteFinding *resite_management_point_look_at_directory (const char *base, const char *directory,
                                                          GCancellable *cancellable,
                                                          GError **error);

G_END_DECLS
