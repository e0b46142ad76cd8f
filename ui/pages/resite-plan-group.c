/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-plan-group"
#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-plan-group.h"

/* Fields that only count on one way to the machine, with a heading of their own. */
typedef struct
{
  GtkWidget *heading; /* or NULL */
  GPtrArray *fields;  /* of the group's: not owned */
} Way;

enum
{
  WAY_WINRM,
  WAY_RPC,
  WAY_SMB,
  N_WAYS
};

static const char *const headings[N_WAYS] = {
  [WAY_WINRM] = N_ ("The way there over the network (WinRM)"),
  [WAY_RPC] = N_ ("The way there over the network (RPC)"),
  [WAY_SMB] = N_ ("The way to its files (SMB)"),
};

struct _ResitePlanGroup
{
  GtkScrolledWindow parent_instance;

  GtkContainer *box;
  GPtrArray *fields;
  Way ways[N_WAYS];
  char *group;
};

G_DEFINE_FINAL_TYPE (ResitePlanGroup, resite_plan_group, GTK_TYPE_SCROLLED_WINDOW)

enum
{
  EDITED,
  REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_primary (const char *group)
{
  return g_str_has_prefix (group, "primary.");
}

/* "primary" of "primary.2": how the list of keys names the group. */
static char *
get_key_group (const char *group)
{
  return is_primary (group) ? g_strdup ("primary") : g_strdup (group);
}

/* N_WAYS: it counts on every way. */
static guint
find_way (const char *key_name)
{
  if (g_str_has_prefix (key_name, "winrm-"))
    return WAY_WINRM;
  if (g_str_has_prefix (key_name, "rpc-"))
    return WAY_RPC;
  if (g_str_has_prefix (key_name, "smb") || g_str_has_prefix (key_name, "share."))
    return WAY_SMB;
  return N_WAYS;
}

/* (transfer full) (nullable). */
static char *
dup_value (ResitePlanGroup *self, const char *key_name)
{
  g_autofree char *name = g_strconcat (self->group, ".", key_name, NULL);

  for (guint i = 0; i < self->fields->len; i++)
    if (g_str_equal (resite_plan_field_get_name (g_ptr_array_index (self->fields, i)), name))
      return resite_plan_field_get_value (g_ptr_array_index (self->fields, i));
  return NULL;
}

static gboolean
is_taken (ResitePlanGroup *self, guint way)
{
  g_autofree char *reach = dup_value (self, "reach");
  g_autofree char *files = dup_value (self, "files");

  if (way == WAY_WINRM)
    return g_strcmp0 (reach, "winrm") == 0;
  if (way == WAY_RPC)
    return g_strcmp0 (reach, "rpc") == 0;
  return g_strcmp0 (reach, "smb") == 0 || g_strcmp0 (reach, "rpc") == 0 ||
         resite_plan_is_smb (files);
}

/* Whoever goes there by hand need not read past a dozen fields; one that is wrong is always seen. */
static void
show_way (ResitePlanGroup *self, guint number)
{
  Way *way = &self->ways[number];
  gboolean wanted = is_taken (self, number);

  if (way->heading != NULL)
    gtk_widget_set_visible (way->heading, wanted);
  for (guint i = 0; i < way->fields->len; i++)
    {
      ResitePlanField *field = g_ptr_array_index (way->fields, i);

      gtk_widget_set_visible (GTK_WIDGET (field), wanted || !resite_plan_field_is_fine (field));
    }
}

static void
show_remote (ResitePlanGroup *self)
{
  for (guint i = 0; i < N_WAYS; i++)
    show_way (self, i);
}

static void
field_edited_cb (ResitePlanGroup *self, ResitePlanField *field)
{
  show_remote (self);
  g_signal_emit (self, signals[EDITED], 0, field);
}

static void
add_to_way (ResitePlanGroup *self, guint number, GtkWidget *field)
{
  Way *way = &self->ways[number];

  if (way->heading == NULL)
    {
      way->heading = resite_label_new (_ (headings[number]), "resite-heading");
      atk_object_set_role (gtk_widget_get_accessible (way->heading), ATK_ROLE_HEADING);
      gtk_container_add (self->box, way->heading);
    }
  g_ptr_array_add (way->fields, field);
}

static void
add_field (ResitePlanGroup *self, const ResitePlanKey *key, const char *key_name, GKeyFile *given,
           ResitePlan *plan, gboolean locked)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", self->group, key_name);
  /* As it stands there: in paths a backslash is no escape. */
  g_autofree char *value = g_key_file_get_value (given, self->group, key_name, NULL);
  const char *fallback = NULL;
  GtkWidget *field;

  if (value != NULL && *g_strstrip (value) == '\0')
    g_clear_pointer (&value, g_free);
  if (value == NULL)
    fallback = resite_plan_get (plan, name);
  field = resite_plan_field_new (key, name, value, fallback, locked);
  g_signal_connect_swapped (field, "edited", G_CALLBACK (field_edited_cb), self);
  if (find_way (key_name) != N_WAYS)
    add_to_way (self, find_way (key_name), field);
  gtk_container_add (self->box, field);
  g_ptr_array_add (self->fields, field);
}

