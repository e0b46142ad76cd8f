/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "resite-copy-lane.h"

G_BEGIN_DECLS

/* The threads of a copy. A task may be given back again and again, until somebody says that it is
 * done; when all are, the pool has run. */
typedef struct _ResiteCopyPool ResiteCopyPool;

typedef void (*ResiteCopyPoolWork) (gpointer task, ResiteCopyLane *lane, gpointer user_data);

typedef struct
{
  ResiteCopyPoolWork work;
  void (*begin_thread) (gpointer user_data); /* or NULL */
  /* Or NULL: what was hurried is not over yet; called again and again until it is. */
  void (*interrupt) (gpointer user_data);
  gpointer user_data;
  guint first; /* threads to begin with */
  guint heavy; /* heavy tasks at a time; the other threads go on with light ones */
  guint most;  /* more are taken one by one as long as that makes it faster */
  gsize buffer;
  gboolean remote; /* a side is a server */
} ResiteCopyPoolSetup;

ResiteCopyPool *resite_copy_pool_new (const ResiteCopyPoolSetup *setup);
void resite_copy_pool_free (ResiteCopyPool *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyPool, resite_copy_pool_free)

/* Any thread. A new task, after those that wait; what comes back or comes later is never heavy. */
void resite_copy_pool_add (ResiteCopyPool *self, gpointer task, gboolean heavy);
/* A new task that is not to be begun before that time of the monotonic clock. */
void resite_copy_pool_add_later (ResiteCopyPool *self, gpointer task, gint64 due);
/* A task that is under way comes back, before those that wait. */
void resite_copy_pool_give_back (ResiteCopyPool *self, gpointer task);
/* A task is done. */
void resite_copy_pool_end_one (ResiteCopyPool *self);
/* So much has got to where it should; what growing goes by. */
void resite_copy_pool_count (ResiteCopyPool *self, guint64 amount);
/* Threads have nothing to do, since everything is somewhere else. */
gboolean resite_copy_pool_is_hungry (ResiteCopyPool *self);
/* What is to be done later is begun now. */
void resite_copy_pool_hurry (ResiteCopyPool *self);

/* Until every task is done. */
void resite_copy_pool_run (ResiteCopyPool *self);

G_END_DECLS
