/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where in a plan's text each group and key stands; GKeyFile tells no lines. */
typedef struct
{
  guint line;
  char *group;
  char *key;         /* NULL: the group's heading */
  gboolean repeated; /* the same stood further up */
} ResitePlanPlace;

/* @text as valid UTF-8 without a byte order mark; RESITE_ERROR_INVALID "NAME:LINE: ..." where it is
 * no text at all. */
char *_resite_plan_text_decode (const char *name, GBytes *bytes, GError **error);

/* (element-type ResitePlanPlace) in the order of the file, or the first line that is no part of a
 * key file. */
GPtrArray *_resite_plan_text_index (const char *name, const char *text, GError **error);

G_END_DECLS
