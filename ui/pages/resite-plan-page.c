/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-plan-page"
#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-list-focus.h"
#include "resite-message-bar.h"
#include "resite-plan-group.h"
#include "resite-plan-page.h"
#include "resite-save-dialog.h"
#include "resite-survey-dialog.h"

/* Checking across values waits until the person stops typing for a moment. */
#define CHECK_AFTER_MS 250

struct _ResitePlanPage
{
  GtkBox parent_instance;

  GtkListBox *list;
  GtkStack *stack;
  ResiteMessageBar *message_bar;
  GtkLabel *state_label;
  GtkButton *start_button;

  ResitePlan *plan;
  char *draft_path;
  gboolean from_file;
  GPtrArray *groups; /* ResitePlanGroup, in order */
  guint check_source;
};

G_DEFINE_FINAL_TYPE (ResitePlanPage, resite_plan_page, GTK_TYPE_BOX)

enum
{
  CANCELLED,
  START,
  REMOVE_PRIMARY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static ResitePlanField *
find_field (ResitePlanPage *self, const char *group, const char *key)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", group, key != NULL ? key : "");

  for (guint i = 0; i < self->groups->len; i++)
    {
      GPtrArray *fields = resite_plan_group_get_fields (g_ptr_array_index (self->groups, i));

      for (guint j = 0; j < fields->len; j++)
        {
          if (strcmp (resite_plan_field_get_name (g_ptr_array_index (fields, j)), name) == 0)
            return g_ptr_array_index (fields, j);
        }
    }
  return NULL;
}

static void
clear_faults (ResitePlanPage *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      GPtrArray *fields = resite_plan_group_get_fields (g_ptr_array_index (self->groups, i));

      for (guint j = 0; j < fields->len; j++)
        resite_plan_field_set_fault (g_ptr_array_index (fields, j), NULL,
                                     RESITE_PLAN_FAULT_WARNING);
    }
}

/* Errors that belong to no field of the form, for the line beside Start. (nullable) */
static char *
give_faults (ResitePlanPage *self, guint *errors)
{
  g_autoptr (GPtrArray) faults = resite_plan_check (self->plan);
  g_autofree char *elsewhere = NULL;

  *errors = 0;
  clear_faults (self);
  for (guint i = 0; i < faults->len; i++)
    {
      const ResitePlanFault *fault = g_ptr_array_index (faults, i);
      ResitePlanField *field = find_field (self, fault->group, fault->key);
      gboolean error = fault->severity == RESITE_PLAN_FAULT_ERROR;

      *errors += error;
      if (field != NULL)
        resite_plan_field_set_fault (field, fault->message, fault->severity);
      else if (error && elsewhere == NULL)
        elsewhere = g_strdup_printf ("[%s] %s", fault->group, fault->message);
    }
  return g_steal_pointer (&elsewhere);
}

static void
show_group_state (ResitePlanPage *self, guint i)
{
  ResitePlanGroup *group = g_ptr_array_index (self->groups, i);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, i);
  GtkWidget *label = g_object_get_data (G_OBJECT (row), "state");
  g_autofree char *title = resite_plan_group_dup_title (resite_plan_group_get_name (group));
  guint bad = resite_plan_group_count_bad (group);
  g_autofree char *text = bad == 0 ? g_strdup ("✔") : g_strdup_printf ("%u", bad);
  g_autofree char *spoken = NULL;

  if (bad == 0)
    /* TRANSLATORS: read aloud: title of a part of the plan. */
    spoken = g_strdup_printf (_ ("%s, complete"), title);
  else
    spoken = g_strdup_printf (ngettext ("%s, %u entry needs you", "%s, %u entries need you", bad),
                              title, bad);
  gtk_label_set_text (GTK_LABEL (label), text);
  resite_label_set_style (label, "resite-verdict-none");
  resite_label_set_accessible_name (GTK_WIDGET (row), spoken);
}

static void
check_plan (ResitePlanPage *self)
{
  guint errors;
  g_autofree char *elsewhere = give_faults (self, &errors);
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->groups->len; i++)
    show_group_state (self, i);
  if (elsewhere != NULL)
    text = g_steal_pointer (&elsewhere);
  else if (errors > 0)
    text = g_strdup_printf (
        ngettext ("%u entry is missing or wrong.", "%u entries are missing or wrong.", errors),
        errors);
  else
    text = g_strdup (_ ("✔ The plan can be started."));
  gtk_label_set_text (self->state_label, text);
}

static void
keep_draft (ResitePlanPage *self)
{
  g_autoptr (GError) error = NULL;

  if (self->from_file || self->draft_path == NULL)
    return;
  if (!resite_plan_save (self->plan, self->draft_path, &error))
    resite_plan_page_say (self, GTK_MESSAGE_WARNING, error->message);
}

