/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-reach-take"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-machine-badge.h"
#include "resite-reach-take.h"
#include "resite-reason-dialog.h"
#include "resite-run-offer.h"

/* While a dialog is open; the page may go meanwhile. */
typedef struct
{
  GWeakRef page;
  char *machine;
} Asked;

static void
asked_free (gpointer data, GClosure *closure)
{
  Asked *asked = data;

  g_weak_ref_clear (&asked->page);
  g_free (asked->machine);
  g_free (asked);
}

static Asked *
asked_new (ResitePage *page, const char *machine)
{
  Asked *asked = g_new0 (Asked, 1);

  g_weak_ref_init (&asked->page, page);
  asked->machine = g_strdup (machine);
  return asked;
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResitePage) page = user_data;
  g_autoptr (GError) error = NULL;

  if (!resite_run_take_offer_finish (RESITE_RUN (source), result, &error))
    resite_page_complain (page, error);
  else if (gtk_widget_get_mapped (GTK_WIDGET (page)))
    /* Anew: other parts belong to the step now. */
    resite_page_go_to (page, resite_step_run_get_name (resite_page_get_step_run (page)));
}

static void
take (ResitePage *page, ResiteReachOffer *offer, const char *reason)
{
  resite_run_take_offer_async (resite_page_get_run (page), offer, resite_page_get_person (page),
                               reason, NULL, taken_cb, g_object_ref (page));
}

/* What was seen may be another thing by now. */
static void
answered (Asked *asked, const char *user, const char *reason)
{
  g_autoptr (ResitePage) page = g_weak_ref_get (&asked->page);
  g_autoptr (ResiteReachOffer) offer =
      page != NULL ? resite_run_find_offer (resite_page_get_run (page), asked->machine) : NULL;

  if (offer == NULL)
    return;
  if (user != NULL && offer->user_key != NULL)
    resite_reach_offer_set_user (offer, user);
  take (page, offer, reason);
}

static void
named_cb (GtkWidget *dialog, const char *user, Asked *asked)
{
  answered (asked, user, _ ("found from this desk"));
}

static void
reasoned_cb (GtkWidget *dialog, const char *reason, Asked *asked)
{
  answered (asked, NULL, reason);
}

static void
ask (ResitePage *page, const char *machine, const ResiteReachOffer *offer)
{
  const gboolean who = offer->user_key != NULL;
  g_autofree char *word = resite_machine_badge_dup_word (resite_page_get_run (page), machine);
  /* TRANSLATORS: "OLD SERVER", and a word of the plan: winrm, rpc, smb. */
  g_autofree char *title = g_strdup_printf (_ ("Reach the %s by %s?"), word, offer->reach);
  GtkWidget *dialog = resite_reason_dialog_show (
      GTK_WIDGET (page), title, offer->text,
      who ? _ ("_Who signs in there, as DOMAIN\\USER or USER?") : _ ("_Why is that right here?"),
      _ ("Use this way"));

  g_signal_connect_data (dialog, "given", who ? G_CALLBACK (named_cb) : G_CALLBACK (reasoned_cb),
                         asked_new (page, machine), asked_free, 0);
}

void
resite_reach_take (ResitePage *page, const char *machine)
{
  g_autoptr (ResiteReachOffer) offer = NULL;

  g_return_if_fail (RESITE_IS_PAGE (page));
  g_return_if_fail (machine != NULL);

  offer = resite_run_find_offer (resite_page_get_run (page), machine);
  if (offer == NULL)
    return;
  if (offer->user_key != NULL || offer->cost != NULL)
    ask (page, machine, offer);
  else
    take (page, offer, _ ("found from this desk"));
}
