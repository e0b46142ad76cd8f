/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include "display-run.h"
#include "resite-asker.h"
#include "resite-box-dialog.h"
#include "resite-certificate-dialog.h"
#include "resite-password-dialog.h"
#include "resite-run-reach-private.h"

/* What a run asks, how it is put to a person, and what comes back. */

#define FINGERPRINT                                                                                \
  "01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:"  \
  "EF"

typedef struct
{
  guint count;
  gboolean yes;
  ResiteCredentials *credentials;
} Answer;

typedef struct
{
  Fixture *site;
  GtkWidget *window;
  ResiteAsker *asker;
  GCancellable *cancellable;
  Answer answers[3];
} Desk;

static void
set_up (Desk *desk, gconstpointer data)
{
  desk->site = display_run_new (NULL);
  desk->window = display_show (gtk_label_new ("behind it"));
  desk->asker = resite_asker_new (GTK_WINDOW (desk->window), desk->site->run, NULL);
  desk->cancellable = g_cancellable_new ();
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  g_clear_object (&desk->asker);
  display_destroy (desk->window);
  g_object_unref (desk->cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (desk->answers); i++)
    g_clear_pointer (&desk->answers[i].credentials, resite_credentials_unref);
  display_run_assert_unheard (desk->site);
  fixture_free (desk->site);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->count++;
  answer->yes = _resite_run_ask_finish (result, &answer->credentials, NULL);
}

static void
ask (Desk *desk, guint n, const ResiteQuestionTexts *texts)
{
  _resite_run_ask_async (desk->site->run, texts, desk->cancellable, answered_cb, &desk->answers[n]);
}

static void
ask_password (Desk *desk, guint n, const char *role, gboolean refused)
{
  const ResiteQuestionTexts texts = { .kind = RESITE_QUESTION_CREDENTIALS,
                                      .role = role,
                                      .server = "BR01SMS",
                                      .user = "BR01SMS\\tom",
                                      .purpose = STRANGE_TEXT,
                                      .was_refused = refused };

  ask (desk, n, &texts);
}

static GtkWidget *
wait_password (void)
{
  return display_wait_dialog (RESITE_TYPE_PASSWORD_DIALOG);
}

static void
wait_answer (Desk *desk, guint n, gboolean yes)
{
  display_until (desk->answers[n].count == 1);
  g_assert_cmpint (desk->answers[n].yes, ==, yes);
  display_settle ();
  g_assert_cmpuint (desk->answers[n].count, ==, 1);
}

static void
test_password (Desk *desk, gconstpointer data)
{
  GtkWidget *dialog, *password;

  ask_password (desk, 0, "old", FALSE);
  dialog = wait_password ();
  display_assert_named (dialog);
  display_assert_says (dialog, "Password for BR01SMS");
  display_assert_says (dialog, "OLD SERVER");
  display_assert_says (dialog, STRANGE_TEXT);
  display_assert_says (dialog, "memory only");
  display_assert_silent (dialog, "refused");
  g_assert_cmpstr (gtk_entry_get_text (display_named (dialog, "Account:")), ==, "BR01SMS\\tom");
  password = display_named (dialog, "Password:");
  g_assert_true (display_focus (dialog) == password);
  display_type (password, "s3cret word");
  display_click (display_button (dialog, "_Sign in"));
  wait_answer (desk, 0, TRUE);
  g_assert_cmpstr (resite_credentials_get_secret (desk->answers[0].credentials), ==, "s3cret word");
  g_assert_cmpstr (resite_credentials_get_user (desk->answers[0].credentials), ==, "BR01SMS\\tom");
  g_assert_null (display_find_dialog (RESITE_TYPE_QUESTION_DIALOG));
}

static void
test_another_account (Desk *desk, gconstpointer data)
{
  GtkWidget *dialog;

  ask_password (desk, 0, "old", FALSE);
  dialog = wait_password ();
  display_type (display_named (dialog, "Account:"), "  anna ");
  display_type (display_named (dialog, "Password:"), " blanks count ");
  display_press (dialog, GDK_KEY_Return, 0);
  wait_answer (desk, 0, TRUE);
  g_assert_cmpstr (resite_credentials_get_user (desk->answers[0].credentials), ==, "anna");
  g_assert_cmpstr (resite_credentials_get_secret (desk->answers[0].credentials), ==,
                   " blanks count ");
}

