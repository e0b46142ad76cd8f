/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the lab's machines remember, as records in a text file: a record belongs to a place ("old"),
 * is of a kind ("Win32_Service") and has a name; its fields are text. Names, kinds and fields
 * compare without regard to case. Main thread. */
typedef struct _ResiteLabStore ResiteLabStore;
typedef struct _ResiteLabRecord ResiteLabRecord;

/* @path need not be there yet. RESITE_ERROR_CORRUPT for a file that is no such store. */
ResiteLabStore *resite_lab_store_open (const char *path, GError **error);
void resite_lab_store_free (ResiteLabStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLabStore, resite_lab_store_free)
gboolean resite_lab_store_is_empty (ResiteLabStore *self);
/* Writes the file anew, as a whole, if anything changed. */
gboolean resite_lab_store_save (ResiteLabStore *self, GError **error);

/* The one that is there, or a new one. */
ResiteLabRecord *resite_lab_store_add (ResiteLabStore *self, const char *place, const char *kind,
                                       const char *name);
/* (nullable) (transfer none). */
ResiteLabRecord *resite_lab_store_find (ResiteLabStore *self, const char *place, const char *kind,
                                        const char *name);
/* (element-type ResiteLabRecord) (transfer container): in the order in which they came. */
GPtrArray *resite_lab_store_list (ResiteLabStore *self, const char *place, const char *kind);
void resite_lab_store_remove (ResiteLabStore *self, ResiteLabRecord *record);

const char *resite_lab_record_get_name (const ResiteLabRecord *self);
const char *resite_lab_record_get_place (const ResiteLabRecord *self);
/* (nullable). */
const char *resite_lab_record_get (const ResiteLabRecord *self, const char *field);
gint64 resite_lab_record_get_int (const ResiteLabRecord *self, const char *field);
gboolean resite_lab_record_is (const ResiteLabRecord *self, const char *field, const char *value);
/* @value NULL takes the field away. */
void resite_lab_record_set (ResiteLabRecord *self, const char *field, const char *value);
void resite_lab_record_set_int (ResiteLabRecord *self, const char *field, gint64 value);
/* (transfer container): names of the fields, sorted. */
GPtrArray *resite_lab_record_list_fields (const ResiteLabRecord *self);

/* Renamed into place, but without waiting for the disk: nothing of a rehearsal has to survive a
 * power cut. */
gboolean resite_lab_write_file (const char *path, const char *text, gsize length, GError **error);

G_END_DECLS
