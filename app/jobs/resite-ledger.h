/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where a job writes what became of its items, and finds what became of them before a crash. The
 * engine implements it over a journal. "Sync, then row" is the job's order: a row that came back
 * from commit() is durable, so what it says must have been so before. */
#define RESITE_TYPE_LEDGER (resite_ledger_get_type ())
G_DECLARE_INTERFACE (ResiteLedger, resite_ledger, RESITE, LEDGER, GObject)

typedef struct
{
  char *name;
  char *state;
  char *message;
  char *digest; /* or NULL */
  char *output; /* or NULL */
  gint64 bytes;
  gint64 size;      /* -1 unknown */
  gint64 modified;  /* microseconds since 1970 */
  gint64 exit_code; /* -1 none */
  double seconds;
  guint tries;
} ResiteLedgerRow;

ResiteLedgerRow *resite_ledger_row_new (const char *name, const char *state);
ResiteLedgerRow *resite_ledger_row_copy (const ResiteLedgerRow *row);
void resite_ledger_row_free (ResiteLedgerRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLedgerRow, resite_ledger_row_free)

/* FALSE ends the visit, without an error. */
typedef gboolean (*ResiteLedgerVisit) (const ResiteLedgerRow *row, gpointer user_data);

struct _ResiteLedgerInterface
{
  GTypeInterface parent_iface;

  gboolean (*commit) (ResiteLedger *self, GPtrArray *rows, GError **error);
  void (*commit_async) (ResiteLedger *self, GPtrArray *rows, GAsyncReadyCallback callback,
                        gpointer user_data);
  gboolean (*commit_finish) (ResiteLedger *self, GAsyncResult *result, GError **error);
  GPtrArray *(*read) (ResiteLedger *self, GError **error);
  gboolean (*visit) (ResiteLedger *self, ResiteLedgerVisit visit, gpointer user_data,
                     GError **error); /* may be NULL */
};

/* (element-type ResiteLedgerRow). Any thread but the main one: it waits for the disk. */
gboolean resite_ledger_commit (ResiteLedger *self, GPtrArray *rows, GError **error);
/* Main thread. @rows is kept alive until it is done. */
void resite_ledger_commit_async (ResiteLedger *self, GPtrArray *rows, GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean resite_ledger_commit_finish (ResiteLedger *self, GAsyncResult *result, GError **error);
/* (element-type ResiteLedgerRow) (transfer full): the newest row of each name, any thread. */
GPtrArray *resite_ledger_read (ResiteLedger *self, GError **error);
/* The same in the byte order of names, for very many: rows and their texts are only lent, and
 * nothing may be asked of @self meanwhile. */
gboolean resite_ledger_visit (ResiteLedger *self, ResiteLedgerVisit visit, gpointer user_data,
                              GError **error);
/* The rows beside the caller's main loop; its result has no source object. */
void resite_ledger_read_async (ResiteLedger *self, GAsyncReadyCallback callback,
                               gpointer user_data);
GPtrArray *resite_ledger_read_finish (GAsyncResult *result, GError **error);

/* Keeps rows in memory: for verbs that need no past, and for tests. */
#define RESITE_TYPE_MEMORY_LEDGER (resite_memory_ledger_get_type ())
G_DECLARE_FINAL_TYPE (ResiteMemoryLedger, resite_memory_ledger, RESITE, MEMORY_LEDGER, GObject)
ResiteLedger *resite_memory_ledger_new (void);

G_END_DECLS