static gboolean
check_cb (gpointer user_data)
{
  ResitePlanPage *self = user_data;

  self->check_source = 0;
  check_plan (self);
  keep_draft (self);
  return G_SOURCE_REMOVE;
}

static void
check_soon (ResitePlanPage *self)
{
  g_clear_handle_id (&self->check_source, g_source_remove);
  self->check_source = g_timeout_add (CHECK_AFTER_MS, check_cb, self);
}

static void
edited_cb (ResitePlanPage *self, ResitePlanField *field)
{
  g_autofree char *value = NULL;

  /* Combo boxes change once more while the form goes away. */
  if (gtk_widget_in_destruction (GTK_WIDGET (field)))
    return;
  value = resite_plan_field_get_value (field);

  resite_plan_set (self->plan, resite_plan_field_get_name (field), value);
  check_soon (self);
}

static GtkWidget *
new_row (const char *group)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *state = gtk_label_new (NULL);
  g_autofree char *title = resite_plan_group_dup_title (group);
  GtkWidget *label = resite_label_new (title, NULL);

  gtk_label_set_width_chars (GTK_LABEL (label), 14);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_container_add (GTK_CONTAINER (box), label);
  gtk_container_add (GTK_CONTAINER (box), state);
  gtk_container_add (GTK_CONTAINER (row), box);
  g_object_set_data (G_OBJECT (row), "state", state);
  gtk_widget_show_all (row);
  return row;
}

static void
remove_cb (ResitePlanPage *self, ResitePlanGroup *group)
{
  g_autofree char *name = g_strdup (resite_plan_group_get_name (group));

  g_signal_emit (self, signals[REMOVE_PRIMARY], 0, name);
}

static void
add_group (ResitePlanPage *self, const char *name, GKeyFile *given)
{
  GtkWidget *group = resite_plan_group_new (name, given, self->plan, self->from_file);

  g_signal_connect_swapped (group, "edited", G_CALLBACK (edited_cb), self);
  g_signal_connect_swapped (group, "remove-asked", G_CALLBACK (remove_cb), self);
  gtk_stack_add_named (self->stack, group, name);
  gtk_container_add (GTK_CONTAINER (self->list), new_row (name));
  g_ptr_array_add (self->groups, group);
}

static void
add_primaries (ResitePlanPage *self, GKeyFile *given)
{
  g_auto (GStrv) machines = resite_plan_list_machines (self->plan, "primary");

  for (guint i = 0; machines[i] != NULL; i++)
    add_group (self, machines[i], given);
  if (machines[0] == NULL)
    add_group (self, "primary.1", given);
}

static GKeyFile *
read_given (ResitePlan *plan)
{
  g_autofree char *text = resite_plan_to_data (plan);
  GKeyFile *given = g_key_file_new ();

  g_key_file_load_from_data (given, text, -1, G_KEY_FILE_NONE, NULL);
  return given;
}

static void
clear_form (ResitePlanPage *self)
{
  g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (self->list));

  for (GList *l = rows; l != NULL; l = l->next)
    gtk_widget_destroy (l->data);
  for (guint i = 0; i < self->groups->len; i++)
    gtk_widget_destroy (g_ptr_array_index (self->groups, i));
  g_ptr_array_set_size (self->groups, 0);
}

static void
fill_form (ResitePlanPage *self)
{
  g_autoptr (GKeyFile) given = read_given (self->plan);
  guint count;
  const ResitePlanKey *keys = resite_plan_keys_get (&count);
  const char *last = NULL;

  clear_form (self);
  for (guint i = 0; i < count; i++)
    {
      if (g_strcmp0 (keys[i].group, last) == 0)
        continue;
      last = keys[i].group;
      if (strcmp (last, "primary") == 0)
        add_primaries (self, given);
      else
        add_group (self, last, given);
    }
  check_plan (self);
}

static void
show_group (ResitePlanPage *self, const char *name)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, i);

      if (strcmp (resite_plan_group_get_name (g_ptr_array_index (self->groups, i)), name) == 0)
        gtk_list_box_select_row (self->list, row);
    }
}

static void
row_selected_cb (ResitePlanPage *self, GtkListBoxRow *row)
{
  int index = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  if (index >= 0 && index < (int)self->groups->len)
    gtk_stack_set_visible_child (self->stack, g_ptr_array_index (self->groups, index));
}

