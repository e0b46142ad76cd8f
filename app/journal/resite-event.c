/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-event"
#include "config.h"

#include <string.h>

#include "resite-digest.h"
#include "resite-event-private.h"

G_DEFINE_FINAL_TYPE (ResiteEvent, resite_event, G_TYPE_OBJECT)

static void
fact_free (gpointer data)
{
  ResiteFact *fact = data;

  g_free (fact->name);
  g_free (fact->value);
  g_free (fact->digest);
  g_free (fact->text);
  g_clear_pointer (&fact->bytes, g_bytes_unref);
  g_free (fact);
}

static ResiteFact *
find_fact (ResiteEvent *self, const char *name)
{
  for (guint i = 0; i < self->facts->len; i++)
    {
      ResiteFact *fact = g_ptr_array_index (self->facts, i);

      if (g_str_equal (fact->name, name))
        return fact;
    }
  return NULL;
}

static ResiteFact *
add_fact (ResiteEvent *self, const char *name, ResiteFactKind kind)
{
  ResiteFact *fact = find_fact (self, name);

  if (fact == NULL)
    {
      fact = g_new0 (ResiteFact, 1);
      fact->name = g_strdup (name);
      g_ptr_array_add (self->facts, fact);
    }
  fact->kind = kind;
  g_clear_pointer (&fact->value, g_free);
  g_clear_pointer (&fact->digest, g_free);
  g_clear_pointer (&fact->text, g_free);
  g_clear_pointer (&fact->bytes, g_bytes_unref);
  return fact;
}

static void
resite_event_finalize (GObject *object)
{
  ResiteEvent *self = RESITE_EVENT (object);

  g_free (self->what);
  g_free (self->actor);
  g_free (self->step);
  g_free (self->target);
  g_free (self->hash);
  g_ptr_array_unref (self->facts);
  G_OBJECT_CLASS (resite_event_parent_class)->finalize (object);
}

static void
resite_event_class_init (ResiteEventClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_event_finalize;
}

static void
resite_event_init (ResiteEvent *self)
{
  self->facts = g_ptr_array_new_with_free_func (fact_free);
}

ResiteEvent *
resite_event_new (const char *what, const char *actor, const char *step, const char *target,
                  guint attempt)
{
  ResiteEvent *self;

  g_return_val_if_fail (what != NULL, NULL);

  self = g_object_new (RESITE_TYPE_EVENT, NULL);
  self->what = g_strdup (what);
  self->actor = g_utf8_make_valid (actor != NULL ? actor : "resite", -1);
  self->step = g_strdup (step);
  self->target = g_strdup (target);
  self->attempt = attempt;
  return self;
}

static gboolean
is_draft (ResiteEvent *self)
{
  return self->sequence == 0 && g_atomic_int_get (&self->handed_over) == 0;
}

void
resite_event_set (ResiteEvent *self, const char *name, const char *value)
{
  g_return_if_fail (RESITE_IS_EVENT (self) && name != NULL);
  g_return_if_fail (is_draft (self));

  /* The database ends a text at a NUL and knows UTF-8 only; the hash must cover what it gives
   * back. */
  if (value != NULL)
    add_fact (self, name, RESITE_FACT_VALUE)->value = g_utf8_make_valid (value, -1);
}

void
resite_event_set_int (ResiteEvent *self, const char *name, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  resite_event_set (self, name, text);
}

static void
set_content (ResiteEvent *self, const char *name, ResiteFactKind kind, GBytes *bytes)
{
  ResiteFact *fact = add_fact (self, name, kind);
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  fact->bytes = g_bytes_ref (bytes);
  fact->digest = resite_digest_of_bytes (data, length);
  if (kind == RESITE_FACT_TEXT)
    fact->text = g_strndup (length > 0 ? data : "", length);
}

void
resite_event_set_text (ResiteEvent *self, const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = NULL;
  char *valid;

  g_return_if_fail (RESITE_IS_EVENT (self) && name != NULL);
  g_return_if_fail (is_draft (self));

  if (text == NULL)
    return;
  valid = g_utf8_make_valid (text, -1);
  bytes = g_bytes_new_take (valid, strlen (valid));
  set_content (self, name, RESITE_FACT_TEXT, bytes);
}

void
resite_event_set_bytes (ResiteEvent *self, const char *name, GBytes *bytes)
{
  g_return_if_fail (RESITE_IS_EVENT (self) && name != NULL && bytes != NULL);
  g_return_if_fail (is_draft (self));

  set_content (self, name, RESITE_FACT_FILE, bytes);
}

