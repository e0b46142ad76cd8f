/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wrap-box"

#include "config.h"
#include "resite-wrap-box.h"

struct _ResiteWrapBox
{
  GtkBox parent_instance;
};

G_DEFINE_FINAL_TYPE (ResiteWrapBox, resite_wrap_box, GTK_TYPE_BOX)

/* One line of children: from @first, @n of them. */
typedef struct
{
  GList *first;
  guint n;
  int width; /* natural, with spacing */
  int height;
  guint n_expanding;
} Line;

static GList *
list_visible (ResiteWrapBox *self)
{
  GList *children = gtk_container_get_children (GTK_CONTAINER (self));
  GList *link = children;

  while (link != NULL)
    {
      GList *next = link->next;

      if (!gtk_widget_get_visible (link->data))
        children = g_list_delete_link (children, link);
      link = next;
    }
  return children;
}

static gboolean
is_expanding (ResiteWrapBox *self, GtkWidget *child)
{
  gboolean expand = FALSE;

  gtk_container_child_get (GTK_CONTAINER (self), child, "expand", &expand, NULL);
  return expand;
}

static int
get_natural_width (GtkWidget *child, int limit)
{
  int minimum;
  int natural;

  gtk_widget_get_preferred_width (child, &minimum, &natural);
  return MAX (minimum, MIN (natural, limit));
}

static int
get_height (GtkWidget *child, int width)
{
  int height;

  gtk_widget_get_preferred_height_for_width (child, width, NULL, &height);
  return height;
}

/* The line that begins at @first, in @width. */
static Line
break_line (ResiteWrapBox *self, GList *first, int width)
{
  int spacing = gtk_box_get_spacing (GTK_BOX (self));
  Line line = { .first = first };

  for (GList *link = first; link != NULL; link = link->next)
    {
      int natural = get_natural_width (link->data, width);
      int wanted = line.n == 0 ? natural : line.width + spacing + natural;

      if (line.n > 0 && wanted > width)
        break;
      line.n++;
      line.width = wanted;
      line.height = MAX (line.height, get_height (link->data, natural));
      line.n_expanding += is_expanding (self, link->data);
    }
  return line;
}

static GtkSizeRequestMode
resite_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
resite_wrap_box_get_preferred_width (GtkWidget *widget, int *minimum, int *natural)
{
  ResiteWrapBox *self = RESITE_WRAP_BOX (widget);
  g_autoptr (GList) children = list_visible (self);
  int spacing = gtk_box_get_spacing (GTK_BOX (self));

  *minimum = 0;
  *natural = 0;
  for (GList *link = children; link != NULL; link = link->next)
    {
      int child_minimum;
      int child_natural;

      gtk_widget_get_preferred_width (link->data, &child_minimum, &child_natural);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + (link != children ? spacing : 0);
    }
}

static void
resite_wrap_box_get_preferred_height_for_width (GtkWidget *widget, int width, int *minimum,
                                                int *natural)
{
  ResiteWrapBox *self = RESITE_WRAP_BOX (widget);
  g_autoptr (GList) children = list_visible (self);
  int height = 0;

  for (GList *first = children; first != NULL;)
    {
      Line line = break_line (self, first, width);

      height += line.height + (first != children ? gtk_box_get_spacing (GTK_BOX (self)) : 0);
      first = g_list_nth (first, line.n);
    }
  *minimum = height;
  *natural = height;
}

static void
resite_wrap_box_get_preferred_height (GtkWidget *widget, int *minimum, int *natural)
{
  int width;

  resite_wrap_box_get_preferred_width (widget, &width, natural);
  resite_wrap_box_get_preferred_height_for_width (widget, MAX (width, *natural), minimum, natural);
}

/* A viewport asks this of what scrolls in it; the box would answer with one long line. */
static void
resite_wrap_box_get_preferred_width_for_height (GtkWidget *widget, int height, int *minimum,
                                                int *natural)
{
  resite_wrap_box_get_preferred_width (widget, minimum, natural);
}

static void
allocate_line (ResiteWrapBox *self, const Line *line, const GtkAllocation *whole, int y)
{
  int spacing = gtk_box_get_spacing (GTK_BOX (self));
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int rest = MAX (0, whole->width - line->width);
  int x = 0;
  GList *link = line->first;

  for (guint i = 0; i < line->n; i++, link = link->next)
    {
      GtkAllocation place = { .y = y, .height = line->height };

      place.width = get_natural_width (link->data, whole->width);
      if (is_expanding (self, link->data))
        place.width += rest / (int)line->n_expanding;
      place.x = mirrored ? whole->x + whole->width - x - place.width : whole->x + x;
      gtk_widget_size_allocate (link->data, &place);
      x += place.width + spacing;
    }
}

static void
resite_wrap_box_size_allocate (GtkWidget *widget, GtkAllocation *allocation)
{
  ResiteWrapBox *self = RESITE_WRAP_BOX (widget);
  g_autoptr (GList) children = list_visible (self);
  int y = allocation->y;

  gtk_widget_set_allocation (widget, allocation);
  for (GList *first = children; first != NULL;)
    {
      Line line = break_line (self, first, allocation->width);

      allocate_line (self, &line, allocation, y);
      y += line.height + gtk_box_get_spacing (GTK_BOX (self));
      first = g_list_nth (first, line.n);
    }
}

/* GtkBox draws by the allocation that its own layout would have made. */
static gboolean
resite_wrap_box_draw (GtkWidget *widget, cairo_t *context)
{
  GtkWidgetClass *container_class = g_type_class_peek (GTK_TYPE_CONTAINER);

  return container_class->draw (widget, context);
}

static void
resite_wrap_box_class_init (ResiteWrapBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->get_request_mode = resite_wrap_box_get_request_mode;
  widget_class->get_preferred_width = resite_wrap_box_get_preferred_width;
  widget_class->get_preferred_width_for_height = resite_wrap_box_get_preferred_width_for_height;
  widget_class->get_preferred_height = resite_wrap_box_get_preferred_height;
  widget_class->get_preferred_height_for_width = resite_wrap_box_get_preferred_height_for_width;
  widget_class->draw = resite_wrap_box_draw;
  widget_class->size_allocate = resite_wrap_box_size_allocate;
}

static void
resite_wrap_box_init (ResiteWrapBox *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 6);
}

GtkWidget *
resite_wrap_box_new (void)
{
  return g_object_new (RESITE_TYPE_WRAP_BOX, "visible", TRUE, NULL);
}
