/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-point-writer"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-point-private.h"

#define ROW_CLASS "SMS_DistributionPoint"

/* What may have been done is looked for so often: it can be on its way still. */
static const guint look_pauses_ms[] = { 0, 300, 1500 };

typedef ResitePointItem Item;
typedef ResitePointCall Call;

static void
settle (Item *item, ResitePointOutcome outcome, const GError *error)
{
  GError *copy = error != NULL ? g_error_copy (error) : NULL;

  item->stage = RESITE_POINT_SETTLED;
  item->outcome = outcome;
  g_clear_error (&item->error);
  item->error = copy;
}

static void
settle_failed (Item *item, ResiteError code, const char *message)
{
  g_autoptr (GError) error = g_error_new_literal (RESITE_ERROR, code, message);

  settle (item, RESITE_POINT_FAILED, error);
}

static void
settle_busy (Item *item)
{
  settle_failed (item, RESITE_ERROR_IN_USE,
                 _ ("This package is being taken off the distribution point (its row there has "
                    "Status 3). It can be assigned again when that is done: try later."));
}

static void
settle_wrong (Item *item, const ResiteSmsPoint *target, const char *code)
{
  g_autofree char *message = g_strdup_printf (
      /* TRANSLATORS: a wrong site code, a server, and the right site code. */
      _ ("A row of this package names site %s, but %s belongs to site %s: with such a row each "
         "distribution fails (status message 2302). Take the package off this distribution "
         "point in the console first."),
      code, target->server, target->site_code);

  settle_failed (item, RESITE_ERROR_DIFFERS, message);
}

static void
doubt (Item *item, const GError *error)
{
  settle (item, RESITE_POINT_UNKNOWN, error);
  item->stage = RESITE_POINT_DOUBT;
}

static Item *
get_item (Call *self, guint index)
{
  return g_ptr_array_index (self->items, index);
}

/* (transfer container): ids of the items of @stage, NULL-terminated, at most @most of them. */
static GPtrArray *
list_ids (Call *self, ResitePointStage stage, ResitePointStage other, guint most)
{
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < self->items->len && ids->len < most; i++)
    {
      const Item *item = get_item (self, i);

      if (item->stage == stage || item->stage == other)
        g_ptr_array_add (ids, item->id);
    }
  g_ptr_array_add (ids, NULL);
  return ids;
}

static gboolean
has (Call *self, ResitePointStage stage)
{
  for (guint i = 0; i < self->items->len; i++)
    if (get_item (self, i)->stage == stage)
      return TRUE;
  return FALSE;
}

/* Nothing more is done. */
static void
cut_short (Call *self, const GError *error)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = get_item (self, i);

      if (item->stage == RESITE_POINT_PENDING)
        settle (item, RESITE_POINT_FAILED, error);
    }
  if (self->failure == NULL)
    self->failure = g_error_copy (error);
}

/* What the row says before anything is done. */
static void
judge_before (Call *self, Item *item, const ResiteSmsPointRow *row)
{
  const gboolean is_wrong = row != NULL && row->wrong_code != NULL;
  const gboolean is_own = resite_sms_point_row_is_own (row);
  const gboolean is_going = is_own && !resite_sms_point_row_is_standing (row);

  if (self->removes && (row == NULL || is_going))
    settle (item, RESITE_POINT_ABSENT, NULL);
  else if (is_wrong && !(self->removes && is_own))
    settle_wrong (item, self->target, row->wrong_code);
  else if (is_going)
    settle_busy (item);
  else if (is_own && !self->removes)
    settle (item, RESITE_POINT_ALREADY, NULL);
}

static gboolean
look_before (Call *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids =
      list_ids (self, RESITE_POINT_PENDING, RESITE_POINT_PENDING, G_MAXUINT);
  g_autoptr (GHashTable) rows =
      resite_sms_read_point_rows (self->cim, self->space, self->target,
                                  (const char *const *)ids->pdata, self->cancellable, &error);

  if (rows == NULL)
    {
      cut_short (self, error);
      return FALSE;
    }
  for (guint i = 0; i < self->items->len; i++)
    judge_before (self, get_item (self, i), g_hash_table_lookup (rows, get_item (self, i)->id));
  return has (self, RESITE_POINT_PENDING);
}

static ResiteCimObject *
make_row (Call *self, const char *id)
{
  ResiteCimObject *row = resite_cim_object_new (self->removes ? NULL : ROW_CLASS);

  resite_cim_object_set_string (row, "PackageID", id);
  resite_cim_object_set_string (row, "ServerNALPath", self->target->nal_path);
  resite_cim_object_set_string (row, "SiteCode", self->target->site_code);
  if (!self->removes && *self->target->site_name != '\0')
    resite_cim_object_set_string (row, "SiteName", self->target->site_name);
  return row;
}

