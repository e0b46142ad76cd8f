/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* The shapes by which one tells machines apart, also in grey: OLD square, NEW circle, PRIMARY
 * triangle, CENTRAL diamond, AD hexagon, the other distribution point rounded, the desk flat. */
typedef struct
{
  const char *role;
  const char *word;     /* N_() marked */
  const char *not_word; /* N_() marked: another box answers for it */
  const char *style;    /* class that gives the colour */
  void (*trace) (cairo_t *cr, double size);
} ResiteRoleShape;

/* @machine: "primary.2" has the shape of "primary". Unknown ones get the desk's. */
const ResiteRoleShape *resite_role_shape_find (const char *machine);
/* Of a box that is not the one that is meant. */
const ResiteRoleShape *resite_role_shape_get_wrong (void);

G_END_DECLS
