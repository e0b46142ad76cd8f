/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-tally"

#include "config.h"

#include <string.h>

#include "resite-log-tally.h"
#include "resite-text.h"

#define MOST_PACKAGES   32768
#define MOST_COMPONENTS 256
#define LONGEST_NAME    64
#define OTHERS          "others"

/* The id stands here, too, so that a package that is found is touched only once. */
typedef struct
{
  guint64 key;
  guint32 place; /* index + 1; 0 free */
} Slot;

struct _ResiteLogTally
{
  GArray *packages; /* ResiteLogPackage, as they came */
  Slot *slots;
  guint32 n_slots;    /* a power of two, at least twice the packages */
  GArray *components; /* ResiteLogComponent */
  guint64 others;
};

static void
clear_component (gpointer data)
{
  ResiteLogComponent *component = data;

  g_free (component->name);
}

ResiteLogTally *
resite_log_tally_new (void)
{
  ResiteLogTally *self = g_new0 (ResiteLogTally, 1);

  self->packages = g_array_new (FALSE, TRUE, sizeof (ResiteLogPackage));
  self->components = g_array_new (FALSE, TRUE, sizeof (ResiteLogComponent));
  g_array_set_clear_func (self->components, clear_component);
  self->n_slots = 4096;
  self->slots = g_new0 (Slot, self->n_slots);
  return self;
}

void
resite_log_tally_free (ResiteLogTally *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->packages);
  g_array_unref (self->components);
  g_free (self->slots);
  g_free (self);
}

/* Eight characters as a number, small letters as capitals. */
static guint64
fold_id (const char *id)
{
  guint64 letters, small;

  memcpy (&letters, id, sizeof letters);
  /* Only letters have 0x40; digits stay as they are. */
  small = (letters & 0x4040404040404040u) >> 1;
  return letters & ~small;
}

/* That of @key, or the free one where it would be. */
static Slot *
find_slot (const ResiteLogTally *self, guint64 key)
{
  /* What differs most are the last characters, which are the upper bits. */
  guint32 at = (guint32)(((key ^ key >> 32) * 0x9E3779B97F4A7C15u) >> 40) & (self->n_slots - 1);

  while (self->slots[at].place != 0 && self->slots[at].key != key)
    at = (at + 1) & (self->n_slots - 1);
  return &self->slots[at];
}

static void
grow (ResiteLogTally *self)
{
  g_free (self->slots);
  self->n_slots *= 2;
  self->slots = g_new0 (Slot, self->n_slots);
  for (guint i = 0; i < self->packages->len; i++)
    {
      guint64 key;

      memcpy (&key, g_array_index (self->packages, ResiteLogPackage, i).id, sizeof key);
      *find_slot (self, key) = (Slot){ key, i + 1 };
    }
}

static void
add_id (ResiteLogTally *self, Slot *slot, guint64 key)
{
  ResiteLogPackage fresh = { 0 };

  memcpy (fresh.id, &key, sizeof key);
  g_array_append_val (self->packages, fresh);
  *slot = (Slot){ key, self->packages->len };
  if (self->packages->len * 2 > self->n_slots)
    grow (self);
}

ResiteLogPackage *
resite_log_tally_get_package (ResiteLogTally *self, const char *id)
{
  const guint64 key = fold_id (id);
  Slot *slot = find_slot (self, key);
  guint32 place = slot->place;

  if (place == 0 && self->packages->len == MOST_PACKAGES)
    {
      self->others++;
      return NULL;
    }
  if (place == 0)
    {
      add_id (self, slot, key);
      place = self->packages->len;
    }
  return &g_array_index (self->packages, ResiteLogPackage, place - 1);
}

const ResiteLogPackage *
resite_log_tally_find_package (const ResiteLogTally *self, const char *id)
{
  guint32 place;

  g_return_val_if_fail (self != NULL && id != NULL, NULL);

  if (strlen (id) != RESITE_LOG_ID_SIZE - 1)
    return NULL;
  place = find_slot (self, fold_id (id))->place;
  return place != 0 ? &g_array_index (self->packages, ResiteLogPackage, place - 1) : NULL;
}

guint
resite_log_tally_count_packages (const ResiteLogTally *self)
{
  return self->packages->len;
}

static int
compare_packages (gconstpointer a, gconstpointer b)
{
  const ResiteLogPackage *const *left = a;
  const ResiteLogPackage *const *right = b;

  return strcmp ((*left)->id, (*right)->id);
}

GPtrArray *
resite_log_tally_list_packages (const ResiteLogTally *self)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < self->packages->len; i++)
    g_ptr_array_add (list, &g_array_index (self->packages, ResiteLogPackage, i));
  g_ptr_array_sort (list, compare_packages);
  return list;
}

guint64
resite_log_tally_get_others (const ResiteLogTally *self)
{
  return self->others;
}

static guint
find_component (const ResiteLogTally *self, const char *name)
{
  guint i = 0;

  while (i < self->components->len && strcmp (resite_log_tally_component_at (self, i)->name, name))
    i++;
  return i;
}

guint
resite_log_tally_get_component (ResiteLogTally *self, const char *name, gsize length)
{
  ResiteLogComponent fresh = { resite_text_from_foreign (name, MIN (length, LONGEST_NAME)), 0 };
  guint index;

  if (self->components->len >= MOST_COMPONENTS - 1 &&
      find_component (self, fresh.name) == self->components->len)
    {
      g_free (fresh.name);
      fresh.name = g_strdup (OTHERS);
    }
  index = find_component (self, fresh.name);
  if (index == self->components->len)
    g_array_append_val (self->components, fresh);
  else
    g_free (fresh.name);
  return index;
}

void
resite_log_tally_count_component (ResiteLogTally *self, guint component)
{
  g_array_index (self->components, ResiteLogComponent, component).lines++;
}

guint
resite_log_tally_count_components (const ResiteLogTally *self)
{
  return self->components->len;
}

const ResiteLogComponent *
resite_log_tally_component_at (const ResiteLogTally *self, guint index)
{
  return &g_array_index (self->components, ResiteLogComponent, index);
}

static void
add_package (ResiteLogPackage *to, const ResiteLogPackage *from)
{
  to->lines += from->lines;
  to->errors += from->errors;
  to->bytes += from->bytes;
  for (guint i = 0; i < RESITE_LOG_N_EVENTS; i++)
    to->events[i] += from->events[i];
  if (to->first == 0)
    to->first = from->first;
  if (from->last != 0)
    to->last = from->last;
}

void
resite_log_tally_add (ResiteLogTally *self, const ResiteLogTally *other)
{
  g_return_if_fail (self != NULL && other != NULL);

  self->others += other->others;
  for (guint i = 0; i < other->packages->len; i++)
    {
      const ResiteLogPackage *from = &g_array_index (other->packages, ResiteLogPackage, i);
      ResiteLogPackage *to = resite_log_tally_get_package (self, from->id);

      if (to != NULL)
        add_package (to, from);
      else
        self->others += from->lines - 1;
    }
  for (guint i = 0; i < other->components->len; i++)
    {
      const ResiteLogComponent *from = resite_log_tally_component_at (other, i);
      const guint to = resite_log_tally_get_component (self, from->name, strlen (from->name));

      g_array_index (self->components, ResiteLogComponent, to).lines += from->lines;
    }
}
