/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-distribution-point"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-distribution-point.h"
#include "resite-error.h"
#include "resite-management-point.h"
#include "resite-text.h"
#include "resite-wsman-failure.h"

/* So much of one file is fetched. */
#define PIECE (64 * 1024)
/* A listing of a few ten thousand files. */
#define LISTING (16 * 1024 * 1024)

typedef struct
{
  const char *url;
  ResiteFolder *folder; /* (nullable) */
  const char *name;
  GPtrArray *entries;             /* as listed */
  const ResiteDpEntry *file;      /* the one that a piece is fetched of */
  ResiteWebAnswer *fetched;       /* the piece */
  ResiteCredentials *credentials; /* (nullable) */
  GCancellable *cancellable;
} Look;

void
resite_dp_look_free (ResiteDpLook *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->listing, resite_finding_free);
  g_clear_pointer (&self->piece, resite_finding_free);
  g_clear_pointer (&self->match, resite_finding_free);
  g_free (self);
}

static ResiteFinding *
judge_listing_status (const ResiteWebAnswer *answer)
{
  g_autofree char *status = resite_web_answer_describe (answer);
  const char *advice;

  if (answer->status == 404)
    advice = _ ("The package is not on this distribution point, or its virtual directory "
                "SMS_DP_SMSPKGx$ is missing: has the point BITS in the console?");
  else if (answer->status == 405 || answer->status == 501 || answer->status == 200)
    advice = _ ("WebDAV is not allowed: IIS Manager, Web Service Extensions, WebDAV, Allow. "
                "Clients with BITS cannot list the package without it.");
  else if (answer->status == 401)
    advice = _ ("The server wants a log-on, as it should where packages are not for everybody: "
                "ask as a user who may read the package.");
  else if (answer->status == 403)
    advice = _ ("IIS forbids it: look at the rights on the package's folder and at the list of "
                "addresses that are let in.");
  else if (answer->status >= 500)
    advice = _ ("Look at its application pool and into the event log.");
  else
    advice = _ ("That is no distribution point: does another web server have that port?");
  return resite_finding_new ("failed",
                             g_strdup_printf (_ ("The server answers %s to the question what lies "
                                                 "in the package."),
                                              status),
                             g_strdup (advice));
}

static guint
count_files (GPtrArray *entries)
{
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    if (!((const ResiteDpEntry *)g_ptr_array_index (entries, i))->folder)
      n++;
  return n;
}

/* The smallest that has something in it. */
static const ResiteDpEntry *
choose_file (GPtrArray *entries)
{
  const ResiteDpEntry *best = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      const ResiteDpEntry *entry = g_ptr_array_index (entries, i);

      if (!entry->folder && entry->size != 0 && (best == NULL || entry->size < best->size))
        best = entry;
    }
  return best;
}

static ResiteFinding *
judge_listing (Look *look, const ResiteWebAnswer *answer)
{
  guint files;

  look->entries = resite_distribution_point_parse (look->url, answer);
  if (look->entries == NULL)
    return judge_listing_status (answer);
  files = count_files (look->entries);
  if (answer->cut)
    return resite_finding_new ("warning",
                               g_strdup (_ ("The package is listed, but the listing is too long to "
                                            "be read to its end.")),
                               g_strdup (_ ("Look at the folder itself.")));
  if (look->entries->len == 0)
    return resite_finding_new (
        "warning", g_strdup (_ ("The server lists the package, and nothing is in it.")),
        g_strdup (_ ("Look into the package's folder: has SMS unpacked it yet?")));
  return resite_finding_new (
      "ok",
      g_strdup_printf (ngettext ("The server lists the package: %u file and %u folders at its top.",
                                 "The server lists the package: %u files and %u folders at its "
                                 "top.",
                                 files),
                       files, look->entries->len - files),
      NULL);
}

