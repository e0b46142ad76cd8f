/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-role-shape"
#include "config.h"
#include <math.h>
#include <string.h>
#include <glib/gi18n.h>
#include "resite-role-shape.h"

static void
trace_square (cairo_t *cr, double size)
{
  cairo_rectangle (cr, size * 0.08, size * 0.08, size * 0.84, size * 0.84);
}

static void
trace_circle (cairo_t *cr, double size)
{
  cairo_arc (cr, size / 2, size / 2, size * 0.46, 0, 2 * G_PI);
}

static void
trace_polygon (cairo_t *cr, double size, guint corners, double turn)
{
  for (guint i = 0; i < corners; i++)
    {
      double angle = turn + i * 2 * G_PI / corners;

      cairo_line_to (cr, size / 2 + cos (angle) * size * 0.49,
                     size / 2 + sin (angle) * size * 0.49);
    }
  cairo_close_path (cr);
}

static void
trace_triangle (cairo_t *cr, double size)
{
  cairo_move_to (cr, size / 2, size * 0.05);
  cairo_line_to (cr, size * 0.98, size * 0.93);
  cairo_line_to (cr, size * 0.02, size * 0.93);
  cairo_close_path (cr);
}

static void
trace_diamond (cairo_t *cr, double size)
{
  trace_polygon (cr, size, 4, 0);
}

static void
trace_hexagon (cairo_t *cr, double size)
{
  trace_polygon (cr, size, 6, 0);
}

static void
trace_rounded (cairo_t *cr, double size)
{
  double radius = size * 0.26, near = size * 0.06, far = size * 0.94;

  cairo_arc (cr, near + radius, near + radius, radius, G_PI, 1.5 * G_PI);
  cairo_arc (cr, far - radius, near + radius, radius, 1.5 * G_PI, 2 * G_PI);
  cairo_arc (cr, far - radius, far - radius, radius, 0, 0.5 * G_PI);
  cairo_arc (cr, near + radius, far - radius, radius, 0.5 * G_PI, G_PI);
  cairo_close_path (cr);
}

static void
trace_flat (cairo_t *cr, double size)
{
  cairo_rectangle (cr, size * 0.04, size * 0.18, size * 0.92, size * 0.5);
  cairo_rectangle (cr, size * 0.24, size * 0.76, size * 0.52, size * 0.1);
}

/* A triangle with an exclamation mark cut out of it. */
static void
trace_warning (cairo_t *cr, double size)
{
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  trace_triangle (cr, size);
  cairo_rectangle (cr, size * 0.44, size * 0.34, size * 0.12, size * 0.28);
  cairo_rectangle (cr, size * 0.44, size * 0.7, size * 0.12, size * 0.11);
}

static const ResiteRoleShape wrong = { "wrong", N_ ("WRONG MACHINE"), N_ ("WRONG MACHINE"),
                                       "resite-role-wrong", trace_warning };

static const ResiteRoleShape shapes[] = {
  { "old", N_ ("OLD SERVER"), N_ ("This is not the old server."), "resite-role-old", trace_square },
  { "new", N_ ("NEW SERVER"), N_ ("This is not the new server."), "resite-role-new", trace_circle },
  { "primary", N_ ("PRIMARY SITE SERVER"), N_ ("This is not the primary site server."),
    "resite-role-primary", trace_triangle },
  { "central", N_ ("CENTRAL SITE SERVER"), N_ ("This is not the central site server."),
    "resite-role-central", trace_diamond },
  { "ad", N_ ("ACTIVE DIRECTORY"), N_ ("This is not the directory."), "resite-role-ad",
    trace_hexagon },
  { "source", N_ ("OTHER DISTRIBUTION POINT"), N_ ("This is not the other distribution point."),
    "resite-role-source", trace_rounded },
  { "desk", N_ ("THIS DESK"), N_ ("This is not this desk."), "resite-role-desk", trace_flat },
};

const ResiteRoleShape *
resite_role_shape_find (const char *machine)
{
  gsize length = machine != NULL ? strcspn (machine, ".") : 0;

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      if (strlen (shapes[i].role) == length && strncmp (shapes[i].role, machine, length) == 0)
        return &shapes[i];
    }
  return &shapes[G_N_ELEMENTS (shapes) - 1];
}

const ResiteRoleShape *
resite_role_shape_get_wrong (void)
{
  return &wrong;
}
