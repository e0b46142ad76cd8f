/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-work.h"

G_BEGIN_DECLS

/* What the source's folders hold now: each is listed once, which over a network is far less than a
 * question for each file. One thread. */
typedef struct _ResiteCopyConfirm ResiteCopyConfirm;

ResiteCopyConfirm *resite_copy_confirm_new (ResiteCopyWork *work);
void resite_copy_confirm_free (ResiteCopyConfirm *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyConfirm, resite_copy_confirm_free)

/* (transfer none) (nullable): not there, or it could not be told. */
const ResiteFileInfo *resite_copy_confirm_find (ResiteCopyConfirm *self, const char *name);

G_END_DECLS
