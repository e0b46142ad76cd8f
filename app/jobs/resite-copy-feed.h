/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What threads tell of the rows of a table, and the main thread takes when it has time: of each
 * row only the newest word is kept. */
typedef struct _ResiteCopyFeed ResiteCopyFeed;

typedef struct
{
  guint index;
  const char *state; /* static */
  char *message;     /* or NULL */
  gint64 bytes;
  gint64 size;
  gint64 resumed; /* bytes that an earlier program had copied */
  double seconds;
  guint tries;
  gboolean ended;
} ResiteCopyUpdate;

void resite_copy_update_free (ResiteCopyUpdate *update);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyUpdate, resite_copy_update_free)

ResiteCopyFeed *resite_copy_feed_new (void);
void resite_copy_feed_free (ResiteCopyFeed *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyFeed, resite_copy_feed_free)

/* Any thread. Takes @update. */
void resite_copy_feed_put (ResiteCopyFeed *self, ResiteCopyUpdate *update);
/* (transfer full) (nullable): the row that has waited longest. */
ResiteCopyUpdate *resite_copy_feed_take (ResiteCopyFeed *self);

G_END_DECLS
