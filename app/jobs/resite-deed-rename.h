/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-deed.h"

G_BEGIN_DECLS

/* Parts of the deed "rename". All wait. */

/* What it is called now, and after the next restart. (transfer full) both. */
gboolean resite_deed_read_names (ResiteDeed *deed, char **active, char **pending, GError **error);
/* Gives it @name with the next restart: by WMI, or in a domain by netdom in its shell, with the
 * account's password through the program's input. RESITE_ERROR_NEEDS_PERSON where only a person can
 * do it. Ends with a look at the name. @stage: whose row keeps what was printed. */
gboolean resite_deed_give_name (ResiteDeed *deed, const char *stage, const char *name,
                                GError **error);

/* Are the name and the address that this machine is to take silent at this moment? What it has
 * already is not asked about. RESITE_ERROR_NEEDS_PERSON: somebody answers (who), or it cannot be
 * looked at; a new name that waits for the restart is then taken back. */
gboolean resite_deed_check_free (ResiteDeed *deed, const char *stage, GError **error);

/* The card through which it is spoken to. */
gboolean resite_deed_write_network_down (ResiteDeed *deed, const char *stage, GError **error);
/* NULL without @error: no card has @address. (element-type ResiteWindowsAdapter) @adapters. */
ResiteWindowsAdapter *resite_deed_find_address (GPtrArray *adapters, const char *address);
/* Is it set as the values say? *@why (transfer full) (nullable): what is not. */
gboolean resite_deed_is_network_set (ResiteDeed *deed, gboolean *set, char **why, GError **error);
/* Sets it and finds the machine where it is then. */
gboolean resite_deed_set_network (ResiteDeed *deed, GError **error);

G_END_DECLS
