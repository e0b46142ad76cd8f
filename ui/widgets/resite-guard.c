/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-guard"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-guard.h"

struct _ResiteGuard
{
  GtkBin parent_instance;

  GtkWidget *frame_box;
  GtkLabel *consequence_label;
  GtkLabel *prompt_label;
  GtkEntry *entry;
  GtkLabel *state_label;

  char *machine;
  char *consequence;
  gboolean unlocked;
};

G_DEFINE_FINAL_TYPE (ResiteGuard, resite_guard, GTK_TYPE_BIN)

enum
{
  PROP_MACHINE = 1,
  PROP_CONSEQUENCE,
  PROP_UNLOCKED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint unlocked_signal;

static gboolean
text_names_machine (ResiteGuard *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_entry_get_text (self->entry)));

  return self->machine != NULL && g_ascii_strcasecmp (typed, self->machine) == 0;
}

static const char *
describe_state (ResiteGuard *self)
{
  if (self->unlocked)
    return _ ("✔ Unlocked");
  if (gtk_entry_get_text_length (self->entry) == 0)
    return _ ("Locked");
  return _ ("Locked: this is not that name yet");
}

static void
show_state (ResiteGuard *self)
{
  GtkStyleContext *style = gtk_widget_get_style_context (self->frame_box);

  gtk_label_set_text (self->state_label, describe_state (self));
  if (self->unlocked)
    gtk_style_context_add_class (style, "unlocked");
  else
    gtk_style_context_remove_class (style, "unlocked");
}

static void
set_unlocked (ResiteGuard *self, gboolean unlocked)
{
  gboolean changed = self->unlocked != unlocked;

  self->unlocked = unlocked;
  show_state (self);
  if (!changed)
    return;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNLOCKED]);
  if (unlocked)
    g_signal_emit (self, unlocked_signal, 0);
}

static void
resite_guard_entry_changed_cb (ResiteGuard *self)
{
  set_unlocked (self, text_names_machine (self));
}

static void
set_prompt (ResiteGuard *self)
{
  /* An underscore of the name is no mnemonic: BR01SMS_OLD has to be read as it is. */
  g_auto (GStrv) parts = g_strsplit (self->machine != NULL ? self->machine : "", "_", -1);
  g_autofree char *machine = g_strjoinv ("__", parts);
  /* TRANSLATORS: %s is the name of a computer. */
  g_autofree char *prompt = g_strdup_printf (_ ("Type _the name %s to unlock this step:"), machine);

  gtk_label_set_text_with_mnemonic (self->prompt_label, prompt);
}

static void
resite_guard_finalize (GObject *object)
{
  ResiteGuard *self = RESITE_GUARD (object);

  g_free (self->machine);
  g_free (self->consequence);
  G_OBJECT_CLASS (resite_guard_parent_class)->finalize (object);
}

static void
resite_guard_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ResiteGuard *self = RESITE_GUARD (object);

  switch (id)
    {
    case PROP_MACHINE:
      g_value_set_string (value, self->machine);
      break;
    case PROP_CONSEQUENCE:
      g_value_set_string (value, self->consequence);
      break;
    case PROP_UNLOCKED:
      g_value_set_boolean (value, self->unlocked);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
resite_guard_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ResiteGuard *self = RESITE_GUARD (object);

  switch (id)
    {
    case PROP_MACHINE:
      resite_guard_set_machine (self, g_value_get_string (value));
      break;
    case PROP_CONSEQUENCE:
      g_free (self->consequence);
      self->consequence = g_value_dup_string (value);
      gtk_label_set_text (self->consequence_label, self->consequence);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
resite_guard_class_init (ResiteGuardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = resite_guard_finalize;
  object_class->get_property = resite_guard_get_property;
  object_class->set_property = resite_guard_set_property;
  properties[PROP_MACHINE] =
      g_param_spec_string ("machine", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONSEQUENCE] = g_param_spec_string ("consequence", NULL, NULL, NULL,
                                                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_UNLOCKED] =
      g_param_spec_boolean ("unlocked", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  unlocked_signal = g_signal_new ("unlocked-by-person", RESITE_TYPE_GUARD, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-guard.ui");
  gtk_widget_class_bind_template_child (widget_class, ResiteGuard, frame_box);
  gtk_widget_class_bind_template_child (widget_class, ResiteGuard, consequence_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteGuard, prompt_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteGuard, entry);
  gtk_widget_class_bind_template_child (widget_class, ResiteGuard, state_label);
  gtk_widget_class_bind_template_callback (widget_class, resite_guard_entry_changed_cb);
}

static void
resite_guard_init (ResiteGuard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_state (self);
}

GtkWidget *
resite_guard_new (const char *machine, const char *consequence)
{
  return g_object_new (RESITE_TYPE_GUARD, "machine", machine, "consequence", consequence, "visible",
                       TRUE, NULL);
}

void
resite_guard_set_machine (ResiteGuard *self, const char *machine)
{
  g_return_if_fail (RESITE_IS_GUARD (self));
  if (g_strcmp0 (self->machine, machine) == 0)
    return;
  g_free (self->machine);
  self->machine = g_strdup (machine);
  set_prompt (self);
  gtk_entry_set_text (self->entry, "");
  set_unlocked (self, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MACHINE]);
}

gboolean
resite_guard_is_unlocked (ResiteGuard *self)
{
  g_return_val_if_fail (RESITE_IS_GUARD (self), FALSE);
  return self->unlocked;
}

void
resite_guard_dismiss (ResiteGuard *self)
{
  g_return_if_fail (RESITE_IS_GUARD (self));
  gtk_widget_hide (GTK_WIDGET (self));
  set_unlocked (self, TRUE);
}
