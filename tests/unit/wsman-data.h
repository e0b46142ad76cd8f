/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-wsman-reply.h"

/* The envelopes of tests/data/wsman. */

#define REQUEST_ID "uuid:3D2A4C0E-7C38-4E1C-9C39-5D6E7F0A1B2C"

static inline GBytes *
load_bytes (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".xml", NULL);
  g_autofree char *path =
      g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", "wsman", file, NULL);
  g_autoptr (GError) error = NULL;
  char *text;
  gsize size;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, size);
}

static inline ResiteWsmanReply *
load_reply (const char *name)
{
  g_autoptr (GBytes) bytes = load_bytes (name);
  g_autoptr (GError) error = NULL;
  ResiteWsmanReply *reply = resite_wsman_reply_new (bytes, REQUEST_ID, &error);

  g_assert_no_error (error);
  return reply;
}