/* Neither read on the screen nor copied nor told to a screen reader. */
static void
test_password_is_not_shown (Desk *desk, gconstpointer data)
{
  GtkWidget *dialog, *password;
  AtkObject *accessible;
  g_autofree char *told = NULL;

  gtk_clipboard_set_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), "before", -1);
  ask_password (desk, 0, "old", FALSE);
  dialog = wait_password ();
  password = display_named (dialog, "Password:");
  display_type (password, "s3cret");
  g_assert_false (gtk_entry_get_visibility (GTK_ENTRY (password)));
  g_assert_cmpint (gtk_entry_get_input_purpose (GTK_ENTRY (password)), ==,
                   GTK_INPUT_PURPOSE_PASSWORD);
  gtk_editable_select_region (GTK_EDITABLE (password), 0, -1);
  gtk_editable_copy_clipboard (GTK_EDITABLE (password));
  display_settle ();
  g_autofree char *copied = display_read_clipboard ();
  g_assert_cmpstr (copied, ==, "before");
  accessible = gtk_widget_get_accessible (password);
  g_assert_cmpint (atk_object_get_role (accessible), ==, ATK_ROLE_PASSWORD_TEXT);
  told = atk_text_get_text (ATK_TEXT (accessible), 0, -1);
  g_assert_cmpstr (told, !=, "s3cret");
  display_press (dialog, GDK_KEY_Escape, 0);
  wait_answer (desk, 0, FALSE);
}

static void
wiped_cb (GtkEntry *entry, DisplayHeard *heard)
{
  if (gtk_entry_get_text_length (entry) == 0)
    heard->count++;
}

static void
test_password_is_wiped (Desk *desk, gconstpointer data)
{
  static const int ways[] = { GTK_RESPONSE_ACCEPT, GTK_RESPONSE_REJECT, GTK_RESPONSE_DELETE_EVENT };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (DisplayHeard) wiped = { 0 };
      GtkWidget *dialog, *password;

      ask_password (desk, i, "old", FALSE);
      dialog = wait_password ();
      password = display_named (dialog, "Password:");
      display_type (password, "s3cret");
      g_signal_connect (password, "changed", G_CALLBACK (wiped_cb), &wiped);
      gtk_dialog_response (GTK_DIALOG (dialog), ways[i]);
      wait_answer (desk, i, ways[i] == GTK_RESPONSE_ACCEPT);
      g_assert_cmpuint (wiped.count, >, 0);
    }
}

static void
test_something_is_missing (Desk *desk, gconstpointer data)
{
  GtkWidget *dialog;

  ask_password (desk, 0, "old", FALSE);
  dialog = wait_password ();
  display_click (display_button (dialog, "_Sign in"));
  display_assert_says (dialog, "Type the password first");
  g_assert_cmpuint (desk->answers[0].count, ==, 0);
  display_type (display_named (dialog, "Password:"), "x");
  display_type (display_named (dialog, "Account:"), "  ");
  display_click (display_button (dialog, "_Sign in"));
  display_assert_says (dialog, "Type the account first");
  g_assert_true (display_focus (dialog) == display_named (dialog, "Account:"));
  display_click (display_button (dialog, "By _hand instead"));
  wait_answer (desk, 0, FALSE);
  g_assert_null (desk->answers[0].credentials);
}

static void
test_refused_before (Desk *desk, gconstpointer data)
{
  GtkWidget *dialog;

  ask_password (desk, 0, "new", TRUE);
  dialog = wait_password ();
  display_assert_says (dialog, "refused");
  display_assert_says (dialog, "NEW SERVER");
  gtk_window_close (GTK_WINDOW (dialog));
  wait_answer (desk, 0, FALSE);
}

static void
test_account_of_the_domain (Desk *desk, gconstpointer data)
{
  const ResiteQuestionTexts texts = { .kind = RESITE_QUESTION_CREDENTIALS,
                                      .role = "account",
                                      .server = "corp.example",
                                      .purpose = "for two steps" };
  GtkWidget *dialog;

  ask (desk, 0, &texts);
  dialog = wait_password ();
  display_assert_says (dialog, "Password of an account of corp.example");
  g_assert_true (display_focus (dialog) == display_named (dialog, "Account:"));
  g_assert_false (
      gtk_widget_get_visible (display_named (dialog, "Keep it in this desktop's key ring")));
  display_click (display_button (dialog, "By _hand instead"));
  wait_answer (desk, 0, FALSE);
}