/* NULL with @finding (an error of the line), or with @error (cancelled, no address). */
static ResiteWebAnswer *
ask (Look *look, const ResiteWebQuestion *question, ResiteFinding **finding, GError **error)
{
  g_autoptr (GError) local = NULL;
  ResiteWebAnswer *answer = resite_web_ask (question, look->cancellable, &local);

  if (answer != NULL)
    return answer;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (local, RESITE_ERROR, RESITE_ERROR_INVALID))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    *finding = resite_management_point_judge_silence (local);
  return NULL;
}

static ResiteFinding *
list (Look *look, GError **error)
{
  const ResiteWebQuestion question = { .method = "PROPFIND",
                                       .url = look->url,
                                       .depth = "1",
                                       .limit = LISTING,
                                       .patience = 60000,
                                       .credentials = look->credentials };
  ResiteFinding *finding = NULL;
  g_autoptr (ResiteWebAnswer) answer = ask (look, &question, &finding, error);

  return answer != NULL ? judge_listing (look, answer) : finding;
}

static ResiteFinding *
judge_piece (Look *look)
{
  const ResiteWebAnswer *answer = look->fetched;
  g_autofree char *status = resite_web_answer_describe (answer);
  g_autofree char *name = resite_wsman_failure_clean (look->file->name, -1);
  const gsize size = g_bytes_get_size (answer->body);
  g_autofree char *shown = resite_text_size (size);

  if (answer->status == 206 && size > 0 && size <= PIECE)
    return resite_finding_new (
        "ok", g_strdup_printf (_ ("A piece of %s came as it was asked for (%s)."), name, shown),
        NULL);
  if (answer->status == 206)
    return resite_finding_new (
        "failed", g_strdup_printf (_ ("A piece of %s was asked for, and %s came."), name, shown),
        g_strdup (
            _ ("Something between the server and this desk takes the content away: look for a "
               "filter or a scanner.")));
  if (answer->status == 200)
    return resite_finding_new (
        "warning",
        g_strdup_printf (_ ("A piece of %s was asked for, and the server sends the whole file."),
                         name),
        g_strdup (_ ("Clients cannot go on after a broken line: something between, a filter or a "
                     "proxy, takes the range out of the question.")));
  if (answer->status == 404)
    return resite_finding_new (
        "failed", g_strdup_printf (_ ("%s is listed, but cannot be fetched (%s)."), name, status),
        g_strdup (_ ("IIS 6 serves no type of file that it does not know, and URLScan filters "
                     "some: allow it in the MIME types of the virtual directory.")));
  return resite_finding_new ("failed",
                             g_strdup_printf (_ ("%s cannot be fetched: %s."), name, status),
                             g_strdup (_ ("Look at the rights on the package's folder.")));
}

static ResiteFinding *
fetch (Look *look, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (look->file->name, NULL, FALSE);
  g_autofree char *url = g_strconcat (look->url, escaped, NULL);
  /* As BITS does, never beyond the end of the file. */
  const gint64 size = look->file->size > 0 ? MIN (look->file->size, PIECE) : PIECE;
  g_autofree char *range = g_strdup_printf ("bytes=0-%d", (int)size - 1);
  const ResiteWebQuestion question = { .method = "GET",
                                       .url = url,
                                       .range = range,
                                       .limit = PIECE,
                                       .patience = 60000,
                                       .credentials = look->credentials };
  ResiteFinding *finding = NULL;

  look->fetched = ask (look, &question, &finding, error);
  return look->fetched != NULL ? judge_piece (look) : finding;
}

static char *
join (const char *folder, const char *name)
{
  return *folder != '\0' ? g_strconcat (folder, "/", name, NULL) : g_strdup (name);
}

static const ResiteDpEntry *
find_entry (GPtrArray *entries, const char *name)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const ResiteDpEntry *entry = g_ptr_array_index (entries, i);

      if (g_ascii_strcasecmp (entry->name, name) == 0)
        return entry;
    }
  return NULL;
}

