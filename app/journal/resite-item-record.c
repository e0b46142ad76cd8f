/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-item-record"
#include "config.h"

#include "resite-journal.h"

ResiteItemRecord *
resite_item_record_new (const char *name, const char *state)
{
  ResiteItemRecord *record;

  g_return_val_if_fail (name != NULL && state != NULL, NULL);

  record = g_new0 (ResiteItemRecord, 1);
  record->name = g_strdup (name);
  record->state = g_strdup (state);
  record->message = g_strdup ("");
  record->size = -1;
  record->exit_code = -1;
  return record;
}

ResiteItemRecord *
resite_item_record_copy (const ResiteItemRecord *record)
{
  ResiteItemRecord *copy;

  g_return_val_if_fail (record != NULL, NULL);

  copy = g_memdup2 (record, sizeof *record);
  copy->name = g_strdup (record->name);
  copy->state = g_strdup (record->state);
  copy->message = g_strdup (record->message != NULL ? record->message : "");
  copy->digest = g_strdup (record->digest);
  copy->output = g_strdup (record->output);
  return copy;
}

void
resite_item_record_free (ResiteItemRecord *record)
{
  if (record == NULL)
    return;
  g_free (record->name);
  g_free (record->state);
  g_free (record->message);
  g_free (record->digest);
  g_free (record->output);
  g_free (record);
}
