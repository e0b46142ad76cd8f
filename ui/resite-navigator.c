/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-navigator"
#include "config.h"
#include <string.h>
#include "resite-navigator.h"

typedef struct
{
  char *name;
  ResiteStepStatus status;
  gboolean reached;
  gboolean on_road;
} Place;

struct _ResiteNavigator
{
  GObject parent_instance;

  GPtrArray *places; /* Place, in order */
  char *current;
  char *here;
  char *came_from; /* the ordered place that was left for one beside the order */
};

G_DEFINE_FINAL_TYPE (ResiteNavigator, resite_navigator, G_TYPE_OBJECT)

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->name);
  g_free (place);
}

static gboolean
is_beside_order (const char *name)
{
  static const char *const places[] = { RESITE_PLACE_JOURNAL, RESITE_PLACE_WELCOME,
                                        RESITE_PLACE_COACH, NULL };

  return name != NULL && g_strv_contains (places, name);
}

static gboolean
place_is_closed (const Place *place)
{
  return resite_step_status_is_closed (place->status);
}

static Place *
place_at (ResiteNavigator *self, guint i)
{
  return g_ptr_array_index (self->places, i);
}

static Place *
find_place (ResiteNavigator *self, const char *name, guint *index)
{
  for (guint i = 0; name != NULL && i < self->places->len; i++)
    {
      if (g_ascii_strcasecmp (place_at (self, i)->name, name) != 0)
        continue;
      if (index != NULL)
        *index = i;
      return place_at (self, i);
    }
  return NULL;
}

/* "C6" for one of C6@primary.1, C6@primary.2: the first that is open, else the first. */
static Place *
find_by_step (ResiteNavigator *self, const char *step)
{
  gsize length = strlen (step);
  Place *first = NULL;

  for (guint i = 0; i < self->places->len; i++)
    {
      Place *place = place_at (self, i);

      if (g_ascii_strncasecmp (place->name, step, length) != 0 || place->name[length] != '@')
        continue;
      if (!place_is_closed (place))
        return place;
      if (first == NULL)
        first = place;
    }
  return first;
}

static const char *
ordered_here (ResiteNavigator *self)
{
  return is_beside_order (self->here) ? self->came_from : self->here;
}

static void
resite_navigator_finalize (GObject *object)
{
  ResiteNavigator *self = RESITE_NAVIGATOR (object);

  g_ptr_array_unref (self->places);
  g_free (self->current);
  g_free (self->here);
  g_free (self->came_from);
  G_OBJECT_CLASS (resite_navigator_parent_class)->finalize (object);
}

static void
resite_navigator_class_init (ResiteNavigatorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_navigator_finalize;
}

static void
resite_navigator_init (ResiteNavigator *self)
{
  self->places = g_ptr_array_new_with_free_func (place_free);
}

ResiteNavigator *
resite_navigator_new (void)
{
  return g_object_new (RESITE_TYPE_NAVIGATOR, NULL);
}

void
resite_navigator_set_step (ResiteNavigator *self, const char *name, ResiteStepStatus status,
                           gboolean reached, gboolean on_road)
{
  Place *place;

  g_return_if_fail (RESITE_IS_NAVIGATOR (self));
  g_return_if_fail (name != NULL);
  place = find_place (self, name, NULL);
  if (place == NULL)
    {
      place = g_new0 (Place, 1);
      place->name = g_strdup (name);
      g_ptr_array_add (self->places, place);
    }
  place->status = status;
  place->reached = reached;
  place->on_road = on_road;
}

void
resite_navigator_set_current (ResiteNavigator *self, const char *name)
{
  g_autofree char *former = NULL;

  g_return_if_fail (RESITE_IS_NAVIGATOR (self));
  former = g_steal_pointer (&self->current);
  self->current = g_strdup (name);
}

const char *
resite_navigator_get_place (ResiteNavigator *self)
{
  g_return_val_if_fail (RESITE_IS_NAVIGATOR (self), NULL);
  return self->here;
}

static void
stand_at (ResiteNavigator *self, const char *name)
{
  g_autofree char *former = g_steal_pointer (&self->here);

  self->here = g_strdup (name);
  if (is_beside_order (name))
    {
      if (former != NULL && !is_beside_order (former))
        {
          g_free (self->came_from);
          self->came_from = g_steal_pointer (&former);
        }
      return;
    }
  g_clear_pointer (&self->came_from, g_free);
}

gboolean
resite_navigator_go_to (ResiteNavigator *self, const char *name)
{
  const Place *place;

  g_return_val_if_fail (RESITE_IS_NAVIGATOR (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  if (is_beside_order (name) || g_strcmp0 (name, RESITE_PLACE_SUMMARY) == 0)
    {
      stand_at (self, name);
      return TRUE;
    }
  place = find_place (self, name, NULL);
  if (place == NULL)
    place = find_by_step (self, name);
  if (place == NULL)
    return FALSE;
  stand_at (self, place->name);
  return TRUE;
}

static gboolean
may_pass_by (const Place *place)
{
  return place->on_road && place->status != RESITE_STEP_LEFT_OUT;
}

static const Place *
next_in_order (ResiteNavigator *self, guint after)
{
  for (guint i = after + 1; i < self->places->len; i++)
    {
      if (may_pass_by (place_at (self, i)))
        return place_at (self, i);
    }
  return NULL;
}

const char *
resite_navigator_peek_next (ResiteNavigator *self)
{
  const Place *here, *next;
  guint index = 0;

  g_return_val_if_fail (RESITE_IS_NAVIGATOR (self), NULL);
  if (is_beside_order (self->here))
    return self->came_from != NULL ? self->came_from : self->current;
  if (g_strcmp0 (self->here, RESITE_PLACE_SUMMARY) == 0)
    return NULL;
  here = find_place (self, self->here, &index);
  if (here == NULL)
    return self->current;
  next = next_in_order (self, index);
  if (self->current != NULL && strcmp (self->current, self->here) != 0 && place_is_closed (here) &&
      (next == NULL || (!next->reached && !place_is_closed (next))))
    return self->current;
  return next != NULL ? next->name : RESITE_PLACE_SUMMARY;
}

const char *
resite_navigator_peek_back (ResiteNavigator *self)
{
  guint index = 0;

  g_return_val_if_fail (RESITE_IS_NAVIGATOR (self), NULL);
  if (is_beside_order (self->here))
    return self->came_from;
  if (g_strcmp0 (self->here, RESITE_PLACE_SUMMARY) == 0)
    index = self->places->len;
  else if (find_place (self, self->here, &index) == NULL)
    return NULL;
  while (index-- > 0)
    {
      if (may_pass_by (place_at (self, index)))
        return place_at (self, index)->name;
    }
  return NULL;
}

static gboolean
go (ResiteNavigator *self, const char *name)
{
  g_autofree char *place = g_strdup (name);

  if (place == NULL)
    return FALSE;
  stand_at (self, place);
  return TRUE;
}

gboolean
resite_navigator_go_next (ResiteNavigator *self)
{
  return go (self, resite_navigator_peek_next (self));
}

gboolean
resite_navigator_go_back (ResiteNavigator *self)
{
  return go (self, resite_navigator_peek_back (self));
}

gboolean
resite_navigator_is_ahead (ResiteNavigator *self)
{
  const Place *place;

  g_return_val_if_fail (RESITE_IS_NAVIGATOR (self), FALSE);
  place = find_place (self, ordered_here (self), NULL);
  return place != NULL && !place->reached && !place_is_closed (place);
}
