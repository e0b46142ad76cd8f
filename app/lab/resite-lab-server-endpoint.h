/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-server-service.h"
#include "resite-lab-tls.h"

G_BEGIN_DECLS

/* One machine's listeners, for HTTPS and for HTTP, on its own address and on ports that stay. It
 * listens while the machine is up, where the machine is. */
typedef struct _ResiteLabEndpoint ResiteLabEndpoint;

typedef struct
{
  ResiteLabWorld *world;
  ResiteLabTls *tls;
  const char *machine;
  const char *user, *secret;
  const char *const *names;      /* further names and addresses for the certificate */
  guint16 https_port, http_port; /* 0: any */
} ResiteLabEndpointOptions;

ResiteLabEndpoint *resite_lab_endpoint_new (const ResiteLabEndpointOptions *options,
                                            GError **error);
void resite_lab_endpoint_free (ResiteLabEndpoint *self);
/* The world says that the machine has moved, gone down or come up. Lines are cut before the next
 * thing happens on the main loop, and nothing is answered on them any more. */
void resite_lab_endpoint_follow (ResiteLabEndpoint *self);

ResiteLabBehaviours *resite_lab_endpoint_get_behaviours (ResiteLabEndpoint *self);
guint16 resite_lab_endpoint_get_https_port (ResiteLabEndpoint *self);
guint16 resite_lab_endpoint_get_http_port (ResiteLabEndpoint *self);
guint resite_lab_endpoint_get_most_at_once (ResiteLabEndpoint *self);

G_END_DECLS
