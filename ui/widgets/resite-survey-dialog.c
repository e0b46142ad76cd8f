/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-survey-dialog"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-certificate-dialog.h"
#include "resite-error.h"
#include "resite-label.h"
#include "resite-survey-dialog.h"
#include "resite-survey-table.h"
#include "resite-wsman.h"

#define TEXT_WIDTH    80
#define RESPONSE_ASK  1
#define RESPONSE_TAKE 2

struct _ResiteSurveyDialog
{
  GtkDialog parent_instance;

  GtkGrid *grid;
  GtkEntry *address;
  GtkEntry *user;
  GtkEntry *secret;
  GtkComboBoxText *code;
  GtkWidget *trust_row;
  GtkLabel *fingerprint;
  GtkToggleButton *trusted;
  GtkLabel *state;
  ResiteSurveyTable *table;
  GtkLabel *remarks;
  GtkWidget *ask_button;
  GtkWidget *take_button;

  ResitePlan *plan;
  ResiteTrust *trust;
  ResiteMachine *machine;
  GCancellable *cancellable; /* while it is asked */
};

G_DEFINE_FINAL_TYPE (ResiteSurveyDialog, resite_survey_dialog, GTK_TYPE_DIALOG)

static guint taken_signal;

static const char *
get_machine (ResitePlan *plan)
{
  const char *same = resite_plan_get (plan, "central.same-as");

  if (same != NULL && *same != '\0')
    return same;
  return resite_plan_get (plan, "central.server-name") != NULL ? "central" : "primary.1";
}

static const char *
get_of (ResitePlan *plan, const char *machine, const char *key)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", machine, key);

  return resite_plan_get (plan, name);
}

/* What the plan says of the way there, or "". (transfer full) */
static char *
guess_address (ResitePlan *plan)
{
  const char *machine = get_machine (plan);
  const char *host = get_of (plan, machine, "winrm-host");
  const char *port = get_of (plan, machine, "winrm-port");
  const gboolean plain = g_strcmp0 (get_of (plan, machine, "winrm-plain"), "yes") == 0;

  if (host == NULL || *host == '\0')
    host = get_of (plan, machine, "server-name");
  if (host == NULL || *host == '\0')
    return g_strdup ("");
  if (port == NULL || *port == '\0')
    port = plain ? "5985" : "5986";
  return g_strdup_printf ("%s://%s:%s/wsman", plain ? "http" : "https", host, port);
}

/* "HQSMS01" is enough. (transfer full) */
static char *
complete_address (const char *text)
{
  g_autofree char *address = g_strstrip (g_strdup (text));

  if (*address == '\0' || g_strstr_len (address, -1, "://") != NULL)
    return g_steal_pointer (&address);
  return g_strdup_printf ("https://%s%s", address,
                          g_strstr_len (address, -1, ":") != NULL ? "/wsman" : ":5986/wsman");
}

static void
say (ResiteSurveyDialog *self, const char *text, const char *style)
{
  gtk_widget_hide (GTK_WIDGET (self->state));
  gtk_label_set_text (self->state, text);
  resite_label_set_style (GTK_WIDGET (self->state), style);
  gtk_widget_set_visible (GTK_WIDGET (self->state), *text != '\0');
}

static void
set_asking (ResiteSurveyDialog *self, gboolean asking)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->grid), !asking);
  gtk_widget_set_sensitive (self->ask_button, !asking);
}

static void
show_choice (ResiteSurveyDialog *self)
{
  guint count = resite_survey_table_count_chosen (self->table);
  g_autofree char *label =
      g_strdup_printf (ngettext ("_Take %u value", "_Take %u values", count), count);

  gtk_button_set_label (GTK_BUTTON (self->take_button), label);
  gtk_widget_set_sensitive (self->take_button, count > 0);
  gtk_widget_set_visible (self->take_button, gtk_widget_get_visible (GTK_WIDGET (self->table)));
}

/* Typed or chosen: "S01", or the line of the list that begins with it. (transfer full) */
static char *
get_code (ResiteSurveyDialog *self)
{
  g_autofree char *text = g_strstrip (
      g_strdup (gtk_entry_get_text (GTK_ENTRY (gtk_bin_get_child (GTK_BIN (self->code))))));

  return g_strndup (text, strcspn (text, " "));
}