void
resite_event_restore_fact (ResiteEvent *self, const char *name, ResiteFactKind kind,
                           const char *value, const char *digest, GBytes *bytes)
{
  ResiteFact *fact = add_fact (self, name, kind);

  if (kind == RESITE_FACT_VALUE)
    {
      fact->value = g_strdup (value != NULL ? value : "");
      return;
    }
  fact->digest = g_strdup (digest);
  if (bytes == NULL)
    return;
  fact->bytes = g_bytes_ref (bytes);
  if (kind == RESITE_FACT_TEXT)
    fact->text = g_strndup (g_bytes_get_size (bytes) > 0 ? g_bytes_get_data (bytes, NULL) : "",
                            g_bytes_get_size (bytes));
}

/* The serialisation that the chain is made of, version 1; each line is a field of
 * ResiteDigest. A text or file stands in it by its digest only, which is what allows to blank
 * it. Never change it: old journals must stay verifiable. */
char *
resite_event_compute_hash (ResiteEvent *self, guint64 sequence, gint64 time, const char *previous)
{
  ResiteDigest *digest = resite_digest_new ();

  resite_digest_add_text (digest, "resite-event", "1");
  resite_digest_add_text (digest, "previous", previous);
  resite_digest_add_int (digest, "sequence", (gint64)sequence);
  resite_digest_add_int (digest, "time", time);
  resite_digest_add_text (digest, "what", self->what);
  resite_digest_add_text (digest, "actor", self->actor);
  resite_digest_add_text (digest, "step", self->step);
  resite_digest_add_text (digest, "target", self->target);
  resite_digest_add_int (digest, "attempt", self->attempt);
  for (guint i = 0; i < self->facts->len; i++)
    {
      const ResiteFact *fact = g_ptr_array_index (self->facts, i);

      resite_digest_add_text (digest, "name", fact->name);
      resite_digest_add_int (digest, "kind", fact->kind);
      if (fact->kind == RESITE_FACT_VALUE)
        resite_digest_add_text (digest, "value", fact->value);
      else
        resite_digest_add_text (digest, "digest", fact->digest);
    }
  return resite_digest_end (digest);
}

guint64
resite_event_get_sequence (ResiteEvent *self)
{
  g_return_val_if_fail (RESITE_IS_EVENT (self), 0);
  return self->sequence;
}

gint64
resite_event_get_time (ResiteEvent *self)
{
  g_return_val_if_fail (RESITE_IS_EVENT (self), 0);
  return self->time;
}

const char *
resite_event_get_what (ResiteEvent *self)
{
  g_return_val_if_fail (RESITE_IS_EVENT (self), NULL);
  return self->what;
}

const char *
resite_event_get_actor (ResiteEvent *self)
{
  g_return_val_if_fail (RESITE_IS_EVENT (self), NULL);
  return self->actor;
}

const char *
resite_event_get_step (ResiteEvent *self)
{
  g_return_val_if_fail (RESITE_IS_EVENT (self), NULL);
  return self->step;
}

const char *
resite_event_get_target (ResiteEvent *self)
{
  g_return_val_if_fail (RESITE_IS_EVENT (self), NULL);
  return self->target;
}

guint
resite_event_get_attempt (ResiteEvent *self)
{
  g_return_val_if_fail (RESITE_IS_EVENT (self), 0);
  return self->attempt;
}

const char *
resite_event_get_hash (ResiteEvent *self)
{
  g_return_val_if_fail (RESITE_IS_EVENT (self), NULL);
  return self->hash;
}

const char *
resite_event_get (ResiteEvent *self, const char *name)
{
  const ResiteFact *fact;

  g_return_val_if_fail (RESITE_IS_EVENT (self) && name != NULL, NULL);

  fact = find_fact (self, name);
  if (fact == NULL || fact->kind == RESITE_FACT_FILE)
    return NULL;
  if (fact->kind == RESITE_FACT_VALUE)
    return fact->value;
  return fact->text != NULL ? fact->text : "";
}

gint64
resite_event_get_int (ResiteEvent *self, const char *name, gint64 fallback)
{
  const char *text = resite_event_get (self, name);
  gint64 value;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &value, NULL))
    return fallback;
  return value;
}

GBytes *
resite_event_get_bytes (ResiteEvent *self, const char *name)
{
  const ResiteFact *fact;

  g_return_val_if_fail (RESITE_IS_EVENT (self) && name != NULL, NULL);

  fact = find_fact (self, name);
  return fact != NULL ? fact->bytes : NULL;
}

const char *
resite_event_get_digest (ResiteEvent *self, const char *name)
{
  const ResiteFact *fact;

  g_return_val_if_fail (RESITE_IS_EVENT (self) && name != NULL, NULL);

  fact = find_fact (self, name);
  return fact != NULL ? fact->digest : NULL;
}

GStrv
resite_event_list_facts (ResiteEvent *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  g_return_val_if_fail (RESITE_IS_EVENT (self), NULL);

  for (guint i = 0; i < self->facts->len; i++)
    g_strv_builder_add (names, ((ResiteFact *)g_ptr_array_index (self->facts, i))->name);
  return g_strv_builder_end (names);
}
