/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-credentials.h"
#include "resite-trust.h"

G_BEGIN_DECLS

/* One question to a web server, as a client of SMS would ask it: no proxy, no redirect followed, no
 * cookie, nothing decoded. What comes back is the status and the raw bytes, whatever they are. */
typedef struct
{
  const char *method;        /* "GET", "HEAD", "PROPFIND" */
  const char *url;           /* http or https */
  const char *range;         /* (nullable) "bytes=0-1023" */
  const char *depth;         /* (nullable) of PROPFIND: "0", "1" */
  const char *authorization; /* (nullable) sent as it is, where nobody is to be logged on */
  gsize limit;               /* bytes of the answer that are kept; 0: 1 MiB */
  guint patience;            /* milliseconds for all of it; 0: 15 s */
  /* (nullable): NTLM or Negotiate where the server asks, Basic over HTTPS only. One try. */
  ResiteCredentials *credentials;
  ResiteTrust *trust; /* (nullable): as the system trusts */
} ResiteWebQuestion;

typedef struct
{
  guint status;
  char *reason;   /* as the server words the status; never NULL */
  char *type;     /* (nullable) of the content, lower case, without parameters */
  char *server;   /* (nullable) what it calls itself */
  char *location; /* (nullable) where it would send us */
  char *allow;    /* (nullable) methods; with a status of 405 */
  char *range;    /* (nullable) "bytes 0-1023/146515" */
  char *logon;    /* (nullable) schemes that it asks for: "Negotiate, NTLM" */
  gint64 length;  /* as announced, -1 unknown */
  GBytes *body;   /* at most @limit bytes */
  gboolean cut;   /* more came than @limit, and was not read */
} ResiteWebAnswer;

ResiteWebAnswer *resite_web_answer_new (guint status, const char *type, const char *body);
void resite_web_answer_free (ResiteWebAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWebAnswer, resite_web_answer_free)
/* "403 Forbidden". (transfer full) */
char *resite_web_answer_describe (const ResiteWebAnswer *self);

/* RESITE_ERROR_INVALID (no address of the web), _NOT_FOUND (this desk does not know the name, which
 * says nothing about the server), _UNREACHABLE (port closed, cut off), _TIMED_OUT, _MALFORMED (no HTTP), _UNTRUSTED, _OLD_TLS. Each sentence tells which of these it is.
 * A status of 400 or more is an answer, not an error. Main thread. */
void resite_web_ask_async (const ResiteWebQuestion *question, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
ResiteWebAnswer *resite_web_ask_finish (GAsyncResult *result, GError **error);
/* The same, waiting; never on the main thread, whose loop must run. */
ResiteWebAnswer *resite_web_ask (const ResiteWebQuestion *question, GCancellable *cancellable,
                                 GError **error);

/* (transfer full): @url when it is one of the web with a host, without a fragment; else
 * RESITE_ERROR_INVALID. A bare "SERVER" becomes "http://SERVER". */
GUri *resite_web_parse_url (const char *url, GError **error);

G_END_DECLS