/* One after the other, in the order in which they were asked. */
static void
test_queue (Desk *desk, gconstpointer data)
{
  GtkWidget *dialog;

  ask_password (desk, 0, "old", FALSE);
  ask_password (desk, 1, "new", FALSE);
  ask_password (desk, 2, "source", FALSE);
  dialog = wait_password ();
  display_assert_says (dialog, "OLD SERVER");
  display_click (display_button (dialog, "By _hand instead"));
  wait_answer (desk, 0, FALSE);
  g_assert_cmpuint (desk->answers[1].count, ==, 0);
  dialog = wait_password ();
  display_assert_says (dialog, "NEW SERVER");
  display_type (display_named (dialog, "Password:"), "two");
  display_click (display_button (dialog, "_Sign in"));
  wait_answer (desk, 1, TRUE);
  dialog = wait_password ();
  display_assert_says (dialog, "OTHER DISTRIBUTION POINT");
  gtk_widget_destroy (dialog);
  wait_answer (desk, 2, FALSE);
}

static void
test_window_goes (Desk *desk, gconstpointer data)
{
  ask_password (desk, 0, "old", FALSE);
  ask_password (desk, 1, "new", FALSE);
  wait_password ();
  gtk_widget_destroy (desk->window);
  wait_answer (desk, 0, FALSE);
  wait_answer (desk, 1, FALSE);
  ask_password (desk, 2, "old", FALSE);
  wait_answer (desk, 2, FALSE);
  g_assert_null (display_find_dialog (RESITE_TYPE_QUESTION_DIALOG));
  desk->window = display_show (gtk_label_new ("another"));
}

static void
test_asker_stops (Desk *desk, gconstpointer data)
{
  ask_password (desk, 0, "old", FALSE);
  ask_password (desk, 1, "new", FALSE);
  wait_password ();
  g_clear_object (&desk->asker);
  wait_answer (desk, 0, FALSE);
  wait_answer (desk, 1, FALSE);
  g_assert_null (display_find_dialog (RESITE_TYPE_QUESTION_DIALOG));
}

static void
test_hidden_window (Desk *desk, gconstpointer data)
{
  gtk_widget_hide (desk->window);
  display_settle ();
  ask_password (desk, 0, "old", FALSE);
  display_settle ();
  g_assert_null (display_find_dialog (RESITE_TYPE_QUESTION_DIALOG));
  gtk_widget_show (desk->window);
  gtk_dialog_response (GTK_DIALOG (wait_password ()), GTK_RESPONSE_REJECT);
  wait_answer (desk, 0, FALSE);
}

/* What nobody waits for any more is not asked any longer, neither on the screen nor later. */
static void
test_given_up (Desk *desk, gconstpointer data)
{
  ask_password (desk, 0, "old", FALSE);
  ask_password (desk, 1, "new", FALSE);
  wait_password ();
  g_cancellable_cancel (desk->cancellable);
  wait_answer (desk, 0, FALSE);
  wait_answer (desk, 1, FALSE);
  display_settle ();
  g_assert_null (display_find_dialog (RESITE_TYPE_QUESTION_DIALOG));
  g_assert_cmpuint (desk->answers[0].count, ==, 1);
  g_assert_null (desk->answers[0].credentials);
}

/* The key ring. */

static void
test_key_ring_is_offered (Desk *desk, gconstpointer data)
{
  g_auto (DisplayHeard) given = { 0 };
  GtkWidget *dialog, *keep;
  guint id;

  ask_password (desk, 0, "old", TRUE);
  dialog = wait_password ();
  keep = display_named (dialog, "Keep it in this desktop's key ring");
  g_assert_false (gtk_widget_get_visible (keep));
  id = g_bus_own_name (G_BUS_TYPE_SESSION, "org.freedesktop.secrets", G_BUS_NAME_OWNER_FLAGS_NONE,
                       NULL, NULL, NULL, NULL, NULL);
  display_until (gtk_widget_get_visible (keep));
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (keep)));
  display_click (keep);
  display_assert_says (dialog, "once the machine has taken it");
  g_bus_unown_name (id);
  display_until (!gtk_widget_get_visible (keep));
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_REJECT);
  wait_answer (desk, 0, FALSE);
}

typedef struct
{
  gboolean over;
  ResiteCredentials *credentials;
} Find;

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Find *found = data;
  g_autoptr (GError) error = NULL;

  found->credentials = resite_credentials_find_finish (result, &error);
  g_assert_no_error (error);
  found->over = TRUE;
}

