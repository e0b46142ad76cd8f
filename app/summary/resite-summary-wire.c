/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-wire"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-summary-private.h"
#include "resite-text.h"

static gboolean
says (const ResiteItemRecord *record, const char *line)
{
  g_auto (GStrv) lines = g_strsplit (record->output != NULL ? record->output : "", "\n", -1);

  return g_strv_contains ((const char *const *)lines, line);
}

static gboolean
is (const ResiteItemRecord *record, const char *state)
{
  return g_strcmp0 (record->state, state) == 0;
}

/* A row that was taken off again may have sent before. */
static gboolean
may_have_sent (const ResiteItemRecord *record)
{
  static const char *const states[] = { "running", "assigned", "installed",
                                        "in-full", "removed",  NULL };

  return record->state != NULL && g_strv_contains (states, record->state);
}

static void
take_item (ResiteSummaryWire *wire, const ResiteItemRecord *record)
{
  if (!may_have_sent (record))
    return;
  wire->crossed += (guint64)MAX (record->bytes, 0);
  if (is (record, "in-full") || says (record, "proof=in-full"))
    wire->in_full++;
  else if (is (record, "installed") && says (record, "proof=info-only"))
    {
      wire->information++;
      wire->unknown += record->size <= 0;
      wire->not_crossed += (guint64)MAX (record->size - record->bytes, 0);
    }
  else if (is (record, "installed") || is (record, "assigned") || is (record, "running"))
    wire->not_decided++;
}

void
resite_summary_take_wire (ResiteSummary *self, GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    take_item (&self->wire, items->pdata[i]);
}

static void
add (GString *text, char *sentence)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
  g_free (sentence);
}

static void
add_information (GString *text, const ResiteSummaryWire *wire)
{
  g_autofree char *size = resite_text_size (wire->not_crossed);

  add (text, g_strdup_printf (ngettext ("%s did not cross the line: of %u package only information "
                                        "was sent.",
                                        "%s did not cross the line: of %u packages only "
                                        "information was sent.",
                                        wire->information),
                              size, wire->information));
  if (wire->unknown > 0)
    add (text, g_strdup_printf (ngettext ("The size of %u of them is not known.",
                                          "The size of %u of them is not known.", wire->unknown),
                                wire->unknown));
}

static void
add_in_full (GString *text, const ResiteSummaryWire *wire)
{
  g_autofree char *size = resite_text_size (wire->crossed);

  add (text, g_strdup_printf (ngettext ("%s crossed it: %u package was sent in full, or in part "
                                        "before it was stopped.",
                                        "%s crossed it: %u packages were sent in full, or in part "
                                        "before they were stopped.",
                                        wire->in_full),
                              size, wire->in_full));
}

char *
resite_summary_wire_to_text (const ResiteSummaryWire *wire)
{
  GString *text;

  if (wire->information + wire->in_full + wire->not_decided == 0)
    return NULL;
  text = g_string_new (NULL);
  if (wire->information > 0)
    add_information (text, wire);
  if (wire->in_full > 0)
    add_in_full (text, wire);
  else if (wire->information > 0)
    add (text, g_strdup (_ ("No content of a package was seen on it.")));
  if (wire->not_decided > 0)
    add (text,
         g_strdup_printf (ngettext ("Of %u package that was assigned it is not decided what "
                                    "was sent.",
                                    "Of %u packages that were assigned it is not decided what "
                                    "was sent.",
                                    wire->not_decided),
                          wire->not_decided));
  return g_string_free (text, FALSE);
}