static void
list_sites (ResiteSurveyDialog *self, const ResiteSiteSurvey *survey)
{
  gtk_combo_box_text_remove_all (self->code);
  for (guint i = 0; i < survey->sites->len; i++)
    {
      const ResiteSmsSite *site = g_ptr_array_index (survey->sites, i);
      g_autofree char *text = g_strdup_printf ("%s  %s  %s", site->code, site->server, site->name);

      if (site->type == 1)
        gtk_combo_box_text_append (self->code, site->code, text);
    }
  say (self, _ ("Which site moves? Choose its code, and ask again."), "resite-verdict-warning");
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
}

static void
show_remarks (ResiteSurveyDialog *self, const ResiteSiteSurvey *survey)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < survey->remarks->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "",
                            (const char *)g_ptr_array_index (survey->remarks, i));
  gtk_label_set_text (self->remarks, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->remarks), text->len > 0);
}

static void
show_survey (ResiteSurveyDialog *self, const ResiteSiteSurvey *survey)
{
  g_autofree char *code = get_code (self);
  g_autofree char *text = NULL;

  show_remarks (self, survey);
  if (survey->findings->len == 0 && *code == '\0')
    {
      list_sites (self, survey);
      return;
    }
  gtk_widget_show (GTK_WIDGET (self->table));
  resite_survey_table_show (self->table, self->plan, survey);
  /* TRANSLATORS: the code of a site. */
  text =
      g_strdup_printf (_ ("This is what %s says. Nothing is in the plan yet: tick what is right. "
                          "What would replace a value of the plan is not ticked."),
                       survey->asked);
  say (self, text, "resite-verdict-none");
  gtk_widget_grab_focus (gtk_bin_get_child (GTK_BIN (self->table)));
}

static void
ask_for_trust (ResiteSurveyDialog *self, const GError *error)
{
  g_autofree char *seen = resite_trust_dup_seen_fingerprint (self->trust);
  g_autofree char *lines = NULL;

  say (self, error->message, "resite-verdict-bad");
  if (seen == NULL)
    return;
  lines = resite_certificate_dialog_format_fingerprint (seen);
  gtk_label_set_text (self->fingerprint, lines);
  gtk_toggle_button_set_active (self->trusted, FALSE);
  gtk_widget_show (self->trust_row);
  gtk_widget_grab_focus (GTK_WIDGET (self->trusted));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteSurveyDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteSiteSurvey) survey = resite_site_survey_run_finish (result, &error);

  if (self->cancellable == NULL || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  g_clear_object (&self->cancellable);
  set_asking (self, FALSE);
  if (survey != NULL)
    show_survey (self, survey);
  else if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_UNTRUSTED))
    ask_for_trust (self, error);
  else
    say (self, error->message, "resite-verdict-bad");
}

static gboolean
open_machine (ResiteSurveyDialog *self, GError **error)
{
  g_autofree char *address = complete_address (gtk_entry_get_text (self->address));
  const char *user = gtk_entry_get_text (self->user);
  const char *ca = get_of (self->plan, get_machine (self->plan), "winrm-ca");
  g_autoptr (ResiteCredentials) credentials =
      *user != '\0' ? resite_credentials_new (user, gtk_entry_get_text (self->secret)) : NULL;
  ResiteWsmanOptions options = { .url = address, .credentials = credentials };
  g_autoptr (ResiteWsman) wsman = NULL;

  if (self->trust == NULL)
    self->trust = resite_trust_new (ca != NULL && *ca != '\0' ? ca : NULL, NULL, error);
  if (self->trust == NULL)
    return FALSE;
  options.trust = self->trust;
  options.allow_plain_http =
      g_strcmp0 (get_of (self->plan, get_machine (self->plan), "winrm-plain"), "yes") == 0;
  wsman = resite_wsman_new (&options, error);
  if (wsman == NULL)
    return FALSE;
  g_clear_object (&self->machine);
  self->machine = resite_machine_new ("central", RESITE_CIM (wsman), wsman, NULL);
  return TRUE;
}

