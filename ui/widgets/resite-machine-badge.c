/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-machine-badge"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-machine-badge.h"
#include "resite-reach-words.h"
#include "resite-role-shape.h"

struct _ResiteMachineBadge
{
  GtkBin parent_instance;

  GtkWidget *frame_box;
  GtkDrawingArea *shape_area;
  GtkLabel *lead_label;
  GtkLabel *word_label;
  GtkLabel *name_label;
  GtkLabel *box_label;
  GtkLabel *desk_label;
  GtkLabel *detail_label;

  const ResiteRoleShape *shape;
};

G_DEFINE_FINAL_TYPE (ResiteMachineBadge, resite_machine_badge, GTK_TYPE_BIN)

static gboolean
draw_shape_cb (GtkWidget *area, cairo_t *cr, gpointer user_data)
{
  ResiteMachineBadge *self = user_data;
  GtkStyleContext *context = gtk_widget_get_style_context (area);
  int width = gtk_widget_get_allocated_width (area);
  int height = gtk_widget_get_allocated_height (area);
  double size = MIN (width, height);
  GdkRGBA colour;

  if (self->shape == NULL)
    return FALSE;
  gtk_style_context_get_color (context, gtk_style_context_get_state (context), &colour);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_translate (cr, (width - size) / 2, (height - size) / 2);
  self->shape->trace (cr, size);
  cairo_fill (cr);
  return FALSE;
}

static const char *
plan_get (ResiteRun *run, const char *machine, const char *key)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", machine, key);
  const char *value = resite_plan_get (resite_run_get_plan (run), name);

  return value != NULL && *value != '\0' ? value : NULL;
}

static void
append_part (GString *text, const char *part)
{
  if (part == NULL)
    return;
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
}

static char *
describe_machine (ResiteRun *run, const char *machine)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *serial = plan_get (run, machine, "serial");
  /* TRANSLATORS: %s is a serial number. */
  g_autofree char *serial_text = serial ? g_strdup_printf (_ ("serial %s"), serial) : NULL;
  const char *site_code = plan_get (run, machine, "site-code");
  /* TRANSLATORS: %s is a three-letter site code. */
  g_autofree char *site_text = site_code ? g_strdup_printf (_ ("site %s"), site_code) : NULL;

  append_part (text, site_text);
  append_part (text, serial_text);
  append_part (text, plan_get (run, machine, "model"));
  append_part (text, plan_get (run, machine, "place"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What tells this box from all others, as far as a person can compare it: begins of long ones. */
static char *
describe_box (ResiteRun *run, const char *machine)
{
  const ResiteMachineFacts *facts = resite_run_get_machine_facts (run, machine);
  const char *number;

  if (!resite_reach_words_is_remote (run, machine))
    return NULL;
  if (facts == NULL || facts->confirmed == NULL)
    return g_strdup (_ ("not reached yet"));
  if (g_strcmp0 (facts->confirmed, "no") == 0)
    return g_strdup (_ ("? box not confirmed yet"));
  number = facts->uuid != NULL ? facts->uuid : facts->serial;
  if (number == NULL)
    return g_strdup (_ ("✓ the right box"));
  /* TRANSLATORS: %s is the beginning of the hardware number of a computer. */
  return g_strdup_printf (_ ("✓ the right box: %.8s…"), number);
}

static gboolean
is_wrong (ResiteRun *run, const char *machine)
{
  const ResiteMachineFacts *facts = resite_run_get_machine_facts (run, machine);

  return facts != NULL && facts->mismatch != NULL;
}

static void
set_line (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), text);
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
set_shape (ResiteMachineBadge *self, const ResiteRoleShape *shape)
{
  GtkStyleContext *context = gtk_widget_get_style_context (self->frame_box);

  if (self->shape != NULL)
    gtk_style_context_remove_class (context, self->shape->style);
  gtk_style_context_add_class (context, shape->style);
  self->shape = shape;
  gtk_widget_queue_draw (GTK_WIDGET (self->shape_area));
}

static void
resite_machine_badge_class_init (ResiteMachineBadgeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-machine-badge.ui");
  gtk_widget_class_bind_template_child (widget_class, ResiteMachineBadge, frame_box);
  gtk_widget_class_bind_template_child (widget_class, ResiteMachineBadge, shape_area);
  gtk_widget_class_bind_template_child (widget_class, ResiteMachineBadge, lead_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteMachineBadge, word_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteMachineBadge, name_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteMachineBadge, box_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteMachineBadge, desk_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteMachineBadge, detail_label);
}

static void
resite_machine_badge_init (ResiteMachineBadge *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self->shape_area, "draw", G_CALLBACK (draw_shape_cb), self);
}

