/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-machine-words"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-machine-words.h"

const char *
resite_machine_words_get (const char *role)
{
  static const struct
  {
    const char *role;
    const char *words;
  } names[] = {
    { "old", N_ ("the old server") },
    { "new", N_ ("the new server") },
    { "source", N_ ("the server that is copied from") },
    { "central", N_ ("the central site server") },
    { "ad", N_ ("the directory") },
    { "desk", N_ ("this desk") },
  };

  g_return_val_if_fail (role != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].role, role))
      return _ (names[i].words);
  return _ ("the primary site server");
}