static void
ask (ResiteSurveyDialog *self)
{
  g_autofree char *code = get_code (self);
  g_autoptr (GError) error = NULL;

  if (gtk_toggle_button_get_active (self->trusted) && self->trust != NULL)
    {
      g_autofree char *seen = resite_trust_dup_seen_fingerprint (self->trust);

      resite_trust_pin (self->trust, seen);
    }
  gtk_widget_hide (self->trust_row);
  if (!open_machine (self, &error))
    {
      say (self, error->message, "resite-verdict-bad");
      return;
    }
  say (self, _ ("The site is being asked…"), "resite-verdict-none");
  set_asking (self, TRUE);
  self->cancellable = g_cancellable_new ();
  resite_site_survey_run_async (self->machine, code, self->cancellable, answered_cb,
                                g_object_ref (self));
}

static void
resite_survey_dialog_response (GtkDialog *dialog, int response)
{
  ResiteSurveyDialog *self = RESITE_SURVEY_DIALOG (dialog);

  if (response == RESPONSE_ASK)
    {
      ask (self);
      return;
    }
  if (response == RESPONSE_TAKE)
    g_signal_emit (self, taken_signal, 0, resite_survey_table_take (self->table, self->plan));
  gtk_widget_destroy (GTK_WIDGET (self));
}

static void
resite_survey_dialog_dispose (GObject *object)
{
  ResiteSurveyDialog *self = RESITE_SURVEY_DIALOG (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->machine);
  g_clear_object (&self->plan);
  g_clear_pointer (&self->trust, resite_trust_unref);
  G_OBJECT_CLASS (resite_survey_dialog_parent_class)->dispose (object);
}

static void
resite_survey_dialog_class_init (ResiteSurveyDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_survey_dialog_dispose;
  GTK_DIALOG_CLASS (klass)->response = resite_survey_dialog_response;
  taken_signal = g_signal_new ("taken", RESITE_TYPE_SURVEY_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
add_row (ResiteSurveyDialog *self, int row, const char *label, GtkWidget *editor, GtkWidget *typed)
{
  GtkWidget *prompt = gtk_label_new_with_mnemonic (label);

  gtk_label_set_mnemonic_widget (GTK_LABEL (prompt), typed);
  gtk_label_set_xalign (GTK_LABEL (prompt), 0);
  gtk_widget_set_hexpand (editor, TRUE);
  gtk_grid_attach (self->grid, prompt, 0, row, 1, 1);
  gtk_grid_attach (self->grid, editor, 1, row, 1, 1);
}

static GtkEntry *
add_entry (ResiteSurveyDialog *self, int row, const char *label)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  add_row (self, row, label, entry, entry);
  return GTK_ENTRY (entry);
}

static void
build_grid (ResiteSurveyDialog *self)
{
  GtkWidget *code;

  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_row_spacing (self->grid, 6);
  gtk_grid_set_column_spacing (self->grid, 12);
  self->address = add_entry (self, 0, _ ("Site _server (address of WinRM)"));
  self->user = add_entry (self, 1, _ ("_User (empty: the Kerberos ticket of this desk)"));
  self->secret = add_entry (self, 2, _ ("_Password (not kept)"));
  gtk_entry_set_visibility (self->secret, FALSE);
  gtk_entry_set_input_purpose (self->secret, GTK_INPUT_PURPOSE_PASSWORD);
  self->code = GTK_COMBO_BOX_TEXT (gtk_combo_box_text_new_with_entry ());
  code = gtk_bin_get_child (GTK_BIN (self->code));
  gtk_entry_set_activates_default (GTK_ENTRY (code), TRUE);
  add_row (self, 3, _ ("Site that _moves"), GTK_WIDGET (self->code), code);
  resite_label_set_accessible_name (GTK_WIDGET (self->code), _ ("Site that moves"));
  gtk_widget_show_all (GTK_WIDGET (self->grid));
}

static GtkWidget *
add_text (GtkBox *body, const char *text, const char *style)
{
  GtkWidget *label = resite_label_new (text, style);

  gtk_label_set_width_chars (GTK_LABEL (label), 40);
  gtk_label_set_max_width_chars (GTK_LABEL (label), TEXT_WIDTH);
  gtk_box_pack_start (body, label, FALSE, FALSE, 0);
  return label;
}

static void
build_trust (ResiteSurveyDialog *self, GtkBox *body)
{
  self->trust_row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  add_text (GTK_BOX (self->trust_row),
            _ ("Its certificate is not known here. Compare this fingerprint with the one that the "
               "server itself shows:"),
            NULL);
  self->fingerprint = GTK_LABEL (resite_label_new_literal (""));
  gtk_box_pack_start (GTK_BOX (self->trust_row), GTK_WIDGET (self->fingerprint), FALSE, FALSE, 0);
  self->trusted = GTK_TOGGLE_BUTTON (
      gtk_check_button_new_with_mnemonic (_ ("They are the same: _trust it for this question")));
  gtk_widget_show (GTK_WIDGET (self->trusted));
  gtk_box_pack_start (GTK_BOX (self->trust_row), GTK_WIDGET (self->trusted), FALSE, FALSE, 0);
  gtk_box_pack_start (body, self->trust_row, FALSE, FALSE, 0);
}

static void
build (ResiteSurveyDialog *self)
{
  GtkBox *body = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 8));

  g_object_set (body, "margin", 18, "margin-bottom", 12, NULL);
  add_text (body,
            _ ("The provider of the parent or the central site knows names, codes, parents and "
               "distribution points. It is only asked; nothing is changed there."),
            NULL);
  build_grid (self);
  gtk_box_pack_start (body, GTK_WIDGET (self->grid), FALSE, FALSE, 0);
  build_trust (self, body);
  self->state = GTK_LABEL (add_text (body, "", NULL));
  atk_object_set_role (gtk_widget_get_accessible (GTK_WIDGET (self->state)), ATK_ROLE_NOTIFICATION);
  self->table = RESITE_SURVEY_TABLE (resite_survey_table_new ());
  gtk_widget_hide (GTK_WIDGET (self->table));
  gtk_box_pack_start (body, GTK_WIDGET (self->table), TRUE, TRUE, 0);
  self->remarks = GTK_LABEL (add_text (body, "", "dim-label"));
  gtk_widget_hide (GTK_WIDGET (self->remarks));
  gtk_widget_show (GTK_WIDGET (body));
  gtk_box_pack_start (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (self))), GTK_WIDGET (body),
                      TRUE, TRUE, 0);
}