static gboolean
write_row (Call *self, const char *id, GError **error)
{
  g_autoptr (ResiteCimObject) row = make_row (self, id);
  g_autoptr (ResiteCimObject) keys = NULL;

  if (self->removes)
    return resite_cim_delete (self->cim, self->space, ROW_CLASS, row, self->cancellable, error);
  keys = resite_cim_create (self->cim, self->space, row, self->cancellable, error);
  return keys != NULL;
}

/* A change that was on its way when somebody cancelled or the line broke may have been done. */
static gboolean
may_be_done (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN) ||
         g_error_matches (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT) ||
         g_error_matches (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
}

static void
take_failure (Call *self, Item *item, const GError *error)
{
  if (may_be_done (error))
    doubt (item, error);
  else if (self->removes && g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    settle (item, RESITE_POINT_ABSENT, NULL);
  else
    settle (item, RESITE_POINT_FAILED, error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE))
    cut_short (self, error);
}

static void
write_one (Call *self, Item *item)
{
  g_autoptr (GError) error = NULL;

  if (write_row (self, item->id, &error))
    item->stage = RESITE_POINT_WRITTEN;
  else if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_EXISTS))
    {
      item->stage = RESITE_POINT_WRITTEN;
      item->if_there = RESITE_POINT_ALREADY;
    }
  else if (!g_error_matches (error, RESITE_ERROR, RESITE_ERROR_REFUSED) ||
           !_resite_point_writer_turn_to_script (self->writer))
    take_failure (self, item, error);
}

static void
write_rows (Call *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = get_item (self, i);

      if (_resite_point_writer_goes_by_script (self->writer))
        return;
      if (item->stage == RESITE_POINT_PENDING)
        write_one (self, item);
    }
}

static Item *
find_item (Call *self, const char *id)
{
  for (guint i = 0; i < self->items->len; i++)
    if (g_str_equal (get_item (self, i)->id, id))
      return get_item (self, i);
  return NULL;
}

/* The provider's words come in the language of the server; its numbers do not. */
static ResiteError
find_code (const char *text)
{
  switch (g_ascii_strtoull (text, NULL, 16))
    {
    case 0x80041003: /* WBEM_E_ACCESS_DENIED */
    case 0x80070005:
      return RESITE_ERROR_NO_ACCESS;
    case 0x80041002: /* WBEM_E_NOT_FOUND */
      return RESITE_ERROR_NOT_FOUND;
    case 0x80041006: /* WBEM_E_OUT_OF_MEMORY */
    case 0x80041045: /* WBEM_E_QUOTA_VIOLATION */
    case 0x80041013: /* WBEM_E_PROVIDER_LOAD_FAILURE */
    case 0x800706BA: /* the RPC server is not there */
      return RESITE_ERROR_BUSY;
    default:
      return RESITE_ERROR_FAILED;
    }
}

static void
take_saying (Call *self, Item *item, const ResitePointSaying *saying)
{
  switch (saying->word)
    {
    case RESITE_POINT_SAID_ALREADY:
      item->if_there = RESITE_POINT_ALREADY;
      item->stage = RESITE_POINT_WRITTEN;
      break;
    case RESITE_POINT_SAID_ABSENT:
      settle (item, RESITE_POINT_ABSENT, NULL);
      break;
    case RESITE_POINT_SAID_BUSY:
      settle_busy (item);
      break;
    case RESITE_POINT_SAID_WRONG:
      settle_wrong (item, self->target, saying->text);
      break;
    case RESITE_POINT_SAID_FAILED:
      settle_failed (item, find_code (saying->text), saying->text);
      break;
    case RESITE_POINT_SAID_OK:
    case RESITE_POINT_SAID_UNSEEN:
    case RESITE_POINT_SAID_REMOVED:
    default:
      item->stage = RESITE_POINT_WRITTEN;
    }
}

static GError *
explain_report (const ResitePointReport *report)
{
  if (report->failure != NULL)
    return g_error_new (RESITE_ERROR, find_code (report->failure),
                        /* TRANSLATORS: what the server said. */
                        _ ("The script that assigns packages does not reach the provider; nothing "
                           "was written. It said: %s"),
                        report->failure);
  return g_error_new_literal (RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN,
                              _ ("The script that assigns packages broke off on the server; what "
                                 "became of the rest is not known."));
}

/* Those that it did not speak of. */
static void
take_rest (Call *self, const ResitePointReport *report, GPtrArray *ids)
{
  g_autoptr (GError) error = explain_report (report);

  for (guint i = 0; ids->pdata[i] != NULL; i++)
    {
      Item *item = find_item (self, ids->pdata[i]);

      if (item->stage == RESITE_POINT_PENDING && report->failure != NULL)
        settle (item, RESITE_POINT_FAILED, error);
      else if (item->stage == RESITE_POINT_PENDING)
        doubt (item, error);
    }
}

