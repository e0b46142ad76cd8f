/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-rules"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-app-resources.h"
#include "resite-error.h"
#include "resite-log-pattern.h"
#include "resite-log-rules.h"

#define BUILTIN_PATH "/org/resite/Resite/logs/sms2003.xml"
#define ROOT         "log-lines"
#define ELEMENT      "line"
#define N_BUCKETS    256

typedef struct
{
  ResiteLogRule rule; /* first: what is handed out */
  ResiteLogPattern *pattern;
  guint64 head;  /* the first eight bytes of what it fits, as far as they are known */
  guint64 small; /* makes letters small */
  guint64 known; /* which bytes those are; 0 for patterns that begin with "*" */
} Entry;

struct _ResiteLogRules
{
  GPtrArray *entries;
  GPtrArray *loose;              /* those that begin with "*" */
  GPtrArray *buckets[N_BUCKETS]; /* the others by how they begin; nearly all are NULL */
};

static guint
get_bucket (guint32 key)
{
  return (key * 2654435761u) >> 24;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  resite_log_pattern_free (entry->pattern);
  g_free (entry);
}

static void
clear_rules (gpointer data)
{
  ResiteLogRules *self = data;

  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->loose);
  for (guint i = 0; i < N_BUCKETS; i++)
    g_clear_pointer (&self->buckets[i], g_ptr_array_unref);
}

ResiteLogRules *
resite_log_rules_ref (ResiteLogRules *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
resite_log_rules_unref (ResiteLogRules *self)
{
  g_atomic_rc_box_release_full (self, clear_rules);
}

static void
note_head (Entry *entry)
{
  gsize length;
  const char *text = resite_log_pattern_get_head (entry->pattern, &length);
  char head[8] = { 0 };
  char small[8] = { 0 };
  char known[8] = { 0 };

  for (gsize i = 0; i < MIN (length, 8); i++)
    {
      head[i] = text[i];
      small[i] = g_ascii_isalpha (text[i]) ? 0x20 : 0;
      known[i] = (char)0xFF;
    }
  memcpy (&entry->head, head, 8);
  memcpy (&entry->small, small, 8);
  memcpy (&entry->known, known, 8);
}

static void
add_entry (ResiteLogRules *self, Entry *entry)
{
  GPtrArray **bucket;

  g_ptr_array_add (self->entries, entry);
  if (resite_log_pattern_is_loose (entry->pattern))
    {
      g_ptr_array_add (self->loose, entry);
      return;
    }
  bucket = &self->buckets[get_bucket (resite_log_pattern_get_key (entry->pattern))];
  if (*bucket == NULL)
    *bucket = g_ptr_array_new ();
  g_ptr_array_add (*bucket, entry);
}

/* -1: not told; -2: a word that is not known. */
static int
find_word (const char *word, const char *const *words)
{
  if (word == NULL)
    return -1;
  for (int i = 0; words[i] != NULL; i++)
    if (g_str_equal (word, words[i]))
      return i;
  return -2;
}

/* NULL, or what is wrong (static). */
static const char *
read_rule (ResiteLogRule *rule, const char *event, const char *severity, const char *sends,
           const char *counts, const char *confirmed)
{
  static const char *const severities[] = { "information", "warning", "error", NULL };
  static const char *const loads[] = { "nothing", "information", "content", NULL };
  static const char *const answers[] = { "no", "yes", NULL };
  const int load = find_word (sends, loads);
  ResiteLogEvent known = 0;

  rule->severity = find_word (severity, severities);
  rule->sends = load > 0 ? (ResiteLogSends)load : RESITE_LOG_SENDS_NOTHING;
  rule->counts = find_word (counts, answers) != 0;
  rule->confirmed = find_word (confirmed, answers) != 0;
  rule->event = -1;
  if (event != NULL && !resite_log_event_from_name (event, &known))
    return N_ ("such an event is not known");
  if (event != NULL)
    rule->event = (int)known;
  if (rule->severity == -2 || load == -2 || find_word (counts, answers) == -2 ||
      find_word (confirmed, answers) == -2)
    return N_ ("an attribute has a word that is not known");
  return NULL;
}

static void
set_fault (GError **error, const char *text, const char *fault)
{
  if (text != NULL)
    g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "\"%s\": %s", text,
                 _ (fault));
  else
    g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, _ (fault));
}