/* (nullable) (transfer full): the first difference, in words. */
static char *
compare_listing (Look *look, GPtrArray *there)
{
  guint named = 0;

  for (guint i = 0; i < there->len; i++)
    {
      const ResiteFileInfo *info = g_ptr_array_index (there, i);
      const char *slash = strrchr (info->name, '/');
      const char *name = slash != NULL ? slash + 1 : info->name;
      const ResiteDpEntry *entry = find_entry (look->entries, name);

      if (info->type == RESITE_FILE_OTHER)
        continue;
      if (entry == NULL)
        return g_strdup_printf (_ ("%s lies in the folder, and the server does not list it."),
                                name);
      named++;
      if (info->type == RESITE_FILE_PLAIN && entry->size >= 0 && (guint64)entry->size != info->size)
        return g_strdup_printf (_ ("The size of %s differs between the server and the folder."),
                                name);
    }
  return named < look->entries->len
             ? g_strdup (_ ("The server lists something that does not lie in the folder."))
             : NULL;
}

/* FALSE with @error when the folder cannot be read. */
static gboolean
compare_piece (Look *look, gboolean *same, GError **error)
{
  g_autofree char *name = join (look->name, look->file->name);
  gsize size;
  const void *bytes = g_bytes_get_data (look->fetched->body, &size);
  g_autofree char *own = g_malloc (MAX (size, 1));
  ResiteFile *file = resite_folder_open_read (look->folder, name, error);
  gssize got;

  if (file == NULL)
    return FALSE;
  got = resite_folder_read (look->folder, file, own, size, 0, error);
  resite_folder_close (look->folder, file, NULL);
  *same = got == (gssize)size && memcmp (own, bytes, size) == 0;
  return got >= 0;
}

static ResiteFinding *
say_differs (char *seen)
{
  return resite_finding_new (
      "failed", seen,
      g_strdup (_ ("The virtual directory leads to another folder, or the folder is being changed: "
                   "compare its path in IIS Manager with the share's.")));
}

static ResiteFinding *
compare (Look *look)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) there =
      resite_folder_list (look->folder, look->name, look->cancellable, &error);
  g_autofree char *difference = there != NULL ? compare_listing (look, there) : NULL;
  gboolean same = TRUE;

  if (there == NULL)
    return resite_finding_new (
        "unknown",
        g_strdup_printf (_ ("The folder itself could not be looked at: %s"), error->message),
        g_strdup (_ ("Compare it with the listing yourself.")));
  if (difference != NULL)
    return say_differs (g_steal_pointer (&difference));
  if (look->fetched != NULL && look->fetched->status == 206 && !compare_piece (look, &same, &error))
    return resite_finding_new ("unknown", g_strdup (error->message),
                               g_strdup (_ ("Compare the file yourself.")));
  if (!same)
    return say_differs (g_strdup_printf (_ ("The content of %s differs between the server and the "
                                            "folder."),
                                         look->file->name));
  return resite_finding_new ("ok",
                             g_strdup (_ ("What the server lists and sends is what lies in the "
                                          "folder.")),
                             NULL);
}

ResiteDpLook *
resite_distribution_point_look (const char *url, ResiteFolder *folder, const char *name,
                                ResiteCredentials *credentials, GCancellable *cancellable,
                                GError **error)
{
  Look look = { .url = url,
                .folder = folder,
                .name = name != NULL ? name : "",
                .credentials = credentials,
                .cancellable = cancellable };
  g_autoptr (ResiteDpLook) result = g_new0 (ResiteDpLook, 1);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (ResiteWebAnswer) fetched = NULL;

  g_return_val_if_fail (url != NULL, NULL);

  result->listing = list (&look, error);
  entries = look.entries;
  if (result->listing == NULL)
    return NULL;
  look.file = entries != NULL ? choose_file (entries) : NULL;
  if (look.file != NULL)
    {
      result->piece = fetch (&look, error);
      fetched = look.fetched;
      if (result->piece == NULL)
        return NULL;
    }
  if (folder != NULL && entries != NULL)
    result->match = compare (&look);
  return g_steal_pointer (&result);
}