static void
copy_machine (ResitePlanPage *self, GKeyFile *given, const char *from, const char *to)
{
  g_auto (GStrv) names = g_key_file_get_keys (given, from, NULL, NULL);

  resite_plan_remove_group (self->plan, to);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.%s", to, names[i]);
      g_autofree char *value = g_key_file_get_value (given, from, names[i], NULL);

      resite_plan_set (self->plan, name, value);
    }
}

/* Those after it move up: primaries are numbered without gaps, the direct parent first. */
static void
remove_primary (ResitePlanPage *self, const char *group)
{
  g_autoptr (GKeyFile) given = read_given (self->plan);
  guint number = (guint)g_ascii_strtoull (group + strlen ("primary."), NULL, 10);
  g_autofree char *last = NULL;

  for (gboolean more = TRUE; more; number++)
    {
      g_autofree char *from = g_strdup_printf ("primary.%u", number + 1);
      g_autofree char *to = g_strdup_printf ("primary.%u", number);

      more = g_key_file_has_group (given, from);
      if (more)
        copy_machine (self, given, from, to);
      else
        last = g_steal_pointer (&to);
    }
  resite_plan_remove_group (self->plan, last);
  fill_form (self);
  show_group (self, "primary.1");
  keep_draft (self);
}

static void
add_cb (ResitePlanPage *self)
{
  g_autoptr (GKeyFile) given = read_given (self->plan);
  g_autofree char *name = NULL;
  g_autofree char *server = NULL;
  guint number = 2;

  while (name == NULL || g_key_file_has_group (given, name))
    {
      g_free (name);
      name = g_strdup_printf ("primary.%u", number++);
    }
  server = g_strdup_printf ("%s.server-name", name);
  resite_plan_set (self->plan, server, "");
  fill_form (self);
  show_group (self, name);
  resite_plan_page_grab_focus (self);
}

static void
taken_cb (ResitePlanPage *self, guint count)
{
  g_autofree char *group = NULL;
  GtkWidget *shown = gtk_stack_get_visible_child (self->stack);
  g_autofree char *text = g_strdup_printf (
      ngettext ("%u value was taken into the plan.", "%u values were taken into the plan.", count),
      count);

  if (shown != NULL)
    group = g_strdup (resite_plan_group_get_name (RESITE_PLAN_GROUP (shown)));
  fill_form (self);
  show_group (self, group != NULL ? group : "site");
  keep_draft (self);
  resite_plan_page_say (self, GTK_MESSAGE_INFO, text);
}

static void
survey_cb (ResitePlanPage *self)
{
  GtkWidget *dialog = resite_survey_dialog_show (GTK_WIDGET (self), self->plan);

  g_signal_connect_object (dialog, "taken", G_CALLBACK (taken_cb), self, G_CONNECT_SWAPPED);
}

static void
cancel_cb (ResitePlanPage *self)
{
  g_signal_emit (self, signals[CANCELLED], 0);
}

static void
save_chosen_cb (GtkWidget *widget, GFile *file)
{
  ResitePlanPage *self = RESITE_PLAN_PAGE (widget);
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (path == NULL)
    return;
  if (!resite_plan_save (self->plan, path, &error))
    {
      resite_plan_page_say (self, GTK_MESSAGE_ERROR, error->message);
      return;
    }
  /* TRANSLATORS: %s is a path. */
  text = g_strdup_printf (_ ("Saved as %s."), path);
  resite_plan_page_say (self, GTK_MESSAGE_INFO, text);
}

static char *
suggest_name (ResitePlanPage *self)
{
  const char *code = resite_plan_get (self->plan, "site.code");
  const char *server = resite_plan_get (self->plan, "site.server-name");
  g_autofree char *name = NULL;

  name = g_strdup_printf ("%s-%s.siteplan", code != NULL ? code : "site",
                          server != NULL ? server : "server");
  g_strdelimit (name, "/\\: ", '-');
  return g_steal_pointer (&name);
}

static void
save_cb (ResitePlanPage *self)
{
  g_autofree char *name = suggest_name (self);

  resite_save_dialog_show (GTK_WIDGET (self), _ ("Save the site plan"), name, save_chosen_cb);
}

static void
insist (ResitePlanPage *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      GPtrArray *fields = resite_plan_group_get_fields (g_ptr_array_index (self->groups, i));

      for (guint j = 0; j < fields->len; j++)
        resite_plan_field_insist (g_ptr_array_index (fields, j));
      resite_plan_group_show_all_bad (g_ptr_array_index (self->groups, i));
    }
}

static void
lead_to_first_bad (ResitePlanPage *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      ResitePlanField *field = resite_plan_group_find_bad (g_ptr_array_index (self->groups, i));

      if (field == NULL)
        continue;
      show_group (self, resite_plan_group_get_name (g_ptr_array_index (self->groups, i)));
      resite_plan_field_grab_focus (field);
      return;
    }
}

