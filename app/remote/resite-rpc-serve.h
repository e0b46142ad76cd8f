/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-rpc-wire.h"

G_BEGIN_DECLS

/* In the worker. Everything waits; nothing is repeated. */

struct libnetapi_ctx;

/* NULL: the library cannot be used. */
struct libnetapi_ctx *resite_rpc_serve_prepare (const ResiteRpcSetup *setup);
/* A verb that the library has; strings to @out. @arguments ends with NULL. */
guint32 resite_rpc_serve (struct libnetapi_ctx *context, const ResiteRpcSetup *setup,
                          ResiteRpcVerb verb, char **arguments, GByteArray *out);
/* Runs "net rpc" with @arguments, and the secret over a pipe. Output and errors to @out. */
guint32 resite_rpc_serve_net (const ResiteRpcSetup *setup, char **arguments, GByteArray *out);

void resite_rpc_put (GByteArray *out, const char *text);
/* What was written to a file in memory, from its beginning. */
void resite_rpc_put_file (GByteArray *out, int fd);

G_END_DECLS
