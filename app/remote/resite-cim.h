/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "resite-cim-object.h"

G_BEGIN_DECLS

/* Asking a machine or a site through WMI, by whatever protocol. No protocol shows through: what
 * implements this is WS-Management today. @space is a namespace with slashes ("root/cimv2",
 * "root/sms/site_P01"). @keys (nullable): NULL for singletons and static methods.
 *
 * The _async calls belong to the main thread. The others wait for the answer and belong to any
 * other thread: deeds of several stages are written one after the other in a worker, while the
 * talking itself is done on the main loop.
 *
 * Errors: RESITE_ERROR_UNREACHABLE, _UNTRUSTED, _OLD_TLS, _NO_ACCESS, _NOT_FOUND (instance, class,
 * namespace), _REFUSED (operation not offered), _BUSY (after tries of its own), _INVALID (the
 * query, a parameter), _TIMED_OUT (of reads), _OUTCOME_UNKNOWN (of changes: look first),
 * _MALFORMED, _FAILED; G_IO_ERROR_CANCELLED. Reads are repeated where that is harmless, changes
 * never. Each call ends within its deadline. */
#define RESITE_TYPE_CIM (resite_cim_get_type ())
G_DECLARE_INTERFACE (ResiteCim, resite_cim, RESITE, CIM, GObject)

typedef enum
{
  RESITE_CIM_LIST,
  RESITE_CIM_GET,
  RESITE_CIM_PUT,
  RESITE_CIM_CREATE,
  RESITE_CIM_DELETE,
  RESITE_CIM_CALL
} ResiteCimVerb;

/* Borrowed for the call; an implementation copies what it keeps. */
typedef struct _ResiteCimRequest
{
  ResiteCimVerb verb;
  const char *space;
  const char *query;      /* list: WQL */
  const char *class_name; /* all others */
  ResiteCimObject *keys;
  const char *method;      /* call */
  ResiteCimObject *object; /* put, create: the instance; call: in parameters, in declared order */
} ResiteCimRequest;

struct _ResiteCimInterface
{
  GTypeInterface parent_iface;

  /* One asynchronous call for all six verbs; unused members are NULL. See ResiteCimRequest. */
  void (*perform_async) (ResiteCim *self, const ResiteCimRequest *request,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
  /* (element-type ResiteCimObject) (transfer full): list: all; get, put, create (its keys), call
   * (out parameters): one; delete: none. */
  GPtrArray *(*perform_finish) (ResiteCim *self, GAsyncResult *result, GError **error);
};

void resite_cim_perform_async (ResiteCim *self, const ResiteCimRequest *request,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
GPtrArray *resite_cim_perform_finish (ResiteCim *self, GAsyncResult *result, GError **error);
/* The same, waiting; never on the main thread. */
GPtrArray *resite_cim_perform (ResiteCim *self, const ResiteCimRequest *request,
                               GCancellable *cancellable, GError **error);

/* Short ways, waiting; never on the main thread. */
GPtrArray *resite_cim_list (ResiteCim *self, const char *space, const char *query,
                            GCancellable *cancellable, GError **error);
ResiteCimObject *resite_cim_get (ResiteCim *self, const char *space, const char *class_name,
                                 ResiteCimObject *keys, GCancellable *cancellable, GError **error);
gboolean resite_cim_put (ResiteCim *self, const char *space, ResiteCimObject *keys,
                         ResiteCimObject *instance, GCancellable *cancellable, GError **error);
/* (transfer full): its keys. */
ResiteCimObject *resite_cim_create (ResiteCim *self, const char *space, ResiteCimObject *instance,
                                    GCancellable *cancellable, GError **error);
gboolean resite_cim_delete (ResiteCim *self, const char *space, const char *class_name,
                            ResiteCimObject *keys, GCancellable *cancellable, GError **error);
/* (transfer full): out parameters; look at "ReturnValue". */
ResiteCimObject *resite_cim_call (ResiteCim *self, const char *space, const char *class_name,
                                  ResiteCimObject *keys, const char *method, ResiteCimObject *in,
                                  GCancellable *cancellable, GError **error);

/* WQL text: @value as a quoted literal; @like: as a LIKE pattern that matches just @value.
 * (transfer full). */
char *resite_cim_quote (const char *value);
char *resite_cim_quote_like (const char *value);

G_END_DECLS