static void
start_cb (ResitePlanPage *self)
{
  guint errors;
  g_autofree char *elsewhere = give_faults (self, &errors);
  g_autoptr (GError) error = NULL;

  check_plan (self);
  if (errors > 0)
    {
      g_autofree char *text = g_strdup_printf (_ ("The run cannot start yet: %s"),
                                               gtk_label_get_text (self->state_label));

      insist (self);
      lead_to_first_bad (self);
      resite_plan_page_say (self, GTK_MESSAGE_WARNING, text);
      return;
    }
  if (!resite_plan_save (self->plan, self->draft_path, &error))
    resite_plan_page_say (self, GTK_MESSAGE_ERROR, error->message);
  else
    g_signal_emit (self, signals[START], 0, self->draft_path);
}

static void
resite_plan_page_dispose (GObject *object)
{
  ResitePlanPage *self = RESITE_PLAN_PAGE (object);

  g_clear_handle_id (&self->check_source, g_source_remove);
  g_clear_object (&self->plan);
  G_OBJECT_CLASS (resite_plan_page_parent_class)->dispose (object);
}

static void
resite_plan_page_finalize (GObject *object)
{
  ResitePlanPage *self = RESITE_PLAN_PAGE (object);

  g_ptr_array_unref (self->groups);
  g_free (self->draft_path);
  G_OBJECT_CLASS (resite_plan_page_parent_class)->finalize (object);
}

#define BIND(widget_class, child)                                                                  \
  gtk_widget_class_bind_template_child (widget_class, ResitePlanPage, child)
#define BIND_CALLBACK(widget_class, name, function)                                                \
  gtk_widget_class_bind_template_callback_full (widget_class, name, G_CALLBACK (function))

static void
resite_plan_page_class_init (ResitePlanPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_OBJECT_CLASS_TYPE (klass);

  G_OBJECT_CLASS (klass)->dispose = resite_plan_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = resite_plan_page_finalize;
  signals[CANCELLED] =
      g_signal_new ("cancelled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[START] = g_signal_new ("start", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_STRING);
  signals[REMOVE_PRIMARY] = g_signal_new_class_handler ("remove-primary", type, G_SIGNAL_RUN_LAST,
                                                        G_CALLBACK (remove_primary), NULL, NULL,
                                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (RESITE_TYPE_MESSAGE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-plan-page.ui");
  BIND (widget_class, list);
  BIND (widget_class, stack);
  BIND (widget_class, message_bar);
  BIND (widget_class, state_label);
  BIND (widget_class, start_button);
  BIND_CALLBACK (widget_class, "resite_plan_page_row_selected_cb", row_selected_cb);
  BIND_CALLBACK (widget_class, "resite_plan_page_add_cb", add_cb);
  BIND_CALLBACK (widget_class, "resite_plan_page_survey_cb", survey_cb);
  BIND_CALLBACK (widget_class, "resite_plan_page_cancel_cb", cancel_cb);
  BIND_CALLBACK (widget_class, "resite_plan_page_save_cb", save_cb);
  BIND_CALLBACK (widget_class, "resite_plan_page_start_cb", start_cb);
}

static void
resite_plan_page_init (ResitePlanPage *self)
{
  self->groups = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  resite_list_focus_make_one_stop (self->list);
}

GtkWidget *
resite_plan_page_new (ResitePlan *plan, gboolean from_file, const char *draft_path)
{
  ResitePlanPage *self = g_object_new (RESITE_TYPE_PLAN_PAGE, NULL);

  g_return_val_if_fail (RESITE_IS_PLAN (plan), NULL);
  self->plan = g_object_ref (plan);
  self->from_file = from_file;
  self->draft_path = g_strdup (draft_path);
  fill_form (self);
  show_group (self, "site");
  return GTK_WIDGET (self);
}

void
resite_plan_page_grab_focus (ResitePlanPage *self)
{
  GtkWidget *group = gtk_stack_get_visible_child (self->stack);
  GPtrArray *fields;

  g_return_if_fail (RESITE_IS_PLAN_PAGE (self));
  if (group == NULL)
    return;
  fields = resite_plan_group_get_fields (RESITE_PLAN_GROUP (group));
  if (fields->len > 0)
    resite_plan_field_grab_focus (g_ptr_array_index (fields, 0));
}

void
resite_plan_page_say (ResitePlanPage *self, GtkMessageType type, const char *text)
{
  g_return_if_fail (RESITE_IS_PLAN_PAGE (self));
  resite_message_bar_say (self->message_bar, type, text);
}
