/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-preload-stand-in"

#include "config.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "resite-folder-local.h"
#include "resite-lab-log.h"
#include "resite-lab-site.h"
#include "resite-lab-time.h"

/* Stands in for PreLoadPkgOnSite.exe in a rehearsal, and is called like it: the package's id is
 * the one argument, the package folder is the working folder. It looks at what really lies there.
 * The success lines are the real tool's; of its failures no wording is known, so ours say that they
 * are a rehearsal's. As with the real tool, the exit code is not to be relied on. */

typedef struct
{
  char *lab;     /* the rehearsal's folder */
  char *machine; /* "new" */
  char *log;     /* its distmgr.log */
  const char *id;
  char *file; /* name of the package file, NULL: none */
  gboolean read_only;
  guint version;
  guint known_version; /* 0: not known */
  guint delay;
} Call;

typedef enum
{
  OUTCOME_FORWARDED,
  OUTCOME_MISSING,
  OUTCOME_NOT_READ_ONLY,
  OUTCOME_UNKNOWN_TO_SITE,
  OUTCOME_OLDER
} Outcome;

static void
call_clear (Call *call)
{
  g_free (call->lab);
  g_free (call->machine);
  g_free (call->log);
  g_free (call->file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Call, call_clear)

/* (nullable): the rehearsal that @folder lies in. */
static char *
find_lab (const char *folder)
{
  g_autofree char *at = g_strdup (folder);

  while (strlen (at) > 1)
    {
      g_autofree char *marker = g_build_filename (at, RESITE_LAB_MARKER, NULL);
      char *parent;

      if (g_file_test (marker, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&at);
      parent = g_path_get_dirname (at);
      g_free (at);
      at = parent;
    }
  return NULL;
}

/* The machine whose package folder this is: LAB/machines/NAME/... */
static void
find_machine (Call *call, const char *folder)
{
  g_autofree char *machines = g_build_filename (call->lab, "machines/", NULL);
  const char *name = g_str_has_prefix (folder, machines) ? folder + strlen (machines) : "new";

  call->machine = g_strndup (name, strcspn (name, "/"));
  call->log = g_build_filename (machines, call->machine, "E/SMS/Logs/distmgr.log", NULL);
}

static void
read_settings (Call *call)
{
  g_autofree char *marker = g_build_filename (call->lab, RESITE_LAB_MARKER, NULL);
  g_autoptr (GKeyFile) settings = g_key_file_new ();

  if (g_key_file_load_from_file (settings, marker, G_KEY_FILE_NONE, NULL))
    call->delay = MAX (
        0, g_key_file_get_integer (settings, RESITE_LAB_TOOL_GROUP, RESITE_LAB_TOOL_DELAY, NULL));
}

/* The list of a large site has ten thousand lines, and each call reads it: nothing is copied. */
static void
read_known_version (Call *call)
{
  g_autofree char *path = g_build_filename (call->lab, RESITE_LAB_KNOWN, NULL);
  g_autofree char *text = NULL;
  const gsize length = strlen (call->id);
  const char *next;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  for (const char *line = text; line != NULL; line = next)
    {
      if (g_ascii_strncasecmp (line, call->id, length) == 0 && line[length] == ' ')
        call->known_version = g_ascii_strtoull (line + length, NULL, 10);
      next = strchr (line, '\n');
      if (next != NULL)
        next++;
    }
}

static guint
read_version (const char *path)
{
  char head[128] = "";
  FILE *file = fopen (path, "rb");
  const char *version;

  if (file == NULL)
    return 0;
  head[fread (head, 1, sizeof head - 1, file)] = '\0';
  fclose (file);
  version = strstr (head, " version ");
  if (!g_str_has_prefix (head, RESITE_LAB_PACKAGE_HEAD) || version == NULL)
    return 0;
  return g_ascii_strtoull (version + strlen (" version "), NULL, 10);
}

/* TRUE: @name is the package's, and better than what was found before. */
static gboolean
is_better (const Call *call, const char *pck, const char *pkg, const char *name)
{
  return g_ascii_strcasecmp (name, pck) == 0 ||
         (call->file == NULL && g_ascii_strcasecmp (name, pkg) == 0);
}

static gboolean
take_file (Call *call, ResiteFolder *folder, const char *folder_path, const char *name)
{
  g_autoptr (ResiteFileInfo) entry = resite_folder_query (folder, name, NULL, NULL);

  if (entry == NULL || entry->type != RESITE_FILE_PLAIN)
    return FALSE;
  g_free (call->file);
  call->file = g_build_filename (folder_path, name, NULL);
  call->read_only = entry->read_only;
  return TRUE;
}

/* The very entry of the folder, whatever case its name is in. The folder may have ten thousand of
 * them: it is listed only where the name is not the one that is expected. */
static void
read_file (Call *call, const char *folder_path)
{
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (folder_path, NULL);
  g_autofree char *pck = g_strconcat (call->id, ".PCK", NULL);
  g_autofree char *pkg = g_strconcat (call->id, ".PKG", NULL);
  g_autoptr (GDir) directory = NULL;
  const char *name;

  if (folder != NULL && !take_file (call, folder, folder_path, pck))
    directory = g_dir_open (folder_path, 0, NULL);
  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      if (is_better (call, pck, pkg, name))
        take_file (call, folder, folder_path, name);
    }
  if (call->file != NULL)
    call->version = read_version (call->file);
}

static Outcome
judge (const Call *call)
{
  if (call->file == NULL)
    return OUTCOME_MISSING;
  if (!call->read_only)
    return OUTCOME_NOT_READ_ONLY;
  if (call->known_version == 0)
    return OUTCOME_UNKNOWN_TO_SITE;
  if (call->version < call->known_version)
    return OUTCOME_OLDER;
  return OUTCOME_FORWARDED;
}

/* Ours, for whoever compares what was done with what was told. */
static void
note_call (const Call *call, const char *what, const char *state)
{
  g_autofree char *path = g_build_filename (call->lab, RESITE_LAB_CALLS, NULL);
  const gint64 moment = resite_lab_time_read (call->lab);
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_utc (moment / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_add (second, moment % G_USEC_PER_SEC);
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.%fZ");
  g_autofree char *line =
      g_strdup_printf ("%s\t%d\t%s\t%s\t%s\n", time, (int)getpid (), what, call->id, state);

  resite_lab_log_append (path, line, NULL);
}

static void
log_start (const Call *call, GString *lines, gint64 now)
{
  static const char component[] = "SMS_DISTRIBUTION_MANAGER";
  g_autofree char *stored =
      g_strdup_printf ("~StoredPkgVersion (%u) of package %s. StoredPkgVersion in database is %u.",
                       call->version, call->id, call->known_version);
  g_autofree char *source =
      g_strdup_printf ("~SourceVersion (%u) of package %s. SourceVersion in database is %u.",
                       call->known_version, call->id, call->known_version);

  resite_lab_log_format (lines, component, 2716, now,
                         "Starting thread for processing replication,thread ID = AC8");
  resite_lab_log_format (lines, component, 2760, now, stored);
  resite_lab_log_format (lines, component, 2760, now, source);
}

static void
log_forwarded (const Call *call, GString *lines, gint64 now)
{
  static const char component[] = "SMS_DISTRIBUTION_MANAGER";
  g_autofree char *nothing = g_strdup_printf ("No action specified for the package %s.", call->id);
  g_autofree char *end =
      g_strdup_printf ("~Exiting package processing thread for package %s.", call->id);

  resite_lab_log_format (lines, component, 2716, now,
                         "~Starting package processing thread,thread ID = E1C");
  resite_lab_log_format_status (lines, component, 3612, now, 2300, RESITE_LAB_SITE_SERVER,
                                RESITE_LAB_SITE, call->id);
  resite_lab_log_format (lines, component, 3612, now, nothing);
  resite_lab_log_format_status (lines, component, 3612, now, 2301, RESITE_LAB_SITE_SERVER,
                                RESITE_LAB_SITE, call->id);
  resite_lab_log_format (lines, component, 3612, now, end);
}

static void
log_older (const Call *call, GString *lines, gint64 now)
{
  g_autofree char *text = g_strdup_printf (
      "~Package %s requires a newer version (%u) of source files and the new compressed files "
      "haven't arrived yet, current version is %u, skip "
      "E:\\SMS\\inboxes\\distmgr.box\\INCOMING\\U2J0GVIQ.PKG",
      call->id, call->known_version, call->version);

  resite_lab_log_format (lines, "SMS_DISTRIBUTION_MANAGER", 2760, now, text);
}

static void
write_log (const Call *call, Outcome outcome)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  const gint64 now = resite_lab_time_read (call->lab);

  if (outcome != OUTCOME_FORWARDED && outcome != OUTCOME_OLDER)
    return;
  log_start (call, lines, now);
  if (outcome == OUTCOME_FORWARDED)
    log_forwarded (call, lines, now);
  else
    log_older (call, lines, now);
  resite_lab_log_append (call->log, lines->str, NULL);
}

static void
print_start (const Call *call)
{
  printf ("Forward package status for pkg %s to site %.3s\r\n", call->id, call->id);
  printf ("****** Successfully set the Compressed Package Path on this site ******\r\n");
}

static int
print_outcome (const Call *call, Outcome outcome)
{
  switch (outcome)
    {
    case OUTCOME_FORWARDED:
      print_start (call);
      printf ("****** Successfully forwarded the information up the hierarchy ******\r\n");
      return 0;
    case OUTCOME_OLDER:
      print_start (call);
      printf ("[rehearsal] The site has version %u, this copy is version %u: not forwarded\r\n",
              call->known_version, call->version);
      return 0;
    case OUTCOME_NOT_READ_ONLY:
      printf ("[rehearsal] The compressed package file cannot be used as it is\r\n");
      return 0;
    case OUTCOME_UNKNOWN_TO_SITE:
      fprintf (stderr, "[rehearsal] This site has no information about the package\r\n");
      return 1;
    case OUTCOME_MISSING:
    default:
      fprintf (stderr, "[rehearsal] The compressed package file was not found\r\n");
      return 1;
    }
}

static const char *
outcome_to_state (Outcome outcome)
{
  static const char *const states[] = { "forwarded", "missing", "not-read-only", "unknown-to-site",
                                        "older" };

  return states[outcome];
}

static int
run (Call *call, const char *folder)
{
  Outcome outcome;
  int status;

  read_settings (call);
  note_call (call, "begin", "-");
  g_usleep (call->delay * 1000UL);
  read_known_version (call);
  read_file (call, folder);
  outcome = judge (call);
  write_log (call, outcome);
  status = print_outcome (call, outcome);
  fflush (stdout);
  note_call (call, "end", outcome_to_state (outcome));
  return status;
}

/* Where it was called, or where the machine of the rehearsal calls it. */
static char *
find_folder (void)
{
  const char *folder = g_getenv (RESITE_LAB_TOOL_FOLDER);

  return folder != NULL ? g_strdup (folder) : g_get_current_dir ();
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = find_folder ();
  g_autofree char *id = NULL;
  g_auto (Call) call = { NULL };

  /* As on Windows: who called may be gone, and the work goes on to its end. */
  signal (SIGPIPE, SIG_IGN);
  if (argc != 2)
    {
      fprintf (stderr, "[rehearsal] Usage: %s PACKAGE, in the package folder\r\n", argv[0]);
      return 2;
    }
  id = g_ascii_strup (argv[1], -1);
  call.id = id;
  call.lab = find_lab (folder);
  if (call.lab == NULL)
    {
      fprintf (stderr, "[rehearsal] This program works inside a rehearsal only\r\n");
      return 2;
    }
  find_machine (&call, folder);
  return run (&call, folder);
}