/* query.1, query.2 … as they are given, and an empty one after them. */
static void
add_repeated (ResitePlanGroup *self, const ResitePlanKey *key, GKeyFile *given, ResitePlan *plan,
              gboolean locked)
{
  g_auto (GStrv) names = g_key_file_get_keys (given, self->group, NULL, NULL);
  g_autofree char *prefix = g_strconcat (key->key, ".", NULL);
  g_autofree char *first = resite_plan_key_format_first (key);
  gboolean numbered = g_ascii_isdigit (first[strlen (prefix)]);
  guint next = 1;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      if (!g_str_has_prefix (names[i], prefix))
        continue;
      add_field (self, key, names[i], given, plan, locked);
      next = MAX (next, (guint)g_ascii_strtoull (names[i] + strlen (prefix), NULL, 10) + 1);
    }
  if (numbered)
    {
      g_autofree char *empty = g_strdup_printf ("%s%u", prefix, next);

      add_field (self, key, empty, given, plan, locked);
    }
}

static void
add_fields (ResitePlanGroup *self, GKeyFile *given, ResitePlan *plan, gboolean locked)
{
  g_autofree char *group = get_key_group (self->group);
  guint count;
  const ResitePlanKey *keys = resite_plan_keys_get (&count);

  for (guint i = 0; i < count; i++)
    {
      if (strcmp (keys[i].group, group) != 0)
        continue;
      if (keys[i].repeated)
        add_repeated (self, &keys[i], given, plan, locked);
      else
        add_field (self, &keys[i], keys[i].key, given, plan, locked);
    }
}

static void
remove_cb (ResitePlanGroup *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
add_remove_button (ResitePlanGroup *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Remove this primary site"));

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (remove_cb), self);
  gtk_container_add (self->box, button);
  gtk_widget_show (button);
}

static void
resite_plan_group_finalize (GObject *object)
{
  ResitePlanGroup *self = RESITE_PLAN_GROUP (object);

  g_ptr_array_unref (self->fields);
  for (guint i = 0; i < N_WAYS; i++)
    g_ptr_array_unref (self->ways[i].fields);
  g_free (self->group);
  G_OBJECT_CLASS (resite_plan_group_parent_class)->finalize (object);
}

static void
resite_plan_group_class_init (ResitePlanGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_plan_group_finalize;
  signals[EDITED] = g_signal_new ("edited", RESITE_TYPE_PLAN_GROUP, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, RESITE_TYPE_PLAN_FIELD);
  signals[REMOVE] = g_signal_new ("remove-asked", RESITE_TYPE_PLAN_GROUP, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
resite_plan_group_init (ResitePlanGroup *self)
{
  self->fields = g_ptr_array_new ();
  for (guint i = 0; i < N_WAYS; i++)
    self->ways[i].fields = g_ptr_array_new ();
  self->box = GTK_CONTAINER (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self->box)),
                               "resite-page");
  g_object_set (self, "hscrollbar-policy", GTK_POLICY_NEVER, "can-focus", FALSE, "hexpand", TRUE,
                NULL);
}

GtkWidget *
resite_plan_group_new (const char *group, GKeyFile *given, ResitePlan *plan, gboolean locked)
{
  ResitePlanGroup *self = g_object_new (RESITE_TYPE_PLAN_GROUP, NULL);
  g_autofree char *title = resite_plan_group_dup_title (group);

  self->group = g_strdup (group);
  gtk_container_add (GTK_CONTAINER (self), GTK_WIDGET (self->box));
  gtk_container_add (self->box, resite_label_new (title, "resite-title"));
  add_fields (self, given, plan, locked);
  show_remote (self);
  if (is_primary (group))
    add_remove_button (self);
  gtk_widget_show (GTK_WIDGET (self->box));
  gtk_widget_show (GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

const char *
resite_plan_group_get_name (ResitePlanGroup *self)
{
  g_return_val_if_fail (RESITE_IS_PLAN_GROUP (self), NULL);
  return self->group;
}

char *
resite_plan_group_dup_title (const char *group)
{
  const char *title = resite_plan_keys_get_group_title (group);

  if (!is_primary (group))
    return g_strdup (title != NULL ? title : group);
  if (g_str_equal (group, "primary.1"))
    return g_strdup (_ ("Primary site 1, the direct parent"));
  /* TRANSLATORS: %s is a number: the second primary site above this one. */
  return g_strdup_printf (_ ("Primary site %s"), group + strlen ("primary."));
}

GPtrArray *
resite_plan_group_get_fields (ResitePlanGroup *self)
{
  g_return_val_if_fail (RESITE_IS_PLAN_GROUP (self), NULL);
  return self->fields;
}

void
resite_plan_group_show_all_bad (ResitePlanGroup *self)
{
  g_return_if_fail (RESITE_IS_PLAN_GROUP (self));
  show_remote (self);
}

ResitePlanField *
resite_plan_group_find_bad (ResitePlanGroup *self)
{
  g_return_val_if_fail (RESITE_IS_PLAN_GROUP (self), NULL);
  for (guint i = 0; i < self->fields->len; i++)
    {
      if (!resite_plan_field_is_fine (g_ptr_array_index (self->fields, i)))
        return g_ptr_array_index (self->fields, i);
    }
  return NULL;
}

guint
resite_plan_group_count_bad (ResitePlanGroup *self)
{
  guint count = 0;

  g_return_val_if_fail (RESITE_IS_PLAN_GROUP (self), 0);
  for (guint i = 0; i < self->fields->len; i++)
    count += !resite_plan_field_is_fine (g_ptr_array_index (self->fields, i));
  return count;
}