static void
start_element (GMarkupParseContext *context, const char *element, const char **names,
               const char **values, gpointer data, GError **error)
{
  const gboolean inside =
      g_slist_length ((GSList *)g_markup_parse_context_get_element_stack (context)) > 1;
  const char *text, *event, *severity, *sends, *counts, *confirmed;
  const GMarkupCollectType maybe = G_MARKUP_COLLECT_STRING | G_MARKUP_COLLECT_OPTIONAL;
  const char *fault;
  Entry *entry;

  if (!g_str_equal (element, inside ? ELEMENT : ROOT))
    {
      set_fault (error, element, N_ ("such an element is not known here"));
      return;
    }
  if (!inside || !g_markup_collect_attributes (
                     element, names, values, error, G_MARKUP_COLLECT_STRING, "text", &text, maybe,
                     "event", &event, maybe, "severity", &severity, maybe, "sends", &sends, maybe,
                     "counts", &counts, maybe, "confirmed", &confirmed, G_MARKUP_COLLECT_INVALID))
    return;
  entry = g_new0 (Entry, 1);
  fault = read_rule (&entry->rule, event, severity, sends, counts, confirmed);
  if (fault == NULL)
    entry->pattern = resite_log_pattern_new (text, &fault);
  if (fault == NULL)
    {
      note_head (entry);
      add_entry (data, entry);
      return;
    }
  set_fault (error, text, fault);
  entry_free (entry);
}

ResiteLogRules *
resite_log_rules_new_from_bytes (GBytes *bytes, const char *name, GError **error)
{
  static const GMarkupParser parser = { .start_element = start_element };
  g_autoptr (ResiteLogRules) self = g_atomic_rc_box_new0 (ResiteLogRules);
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) fault = NULL;
  gsize size;
  const char *text;
  int line;

  g_return_val_if_fail (bytes != NULL && name != NULL, NULL);

  text = g_bytes_get_data (bytes, &size);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->loose = g_ptr_array_new ();
  context = g_markup_parse_context_new (&parser, 0, self, NULL);
  if (g_markup_parse_context_parse (context, text, (gssize)size, &fault) &&
      g_markup_parse_context_end_parse (context, &fault))
    return g_steal_pointer (&self);
  g_markup_parse_context_get_position (context, &line, NULL);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, "%s:%d: %s", name, line, fault->message);
  return NULL;
}

ResiteLogRules *
resite_log_rules_new_from_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) fault = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  file = g_file_new_for_path (path);
  bytes = g_file_load_bytes (file, NULL, NULL, &fault);
  if (bytes != NULL)
    return resite_log_rules_new_from_bytes (bytes, path, error);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND, _ ("%s cannot be read: %s"), path,
               fault->message);
  return NULL;
}

ResiteLogRules *
resite_log_rules_new_builtin (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resource_lookup_data (resite_app_get_resource (), BUILTIN_PATH,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  ResiteLogRules *self;

  g_assert (bytes != NULL);

  self = resite_log_rules_new_from_bytes (bytes, BUILTIN_PATH, &error);
  if (self == NULL)
    g_error ("%s", error->message);
  return self;
}

static inline guint64
load (const char *at)
{
  guint64 bytes;

  memcpy (&bytes, at, sizeof bytes);
  return bytes;
}

static inline gboolean
has_head (const Entry *entry, const char *text, gsize length)
{
  return length < 8 || ((load (text) | entry->small) & entry->known) == entry->head;
}

static gboolean
match_first (GPtrArray *entries, const char *text, gsize length, ResiteLogMatch *match)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (entries, i);

      if (!has_head (entry, text, length))
        continue;
      if (!resite_log_pattern_match (entry->pattern, text, length, &match->package, &match->bytes))
        continue;
      match->rule = &entry->rule;
      return TRUE;
    }
  return FALSE;
}

gboolean
resite_log_rules_match (const ResiteLogRules *self, ResiteLineShape shape, const char *text,
                        gsize length, ResiteLogMatch *match)
{
  GPtrArray *bucket;

  *match = (ResiteLogMatch){ NULL, NULL, 0 };
  if (length < 4)
    return FALSE;
  bucket = self->buckets[get_bucket (resite_log_pattern_make_key (text))];
  if (bucket != NULL && match_first (bucket, text, length, match))
    return TRUE;
  return shape != RESITE_LINE_SERVER && match_first (self->loose, text, length, match);
}

gboolean
resite_log_rules_depend (const ResiteLogRules *self, const char *text, gsize length, const char *id)
{
  const GPtrArray *bucket;
  gboolean depend = FALSE;

  /* The heads are compared eight bytes at once. */
  if (id - text < 8)
    return TRUE;
  bucket = self->buckets[get_bucket (resite_log_pattern_make_key (text))];
  for (guint i = 0; bucket != NULL && !depend && i < bucket->len; i++)
    {
      const Entry *entry = g_ptr_array_index (bucket, i);

      depend = has_head (entry, text, length) &&
               resite_log_pattern_depends (entry->pattern, text, length, id);
    }
  return depend;
}

ResiteLineSeverity
resite_log_rule_get_severity (const ResiteLogRule *rule, ResiteLineSeverity by_words)
{
  const int most = rule->confirmed ? RESITE_LINE_ERROR : RESITE_LINE_WARNING;

  return MAX ((int)by_words, MIN (rule->severity, most));
}