GtkWidget *
resite_machine_badge_new (void)
{
  return g_object_new (RESITE_TYPE_MACHINE_BADGE, "visible", TRUE, NULL);
}

void
resite_machine_badge_set_lead (ResiteMachineBadge *self, const char *lead)
{
  g_return_if_fail (RESITE_IS_MACHINE_BADGE (self));
  gtk_label_set_text (self->lead_label, lead);
  /* Where it stands alone there is room for all of it. */
  gtk_label_set_ellipsize (self->detail_label, PANGO_ELLIPSIZE_NONE);
  gtk_label_set_max_width_chars (self->detail_label, 44);
  gtk_label_set_line_wrap (self->detail_label, TRUE);
}

char *
resite_machine_badge_dup_word (ResiteRun *run, const char *machine)
{
  const char *word = _ (resite_role_shape_find (machine)->word);

  if (resite_run_is_rehearsal (run))
    /* TRANSLATORS: %s is a machine in capitals, such as OLD SERVER; shown in a rehearsal. */
    return g_strdup_printf (_ ("simulated %s"), word);
  return g_strdup (word);
}

/* @spoken (transfer full); @more (nullable). */
static char *
speak_more (char *spoken, const char *more)
{
  g_autofree char *before = spoken;

  return more != NULL ? g_strdup_printf ("%s, %s", before, more) : g_steal_pointer (&before);
}

/* A second opinion: who is there as anybody can see it. */
static char *
show_opinion (ResiteMachineBadge *self, ResiteRun *run, const char *machine)
{
  const ResiteDeskOpinion *opinion = resite_reach_words_find_opinion (run, machine);
  char *words = resite_reach_words_sum_up_opinion (run, machine);
  g_autofree char *whole = words != NULL ? resite_desk_opinion_describe (opinion) : NULL;
  const gboolean other = opinion != NULL && opinion->verdict == RESITE_DESK_OTHER;

  set_line (self->desk_label, words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->desk_label), whole);
  resite_label_set_style (GTK_WIDGET (self->desk_label),
                          other ? "resite-verdict-bad" : "resite-verdict-none");
  return words;
}

void
resite_machine_badge_show_machine (ResiteMachineBadge *self, ResiteRun *run, const char *machine)
{
  const ResiteRoleShape *shape = resite_role_shape_find (machine);
  g_autofree char *word = NULL;
  g_autofree char *name = NULL;
  g_autofree char *box = NULL;
  g_autofree char *desk = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *spoken = NULL;
  gboolean wrong;

  g_return_if_fail (RESITE_IS_MACHINE_BADGE (self));
  g_return_if_fail (RESITE_IS_RUN (run));
  g_return_if_fail (machine != NULL);
  wrong = is_wrong (run, machine);
  set_shape (self, wrong ? resite_role_shape_get_wrong () : shape);
  word = wrong ? g_strdup (_ (shape->not_word)) : resite_machine_badge_dup_word (run, machine);
  name = resite_run_get_name_now (run, machine);
  box = wrong ? NULL : describe_box (run, machine);
  detail = describe_machine (run, machine);
  gtk_label_set_text (self->word_label, word);
  set_line (self->name_label, name);
  set_line (self->box_label, box);
  desk = show_opinion (self, run, machine);
  set_line (self->detail_label, detail);
  /* TRANSLATORS: read aloud: "Do this on:", role of the machine, name, serial number and place. */
  spoken = g_strdup_printf (_ ("%s %s, %s, %s"), gtk_label_get_text (self->lead_label), word,
                            name != NULL ? name : "", detail);
  spoken = speak_more (g_steal_pointer (&spoken), box);
  spoken = speak_more (g_steal_pointer (&spoken), desk);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self)), spoken);
}
