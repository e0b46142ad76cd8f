/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-row-text"

#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-copy-retry.h"
#include "resite-row-text.h"
#include "resite-text.h"

typedef struct
{
  const char *glyph;
  const char *style;
} Look;

static const Look looks[] = {
  [RESITE_ITEM_QUEUED] = { "·", "resite-verdict-none" },
  [RESITE_ITEM_RUNNING] = { "▸", "resite-verdict-none" },
  [RESITE_ITEM_GOOD] = { "✓", "resite-verdict-good" },
  [RESITE_ITEM_WARNING] = { "!", "resite-verdict-warning" },
  [RESITE_ITEM_FAILED] = { "✗", "resite-verdict-bad" },
  [RESITE_ITEM_LEFT_OUT] = { "–", "resite-verdict-none" },
  [RESITE_ITEM_UNKNOWN] = { "?", "resite-verdict-warning" },
};

const char *
resite_row_text_glyph (ResiteItemStatus status)
{
  g_return_val_if_fail (status < G_N_ELEMENTS (looks), "");

  return looks[status].glyph;
}

const char *
resite_row_text_style (ResiteItemStatus status)
{
  g_return_val_if_fail (status < G_N_ELEMENTS (looks), "");

  return looks[status].style;
}

char *
resite_row_text_size (ResiteJobItem *item)
{
  gint64 size = resite_job_item_get_size (item);

  return size < 0 ? g_strdup ("") : resite_text_size ((guint64)size);
}

char *
resite_row_text_state (ResiteJobItem *item)
{
  const guint tries = resite_job_item_get_tries (item);

  if (g_strcmp0 (resite_job_item_get_state (item), "retrying") == 0 && tries > 0 &&
      tries <= RESITE_COPY_RETRIES)
    /* TRANSLATORS: a mark, which retry it is, of how many, in how many seconds. */
    return g_strdup_printf (_ ("%s retrying %u of %u in %u s"),
                            resite_row_text_glyph (resite_job_item_get_status (item)), tries,
                            RESITE_COPY_RETRIES, resite_copy_retry_get_wait (tries));
  return g_strdup_printf ("%s %s", resite_row_text_glyph (resite_job_item_get_status (item)),
                          resite_item_state_to_word (resite_job_item_get_state (item)));
}

char *
resite_row_text_progress (ResiteJobItem *item)
{
  gint64 size = resite_job_item_get_size (item);
  gint64 bytes = resite_job_item_get_bytes (item);

  if (size <= 0 || bytes <= 0)
    return g_strdup ("");
  /* TRANSLATORS: how much of one file is done; a number from 1 to 100. */
  return g_strdup_printf (_ ("%d %%"), (int)MIN (100, bytes * 100 / size));
}

char *
resite_row_text_sent (ResiteJobItem *item)
{
  gint64 bytes = resite_job_item_get_bytes (item);

  return bytes > 0 ? resite_text_size ((guint64)bytes) : g_strdup ("");
}

char *
resite_row_text_message (ResiteJobItem *item)
{
  const char *message = resite_job_item_get_message (item);

  return g_strdelimit (g_strdup (message != NULL ? message : ""), "\r\n\t", ' ');
}

char *
resite_row_text_copy (ResiteJobItem *item)
{
  g_autofree char *size = resite_row_text_size (item);
  g_autofree char *state = resite_row_text_state (item);
  g_autofree char *message = resite_row_text_message (item);

  return g_strjoin ("\t", resite_job_item_get_name (item), size, state, message, NULL);
}

static void
append_cell (GString *csv, const char *text, char end)
{
  const char *safe = text != NULL ? text : "";
  gboolean formula = *safe != '\0' && strchr ("=+-@\t\r", *safe) != NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *doubled = NULL;

  if (!formula && strpbrk (safe, "\",\r\n") == NULL)
    {
      g_string_append (csv, safe);
      g_string_append_c (csv, end);
      return;
    }
  parts = g_strsplit (safe, "\"", -1);
  doubled = g_strjoinv ("\"\"", parts);
  g_string_append_printf (csv, "\"%s%s\"%c", formula ? "'" : "", doubled, end);
}

static void
append_item (GString *csv, ResiteJobItem *item)
{
  g_autofree char *size = g_strdup_printf ("%" G_GINT64_FORMAT, resite_job_item_get_size (item));
  g_autofree char *tries = g_strdup_printf ("%u", resite_job_item_get_tries (item));
  g_autofree char *seconds = g_strdup_printf ("%d", (int)resite_job_item_get_seconds (item));

  append_cell (csv, resite_job_item_get_name (item), ',');
  append_cell (csv, resite_job_item_get_size (item) < 0 ? "" : size, ',');
  append_cell (csv, resite_job_item_get_state (item), ',');
  append_cell (csv, resite_job_item_get_message (item), ',');
  append_cell (csv, tries, ',');
  append_cell (csv, seconds, ',');
  append_cell (csv, resite_job_item_get_output (item), '\r');
  g_string_append_c (csv, '\n');
}

char *
resite_row_text_csv (GListModel *items)
{
  GString *csv = g_string_new ("name,size,state,message,tries,seconds,output\r\n");

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (items, i);

      append_item (csv, item);
    }
  return g_string_free (csv, FALSE);
}