static ResiteCredentials *
find_in_ring (void)
{
  Find found = { FALSE };

  resite_credentials_find_async ("BR01SMS", "BR01SMS\\tom", NULL, found_cb, &found);
  display_until (found.over);
  return found.credentials;
}

/* Gives a password that is to be kept. */
static void
give_to_keep (Desk *desk, const char *secret)
{
  GtkWidget *dialog, *keep;

  ask_password (desk, 0, "old", FALSE);
  dialog = wait_password ();
  keep = display_named (dialog, "Keep it in this desktop's key ring");
  display_until (gtk_widget_get_visible (keep));
  display_type (display_named (dialog, "Password:"), secret);
  display_click (keep);
  display_click (display_button (dialog, "_Sign in"));
  wait_answer (desk, 0, TRUE);
}

static void
tell_event (Desk *desk)
{
  g_autoptr (ResiteEvent) event =
      resite_event_new (RESITE_EVENT_ACTION_ENDED, "resite", NULL, NULL, 0);

  g_signal_emit_by_name (desk->site->run, "event", event);
  display_settle ();
}

/* Whether by WS-Management or, where nothing else is known of the machine, by its files over SMB:
 * kept is what a server has taken, once the run goes on. */
static void
test_kept_when_it_was_taken (Desk *desk, gconstpointer data)
{
  g_autoptr (ResiteCredentials) found = NULL;
  guint id = g_bus_own_name (G_BUS_TYPE_SESSION, "org.freedesktop.secrets",
                             G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL, NULL);

  give_to_keep (desk, "mistyped");
  resite_credentials_take_refusal (desk->answers[0].credentials);
  tell_event (desk);
  g_assert_null (find_in_ring ());
  g_clear_pointer (&desk->answers[0].credentials, resite_credentials_unref);
  desk->answers[0].count = 0;

  give_to_keep (desk, "for the files");
  tell_event (desk);
  g_assert_null (find_in_ring ());
  g_assert_false (resite_run_get_machine_facts (desk->site->run, "old")->reached);
  resite_credentials_set_proven (desk->answers[0].credentials);
  tell_event (desk);
  display_until ((found = find_in_ring ()) != NULL);
  g_assert_cmpstr (resite_credentials_get_secret (found), ==, "for the files");
  g_bus_unown_name (id);
}

/* A key ring of this test alone. */
static char *
make_ring (void)
{
  char *folder = g_dir_make_tmp ("resite-ring-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "ring", NULL);

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "ring", TRUE);
  return folder;
}

static void
remove_ring (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "ring", NULL);

  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Certificates. */

static void
ask_trust (Desk *desk)
{
  const ResiteQuestionTexts texts = { .kind = RESITE_QUESTION_TRUST,
                                      .role = "primary.1",
                                      .server = "10.1.0.5",
                                      .purpose = "made out to CN=HQSMS01, signed by itself, "
                                                 "valid until 2030-01-02",
                                      .fingerprint = FINGERPRINT };

  ask (desk, 0, &texts);
}

static void
test_certificate (Desk *desk, gconstpointer data)
{
  GtkWidget *dialog;

  ask_trust (desk);
  dialog = display_wait_dialog (RESITE_TYPE_CERTIFICATE_DIALOG);
  display_assert_named (dialog);
  display_assert_says (dialog, "10.1.0.5 shows a certificate");
  display_assert_says (dialog, "CN=HQSMS01");
  display_assert_says (dialog, "PRIMARY SITE SERVER");
  display_assert_says (dialog, "0123  4567  89AB  CDEF\n");
  display_click (display_button (dialog, "Copy"));
  g_autofree char *copied = display_read_clipboard ();
  g_assert_cmpstr (copied, ==, FINGERPRINT);
  display_click (display_button (dialog, "_Trust this certificate"));
  wait_answer (desk, 0, TRUE);
}

/* Whoever presses Enter, Escape or the window's button has not said yes. */
static void
test_certificate_is_not_trusted_by_habit (Desk *desk, gconstpointer data)
{
  static const guint keys[] = { GDK_KEY_Return, GDK_KEY_Escape, GDK_KEY_space };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      GtkWidget *dialog;

      ask_trust (desk);
      dialog = display_wait_dialog (RESITE_TYPE_CERTIFICATE_DIALOG);
      display_press (dialog, keys[i], 0);
      wait_answer (desk, 0, FALSE);
      desk->answers[0].count = 0;
    }
}