static void
take_script_failure (Call *self, GPtrArray *ids, const GError *error)
{
  for (guint i = 0; ids->pdata[i] != NULL; i++)
    {
      Item *item = find_item (self, ids->pdata[i]);

      if (may_be_done (error))
        doubt (item, error);
      else
        settle (item, RESITE_POINT_FAILED, error);
    }
  cut_short (self, error);
}

static void
run_script (Call *self, guint most)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = list_ids (self, RESITE_POINT_PENDING, RESITE_POINT_PENDING, most);
  g_autoptr (ResitePointReport) report =
      _resite_point_writer_run_script (self->writer, self->removes ? "remove" : "add",
                                       (const char *const *)ids->pdata, self->cancellable, &error);

  if (report == NULL)
    {
      take_script_failure (self, ids, error);
      return;
    }
  for (guint i = 0; i < report->sayings->len; i++)
    {
      const ResitePointSaying *saying = g_ptr_array_index (report->sayings, i);
      Item *item = find_item (self, saying->id);

      if (item != NULL && item->stage == RESITE_POINT_PENDING)
        take_saying (self, item, saying);
    }
  take_rest (self, report, ids);
}

/* What was taken and does not show may show later, so that it is in doubt, and not failed. */
static void
settle_unseen (Item *item, const char *message)
{
  g_autoptr (GError) error = NULL;

  if (item->stage == RESITE_POINT_WRITTEN)
    error = g_error_new_literal (RESITE_ERROR, RESITE_ERROR_FAILED, message);
  settle (item, RESITE_POINT_UNKNOWN, error != NULL ? error : item->error);
}

static void
judge_added (Item *item, const ResiteSmsPointRow *row, gboolean is_last)
{
  if (resite_sms_point_row_is_standing (row))
    settle (item, item->if_there, NULL);
  else if (is_last)
    settle_unseen (item,
                   _ ("The provider said that the row was written, but it does not show it."));
}

static void
judge_removed (Item *item, const ResiteSmsPointRow *row, gboolean is_last)
{
  if (!resite_sms_point_row_is_standing (row))
    settle (item, RESITE_POINT_REMOVED, NULL);
  else if (is_last)
    settle_unseen (item, _ ("The provider said that the row was removed, but it is still there."));
}

static void
judge_after (Call *self, GHashTable *rows, gboolean is_last)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = get_item (self, i);
      const ResiteSmsPointRow *row = g_hash_table_lookup (rows, item->id);

      if (item->stage != RESITE_POINT_WRITTEN && item->stage != RESITE_POINT_DOUBT)
        continue;
      if (self->removes)
        judge_removed (item, row, is_last);
      else
        judge_added (item, row, is_last);
    }
}

static void
let_pass (Call *self, guint milliseconds)
{
  GPollFD fd;

  if (milliseconds == 0)
    return;
  if (!g_cancellable_make_pollfd (self->cancellable, &fd))
    {
      g_usleep (milliseconds * 1000);
      return;
    }
  g_poll (&fd, 1, (int)milliseconds);
  g_cancellable_release_fd (self->cancellable);
}

/* Nobody can say of these. */
static void
leave_in_doubt (Call *self, const GError *error)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = get_item (self, i);

      if (item->stage != RESITE_POINT_SETTLED)
        settle (item, RESITE_POINT_UNKNOWN, item->error != NULL ? item->error : error);
    }
  if (self->failure == NULL)
    self->failure = g_error_copy (error);
}

static void
look_after (Call *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (look_pauses_ms); i++)
    {
      g_autoptr (GPtrArray) ids =
          list_ids (self, RESITE_POINT_WRITTEN, RESITE_POINT_DOUBT, G_MAXUINT);
      g_autoptr (GHashTable) rows = NULL;
      g_autoptr (GError) error = NULL;

      if (ids->len == 1)
        return;
      let_pass (self, look_pauses_ms[i]);
      rows =
          resite_sms_read_point_rows (self->cim, self->space, self->target,
                                      (const char *const *)ids->pdata, self->cancellable, &error);
      if (rows == NULL)
        {
          leave_in_doubt (self, error);
          return;
        }
      judge_after (self, rows, i + 1 == G_N_ELEMENTS (look_pauses_ms));
    }
}

void
_resite_point_call_run (ResitePointCall *self)
{
  g_autoptr (GError) error = NULL;
  guint batch;

  if (!resite_point_writer_open (self->writer, self->cancellable, &error))
    {
      cut_short (self, error);
      return;
    }
  if (!look_before (self))
    return;
  write_rows (self);
  batch = resite_point_writer_get_batch (self->writer);
  while (has (self, RESITE_POINT_PENDING))
    run_script (self, batch);
  look_after (self);
}
