/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-work.h"

G_BEGIN_DECLS

/* Asks both folders what they are good at (a remote one is connected to by that) and settles how
 * many threads there will be. */
gboolean resite_copy_prepare (ResiteCopyWork *work, GError **error);

/* The thread that calls this comes after everybody else, where that is wished for. */
void resite_copy_prepare_thread (gpointer work);

/* What can be told before hours have passed: changes that will not be seen, and, where it @writes,
 * what will not fit. @plan is not work->plan yet. */
void resite_copy_prepare_warn (ResiteCopyWork *work, const ResiteCopyPlan *plan, gboolean writes);

G_END_DECLS
