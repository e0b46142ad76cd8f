/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-paper-view"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-paper-view.h"

/* Points. */
#define A4_WIDTH      595.28
#define A4_HEIGHT     841.89
#define LETTER_WIDTH  612.0
#define LETTER_HEIGHT 792.0
#define MARGIN        12

struct _ResitePaperView
{
  GtkDrawingArea parent_instance;

  ResiteSummary *summary;
  ResitePaper paper;
  double width;
  double height;
  guint page;
  guint n_pages;
};

G_DEFINE_FINAL_TYPE (ResitePaperView, resite_paper_view, GTK_TYPE_DRAWING_AREA)

enum
{
  TURNED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static double
get_scale (ResitePaperView *self, int width)
{
  return MAX (0.2, (width - 2 * MARGIN) / self->width);
}

static GtkSizeRequestMode
resite_paper_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
resite_paper_view_get_preferred_width (GtkWidget *widget, int *minimum, int *natural)
{
  *minimum = 320;
  *natural = 640;
}

static void
resite_paper_view_get_preferred_height_for_width (GtkWidget *widget, int width, int *minimum,
                                                  int *natural)
{
  ResitePaperView *self = RESITE_PAPER_VIEW (widget);

  *minimum = (int)(self->height * get_scale (self, width)) + 2 * MARGIN;
  *natural = *minimum;
}

static void
resite_paper_view_get_preferred_height (GtkWidget *widget, int *minimum, int *natural)
{
  resite_paper_view_get_preferred_height_for_width (widget, 640, minimum, natural);
}

/* Paper is white and its edge grey in every theme. */
static void
draw_sheet (ResitePaperView *self, cairo_t *context)
{
  cairo_rectangle (context, 0, 0, self->width, self->height);
  cairo_set_source_rgb (context, 1, 1, 1);
  cairo_fill_preserve (context);
  cairo_set_source_rgb (context, 0.5, 0.5, 0.5);
  cairo_set_line_width (context, 1);
  cairo_stroke (context);
}

static gboolean
resite_paper_view_draw (GtkWidget *widget, cairo_t *context)
{
  ResitePaperView *self = RESITE_PAPER_VIEW (widget);
  double scale = get_scale (self, gtk_widget_get_allocated_width (widget));

  cairo_save (context);
  cairo_translate (context, MARGIN, MARGIN);
  cairo_scale (context, scale, scale);
  draw_sheet (self, context);
  if (self->summary != NULL && self->page < self->n_pages)
    resite_summary_draw_page (self->summary, self->paper, self->page, self->width, self->height,
                              context);
  cairo_restore (context);
  if (gtk_widget_has_visible_focus (widget))
    gtk_render_focus (gtk_widget_get_style_context (widget), context, 0, 0,
                      gtk_widget_get_allocated_width (widget),
                      gtk_widget_get_allocated_height (widget));
  return GDK_EVENT_PROPAGATE;
}

static gboolean
resite_paper_view_key_press_event (GtkWidget *widget, GdkEventKey *event)
{
  if (event->keyval == GDK_KEY_Page_Down || event->keyval == GDK_KEY_Right)
    resite_paper_view_turn (RESITE_PAPER_VIEW (widget), 1);
  else if (event->keyval == GDK_KEY_Page_Up || event->keyval == GDK_KEY_Left)
    resite_paper_view_turn (RESITE_PAPER_VIEW (widget), -1);
  else
    return GTK_WIDGET_CLASS (resite_paper_view_parent_class)->key_press_event (widget, event);
  return GDK_EVENT_STOP;
}

static void
resite_paper_view_dispose (GObject *object)
{
  g_clear_object (&RESITE_PAPER_VIEW (object)->summary);
  G_OBJECT_CLASS (resite_paper_view_parent_class)->dispose (object);
}

static void
resite_paper_view_class_init (ResitePaperViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = resite_paper_view_dispose;
  widget_class->get_request_mode = resite_paper_view_get_request_mode;
  widget_class->get_preferred_width = resite_paper_view_get_preferred_width;
  widget_class->get_preferred_height = resite_paper_view_get_preferred_height;
  widget_class->get_preferred_height_for_width = resite_paper_view_get_preferred_height_for_width;
  widget_class->draw = resite_paper_view_draw;
  widget_class->key_press_event = resite_paper_view_key_press_event;
  signals[TURNED] = g_signal_new ("turned", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
resite_paper_view_init (ResitePaperView *self)
{
  self->width = A4_WIDTH;
  self->height = A4_HEIGHT;
  gtk_widget_set_can_focus (GTK_WIDGET (self), TRUE);
  gtk_widget_add_events (GTK_WIDGET (self), GDK_KEY_PRESS_MASK);
}

static void
tell_turned (ResitePaperView *self)
{
  g_autofree char *name =
      g_strdup_printf (_ ("Preview, page %u of %u"), self->page + 1, self->n_pages);

  resite_label_set_accessible_name (GTK_WIDGET (self), name);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_signal_emit (self, signals[TURNED], 0);
}

void
resite_paper_view_set_paper (ResitePaperView *self, ResiteSummary *summary, ResitePaper paper,
                             gboolean letter)
{
  g_return_if_fail (RESITE_IS_PAPER_VIEW (self));

  g_set_object (&self->summary, summary);
  self->paper = paper;
  self->width = letter ? LETTER_WIDTH : A4_WIDTH;
  self->height = letter ? LETTER_HEIGHT : A4_HEIGHT;
  self->n_pages =
      summary != NULL ? resite_summary_count_pages (summary, paper, self->width, self->height) : 0;
  self->page = 0;
  tell_turned (self);
}

guint
resite_paper_view_get_page (ResitePaperView *self)
{
  g_return_val_if_fail (RESITE_IS_PAPER_VIEW (self), 0);

  return self->page;
}

guint
resite_paper_view_count_pages (ResitePaperView *self)
{
  g_return_val_if_fail (RESITE_IS_PAPER_VIEW (self), 0);

  return self->n_pages;
}

void
resite_paper_view_turn (ResitePaperView *self, int pages)
{
  int wanted;

  g_return_if_fail (RESITE_IS_PAPER_VIEW (self));

  wanted = CLAMP ((int)self->page + pages, 0, MAX (0, (int)self->n_pages - 1));
  if ((guint)wanted == self->page)
    return;
  self->page = (guint)wanted;
  tell_turned (self);
}