static void
resite_survey_dialog_init (ResiteSurveyDialog *self)
{
  build (self);
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Close"), GTK_RESPONSE_CANCEL);
  self->ask_button = gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Ask"), RESPONSE_ASK);
  self->take_button = gtk_dialog_add_button (GTK_DIALOG (self), "", RESPONSE_TAKE);
  gtk_button_set_use_underline (GTK_BUTTON (self->take_button), TRUE);
  gtk_dialog_set_default_response (GTK_DIALOG (self), RESPONSE_ASK);
  g_signal_connect_object (self->table, "changed", G_CALLBACK (show_choice), self,
                           G_CONNECT_SWAPPED);
  say (self, "", "resite-verdict-none");
  show_choice (self);
}

static void
fill_from_plan (ResiteSurveyDialog *self)
{
  g_autofree char *address = guess_address (self->plan);
  const char *user = get_of (self->plan, get_machine (self->plan), "winrm-user");
  const char *code = resite_plan_get (self->plan, "site.code");

  gtk_entry_set_text (self->address, address);
  gtk_entry_set_text (self->user, user != NULL ? user : "");
  if (code != NULL && *code != '\0')
    gtk_entry_set_text (GTK_ENTRY (gtk_bin_get_child (GTK_BIN (self->code))), code);
}

GtkWidget *
resite_survey_dialog_show (GtkWidget *parent, ResitePlan *plan)
{
  ResiteSurveyDialog *self =
      g_object_new (RESITE_TYPE_SURVEY_DIALOG, "title", _ ("Ask the central site"), "modal", TRUE,
                    "transient-for", gtk_widget_get_toplevel (parent), "destroy-with-parent", TRUE,
                    "window-position", GTK_WIN_POS_CENTER_ON_PARENT, NULL);

  self->plan = g_object_ref (plan);
  fill_from_plan (self);
  gtk_widget_show (GTK_WIDGET (self));
  gtk_widget_grab_focus (gtk_entry_get_text_length (self->address) == 0 ? GTK_WIDGET (self->address)
                         : gtk_entry_get_text_length (self->user) == 0  ? GTK_WIDGET (self->user)
                                                                       : GTK_WIDGET (self->secret));
  return GTK_WIDGET (self);
}