static void
test_fingerprint_lines (void)
{
  g_autofree char *whole = resite_certificate_dialog_format_fingerprint (FINGERPRINT);
  g_autofree char *plain = resite_certificate_dialog_format_fingerprint ("abcdef");
  g_autofree char *none = resite_certificate_dialog_format_fingerprint ("");
  g_auto (GStrv) lines = g_strsplit (whole, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_cmpstr (lines[3], ==, lines[0]);
  g_assert_cmpstr (plain, ==, "ABCD  EF");
  g_assert_cmpstr (none, ==, "");
}

/* Boxes. */

static void
test_box (Desk *desk, gconstpointer data)
{
  const ResiteQuestionTexts texts = { .kind = RESITE_QUESTION_IDENTITY,
                                      .role = "old",
                                      .server = "BR01SMS",
                                      .purpose = "It has the serial number 7XK" };

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *dialog;

      ask (desk, i, &texts);
      dialog = display_wait_dialog (RESITE_TYPE_BOX_DIALOG);
      display_assert_named (dialog);
      display_assert_says (dialog, "Is this the OLD SERVER?");
      display_assert_says (dialog, "serial number 7XK");
      if (i == 0)
        display_press (dialog, GDK_KEY_Return, 0);
      else
        display_click (display_button (dialog, "_Yes, this is the OLD SERVER"));
      wait_answer (desk, i, i == 1);
    }
}

/* A rehearsal's site answers for itself. */

static gpointer
make_site (const char *folder, const ResiteRehearsalOptions *options, ResiteClock *clock,
           char **plan_path, GError **error)
{
  *plan_path = g_strdup ("/nowhere");
  return g_object_new (G_TYPE_OBJECT, NULL);
}

static ResiteCredentials *
log_in (gpointer site, const char *user)
{
  return resite_credentials_new (user, "of the lab");
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(ResiteRehearsal **)data = resite_rehearsal_make_finish (result, NULL);
}

static void
test_rehearsal_asks_nobody (Desk *desk, gconstpointer data)
{
  static const ResiteRehearsalSite kind = {
    .make = make_site, .log_in = log_in, .release = g_object_unref, .pace = 60
  };
  const ResiteRehearsalOptions options = { .packages = 1 };
  g_autoptr (ResiteRehearsal) rehearsal = NULL;

  resite_rehearsal_make_async (&kind, desk->site->folder, &options, made_cb, &rehearsal);
  display_until (rehearsal != NULL);
  g_clear_object (&desk->asker);
  desk->asker = resite_asker_new (GTK_WINDOW (desk->window), desk->site->run, rehearsal);
  ask_password (desk, 0, "old", FALSE);
  wait_answer (desk, 0, TRUE);
  g_assert_cmpstr (resite_credentials_get_secret (desk->answers[0].credentials), ==, "of the lab");
  g_assert_null (display_find_dialog (RESITE_TYPE_QUESTION_DIALOG));
  ask_password (desk, 1, "old", TRUE); /* what it has was refused */
  gtk_dialog_response (GTK_DIALOG (wait_password ()), GTK_RESPONSE_REJECT);
  wait_answer (desk, 1, FALSE);
}

#define ADD(name, function) g_test_add ("/questions/" name, Desk, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *ring = make_ring ();
  int result;

  gtk_test_init (&argc, &argv);
  ADD ("password", test_password);
  ADD ("another-account", test_another_account);
  ADD ("password-is-not-shown", test_password_is_not_shown);
  ADD ("password-is-wiped", test_password_is_wiped);
  ADD ("something-is-missing", test_something_is_missing);
  ADD ("refused-before", test_refused_before);
  ADD ("account-of-the-domain", test_account_of_the_domain);
  ADD ("queue", test_queue);
  ADD ("window-goes", test_window_goes);
  ADD ("asker-stops", test_asker_stops);
  ADD ("hidden-window", test_hidden_window);
  ADD ("given-up", test_given_up);
  ADD ("key-ring-is-offered", test_key_ring_is_offered);
  ADD ("kept-when-it-was-taken", test_kept_when_it_was_taken);
  ADD ("certificate", test_certificate);
  ADD ("certificate-is-not-trusted-by-habit", test_certificate_is_not_trusted_by_habit);
  g_test_add_func ("/questions/fingerprint-lines", test_fingerprint_lines);
  ADD ("box", test_box);
  ADD ("rehearsal-asks-nobody", test_rehearsal_asks_nobody);
  result = g_test_run ();
  remove_ring (ring);
  return result;
}
