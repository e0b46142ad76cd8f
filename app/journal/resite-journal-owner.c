/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-journal-owner"
#include "config.h"

#include <string.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>

#include "resite-clock.h"
#include "resite-journal-owner.h"

#define GROUP "owner"

static char *
read_boot_id (void)
{
  char *text = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return g_strdup ("");
  return g_strstrip (text);
}

/* The 22nd field of /proc/PID/stat; the second may hold blanks and brackets, so it is counted
 * from the last bracket on. What was killed and not yet collected by its parent still has a
 * line there, with the state Z, but does nothing any more. */
static char *
read_start_time (gint64 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%" G_GINT64_FORMAT "/stat", pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;
  const char *rest;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  rest = strrchr (text, ')');
  if (rest == NULL || rest[1] == '\0')
    return NULL;
  fields = g_strsplit (rest + 2, " ", -1);
  if (fields[0] != NULL && (*fields[0] == 'Z' || *fields[0] == 'X'))
    return NULL;
  return g_strv_length (fields) > 19 ? g_strdup (fields[19]) : NULL;
}

static char *
find_person (void)
{
  const char *name = g_get_real_name ();

  if (name == NULL || *name == '\0' || g_str_equal (name, "Unknown"))
    name = g_get_user_name ();
  return g_utf8_make_valid (name, -1);
}

ResiteJournalOwner *
resite_journal_owner_new_self (void)
{
  ResiteJournalOwner *self = g_new0 (ResiteJournalOwner, 1);

  self->person = find_person ();
  self->host = g_strdup (g_get_host_name ());
  self->boot_id = read_boot_id ();
  self->pid = getpid ();
  self->start_time = read_start_time (self->pid);
  self->since = g_get_real_time ();
  return self;
}

ResiteJournalOwner *
resite_journal_owner_parse (const char *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  ResiteJournalOwner *self;

  if (!g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL) ||
      !g_key_file_has_key (file, GROUP, "host", NULL))
    return NULL;
  self = g_new0 (ResiteJournalOwner, 1);
  self->person = g_key_file_get_string (file, GROUP, "person", NULL);
  self->host = g_key_file_get_string (file, GROUP, "host", NULL);
  self->boot_id = g_key_file_get_string (file, GROUP, "boot-id", NULL);
  self->pid = g_key_file_get_int64 (file, GROUP, "pid", NULL);
  self->start_time = g_key_file_get_string (file, GROUP, "start-time", NULL);
  self->since = g_key_file_get_int64 (file, GROUP, "since", NULL);
  return self;
}

char *
resite_journal_owner_to_text (const ResiteJournalOwner *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_string (file, GROUP, "person", self->person);
  g_key_file_set_string (file, GROUP, "host", self->host);
  g_key_file_set_string (file, GROUP, "boot-id", self->boot_id);
  g_key_file_set_int64 (file, GROUP, "pid", self->pid);
  g_key_file_set_string (file, GROUP, "start-time",
                         self->start_time != NULL ? self->start_time : "");
  g_key_file_set_int64 (file, GROUP, "since", self->since);
  return g_key_file_to_data (file, NULL, NULL);
}

gboolean
resite_journal_owner_is_here (const ResiteJournalOwner *self)
{
  return g_strcmp0 (self->host, g_get_host_name ()) == 0;
}

gboolean
resite_journal_owner_is_alive (const ResiteJournalOwner *self)
{
  g_autofree char *boot_id = read_boot_id ();
  g_autofree char *start_time = NULL;

  if (!resite_journal_owner_is_here (self) || g_strcmp0 (self->boot_id, boot_id) != 0)
    return FALSE;
  start_time = read_start_time (self->pid);
  return start_time != NULL && g_strcmp0 (start_time, self->start_time) == 0;
}

char *
resite_journal_owner_describe (const ResiteJournalOwner *self)
{
  g_autofree char *since = resite_clock_format (self->since);
  const char *person =
      self->person != NULL && *self->person != '\0' ? self->person : _ ("somebody");

  /* TRANSLATORS: a person, the name of a machine, a time: who has a run open. */
  return g_strdup_printf (_ ("%s on %s, since %s"), person, self->host, since);
}

void
resite_journal_owner_free (ResiteJournalOwner *self)
{
  if (self == NULL)
    return;
  g_free (self->person);
  g_free (self->host);
  g_free (self->boot_id);
  g_free (self->start_time);
  g_free (self);
}
