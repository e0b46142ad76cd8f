/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-wsman-xml.h"

G_BEGIN_DECLS

/* A piece of XML while it is written. The first text that XML 1.0 cannot hold spoils it, and that
 * is told at the end. */
typedef struct _ResiteWsmanPiece ResiteWsmanPiece;

ResiteWsmanPiece *resite_wsman_piece_new (void);
void resite_wsman_piece_free (ResiteWsmanPiece *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWsmanPiece, resite_wsman_piece_free)

xmlTextWriter *resite_wsman_piece_get_writer (ResiteWsmanPiece *self);
/* @name: with a prefix that is declared around it or by an attribute. */
void resite_wsman_piece_open (ResiteWsmanPiece *self, const char *name);
void resite_wsman_piece_attribute (ResiteWsmanPiece *self, const char *name, const char *value);
void resite_wsman_piece_text (ResiteWsmanPiece *self, const char *text);
void resite_wsman_piece_close (ResiteWsmanPiece *self);
void resite_wsman_piece_element (ResiteWsmanPiece *self, const char *name, const char *text);
/* @xml (nullable): a piece that was ended. */
void resite_wsman_piece_raw (ResiteWsmanPiece *self, const char *xml);
/* All elements are closed. (transfer full). RESITE_ERROR_INVALID. */
char *resite_wsman_piece_end (ResiteWsmanPiece *self, GError **error);

G_END_DECLS
