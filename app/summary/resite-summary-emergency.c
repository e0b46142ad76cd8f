/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-emergency"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-summary-private.h"

/* How far the unpacked packages have moved. */
typedef enum
{
  PLACE_OLD_SERVER, /* the old server serves under its name */
  PLACE_RENAMED,    /* C3 is done: it is called otherwise, and the new one has not its name yet */
  PLACE_NEW_SERVER, /* C4 is done: the copy lies on the new server */
  PLACE_ASIDE,      /* C10 put that copy aside */
  PLACE_NEW_SHARE,  /* R2 moved it into the share that SMS made */
  PLACE_TAKEN_BACK  /* B2: the old server has its name again, for good */
} Place;

static Place
find_place (ResiteSummary *self)
{
  if (resite_run_state_is_way_back (self->state) && resite_summary_is_done (self, "B2"))
    return PLACE_TAKEN_BACK;
  if (resite_summary_is_done (self, "R2"))
    return PLACE_NEW_SHARE;
  if (resite_summary_is_done (self, "C10"))
    return PLACE_ASIDE;
  if (resite_summary_is_done (self, "C4"))
    return PLACE_NEW_SERVER;
  if (resite_summary_is_done (self, "C3"))
    return PLACE_RENAMED;
  return PLACE_OLD_SERVER;
}

static void
add_place (ResiteSummary *self, ResiteDocumentBlock *table, const char *where, const char *path,
           const char *remark)
{
  g_autofree char *expanded = resite_summary_expand (self, NULL, path);

  resite_document_add_row (table, table->rows->len == 0 ? RESITE_ROW_STRONG : RESITE_ROW_PLAIN,
                           where, expanded, remark, NULL);
}

static void
add_old_share (ResiteSummary *self, ResiteDocumentBlock *table)
{
  add_place (self, table, _ ("Old server, under its new name"),
             "\\\\${old.name-after}\\${site.share-name}",
             _ ("As long as it runs and is on the network."));
}

/* Only if it was copied there at all. */
static void
add_new_folder (ResiteSummary *self, ResiteDocumentBlock *table, const char *path,
                const char *remark)
{
  if (resite_summary_is_done (self, "P2"))
    add_place (self, table, _ ("New server, at its own console"), path, remark);
}

static void
add_source (ResiteSummary *self, ResiteDocumentBlock *table)
{
  const char *source = resite_summary_get_value (self, "source.server-name");

  if (*source == '\0' || g_str_equal (source, resite_summary_get_value (self, "site.server-name")))
    return;
  add_place (self, table, _ ("Another distribution point"),
             "\\\\${source.server-name}\\${source.share-name}",
             _ ("Over a slow line perhaps; its share may have another letter."));
}

static void
add_places (ResiteSummary *self, ResiteDocumentBlock *table, Place place)
{
  const char *network = "\\\\${site.server-name}\\${site.share-name}";

  switch (place)
    {
    case PLACE_OLD_SERVER:
    case PLACE_TAKEN_BACK:
      add_place (self, table, _ ("Old server"), network, _ ("The share as everybody knows it."));
      break;
    case PLACE_RENAMED:
      add_old_share (self, table);
      add_new_folder (self, table, "${site.share-folder}", _ ("The copy of P2."));
      break;
    case PLACE_NEW_SERVER:
      add_new_folder (self, table, "${site.share-folder}",
                      _ ("The copy of P2; also over the network where somebody shared it."));
      add_old_share (self, table);
      break;
    case PLACE_ASIDE:
      add_new_folder (self, table, "${site.share-folder}_OLD",
                      _ ("Put aside in C10, moved back in R2. It is not shared."));
      add_old_share (self, table);
      break;
    case PLACE_NEW_SHARE:
      add_place (self, table, _ ("New server"), network, _ ("The share that SMS made."));
      break;
    default:
      g_assert_not_reached ();
    }
  add_source (self, table);
}

/* What the next change is, since this paper is wrong from then on. */
static const char *
say_until (Place place)
{
  switch (place)
    {
    case PLACE_OLD_SERVER:
      return _ (
          "This card holds until C3: then the old server gets another name. Print a new one.");
    case PLACE_RENAMED:
      return _ (
          "This card holds until C4: then the new server takes over the name. Print a new one.");
    case PLACE_NEW_SERVER:
      return _ ("This card holds until C10: then the folder gets another name. Print a new one.");
    case PLACE_ASIDE:
      return _ (
          "This card holds until R2: then the folders go into the new share. Print a new one.");
    case PLACE_NEW_SHARE:
    case PLACE_TAKEN_BACK:
    default:
      return _ ("This card holds from now on; nothing moves any more.");
    }
}

static void
add_person (ResiteSummary *self, ResiteDocumentBlock *table, const char *role, const char *name,
            const char *phone)
{
  const char *who = resite_summary_get_value (self, name);

  if (*who != '\0')
    resite_document_add_row (table, RESITE_ROW_PLAIN, role, who,
                             resite_summary_get_value (self, phone), NULL);
}

static void
add_people (ResiteSummary *self, ResiteDocument *document)
{
  ResiteDocumentBlock *table;

  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("Whom to ask"));
  table = resite_document_add_table (document, ":3|:3|:3", FALSE);
  add_person (self, table, _ ("Technician"), "people.technician", "people.technician-phone");
  add_person (self, table, _ ("Central administrator"), "people.central-admin",
              "people.central-admin-phone");
  add_person (self, table, _ ("At the site"), "people.local-contact", "people.local-contact-phone");
}

ResiteDocument *
resite_summary_build_emergency (ResiteSummary *self)
{
  g_autofree char *title = NULL;
  g_autofree char *columns = NULL;
  Place place = find_place (self);
  ResiteDocument *document;
  ResiteDocumentBlock *table;

  title = g_strdup_printf (_ ("While SMS is down at site %s: installing a program by hand"),
                           resite_summary_get_value (self, "site.code"));
  document = resite_document_new (title);
  document->size = 11;
  resite_summary_set_frame (self, document, _ ("Emergency card"), FALSE);
  resite_document_add (document, RESITE_DOCUMENT_RESULT, say_until (place));
  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("Where the programs lie now"));
  columns = g_strdup_printf ("%s:2.6|%s:3.6|%s:3.2", _ ("Where"), _ ("Open this"), _ ("Remark"));
  table = resite_document_add_table (document, columns, TRUE);
  add_places (self, table, place);
  if (table->rows->len == 0)
    resite_document_add_row (table, RESITE_ROW_STRONG,
                             _ ("Nowhere at this site now: ask the central administrator."), NULL);
  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("How"));
  resite_document_add (document, RESITE_DOCUMENT_CHECK,
                       _ ("Start > Run, type the first place of the table, Enter. If it does not "
                          "open, take the next one."));
  resite_document_add (document, RESITE_DOCUMENT_CHECK,
                       _ ("Each folder is one program; its name is the package ID. Ask for the ID "
                          "if you do not know it."));
  resite_document_add (document, RESITE_DOCUMENT_CHECK,
                       _ ("Start the setup program in that folder. Change and delete nothing."));
  resite_document_add (document, RESITE_DOCUMENT_CHECK,
                       _ ("Write down machine, program and time, and give it to the technician."));
  add_people (self, document);
  return document;
}
