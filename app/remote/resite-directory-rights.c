/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory-rights"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-directory-rights.h"
#include "resite-error.h"

/* MS-DTYP 2.4.4, 2.4.5, 2.4.6. */
#define HEADER          20
#define LIST_HEADER     8
#define ENTRY_HEADER    8
#define SID_HEADER      8
#define SID_PARTS_LIMIT 15
#define LIST_PRESENT    0x0004

#define ENTRY_ALLOWS        0
#define ENTRY_DENIES        1
#define ENTRY_ALLOWS_OBJECT 5
#define ENTRY_DENIES_OBJECT 6
#define GUID_LENGTH         16

#define FLAG_CONTAINERS   0x02 /* goes on to what lies below */
#define FLAG_INHERIT_ONLY 0x08

typedef struct
{
  const guint8 *data;
  gsize length;
} Span;

static guint16
get_16 (const guint8 *data)
{
  return (guint16)(data[0] | data[1] << 8);
}

static guint32
get_32 (const guint8 *data)
{
  return get_16 (data) | (guint32)get_16 (data + 2) << 16;
}

/* (nullable). */
static char *
format_sid (Span sid)
{
  GString *text;
  guint64 authority = 0;

  if (sid.length < SID_HEADER || sid.data[0] != 1 || sid.data[1] > SID_PARTS_LIMIT ||
      sid.length < (gsize)SID_HEADER + 4 * sid.data[1])
    return NULL;
  for (guint i = 2; i < SID_HEADER; i++)
    authority = authority << 8 | sid.data[i];
  text = g_string_new (NULL);
  g_string_append_printf (text, "S-1-%" G_GUINT64_FORMAT, authority);
  for (guint i = 0; i < sid.data[1]; i++)
    g_string_append_printf (text, "-%u", get_32 (sid.data + SID_HEADER + 4 * i));
  return g_string_free (text, FALSE);
}

char *
resite_directory_format_sid (GBytes *sid)
{
  Span span;

  g_return_val_if_fail (sid != NULL, NULL);

  span.data = g_bytes_get_data (sid, &span.length);
  return format_sid (span);
}

static guint32
map_generic (guint32 mask)
{
  static const guint32 generic[][2] = { { 0x10000000, RESITE_DIRECTORY_RIGHT_FULL },
                                        { 0x20000000, 0x00020004 },
                                        { 0x40000000, 0x00020028 },
                                        { 0x80000000, 0x00020094 } };

  for (guint i = 0; i < G_N_ELEMENTS (generic); i++)
    if (mask & generic[i][0])
      mask |= generic[i][1];
  return mask & ~0xf0000000u;
}

/* Of an entry that is about one attribute or kind the SID stands behind one or two GUIDs. */
static gboolean
find_sid (Span entry, gboolean *special, Span *sid)
{
  const guint8 type = entry.data[0];
  gsize skip = ENTRY_HEADER;

  *special = FALSE;
  if (type == ENTRY_ALLOWS_OBJECT || type == ENTRY_DENIES_OBJECT)
    {
      if (entry.length < ENTRY_HEADER + 4)
        return FALSE;
      *special = get_32 (entry.data + ENTRY_HEADER) != 0;
      skip += 4 + (entry.data[ENTRY_HEADER] & 1 ? GUID_LENGTH : 0) +
              (entry.data[ENTRY_HEADER] & 2 ? GUID_LENGTH : 0);
    }
  if (entry.length < skip)
    return FALSE;
  *sid = (Span){ entry.data + skip, entry.length - skip };
  return TRUE;
}

/* The first entry that speaks of a right decides about it. */
typedef struct
{
  guint32 given;
  guint32 denied;
} Tally;

static void
tally_up (Tally *tally, guint32 mask, gboolean allows)
{
  if (allows)
    tally->given |= mask & ~tally->denied;
  else
    tally->denied |= mask & ~tally->given;
}

static gboolean
lists_sid (GPtrArray *sids, Span span)
{
  g_autofree char *sid = format_sid (span);

  for (guint i = 0; sid != NULL && i < sids->len; i++)
    if (g_str_equal (sids->pdata[i], sid))
      return TRUE;
  return FALSE;
}

static gboolean
weigh (Span entry, GPtrArray *sids, Tally *here, Tally *below)
{
  const guint8 type = entry.data[0];
  const guint8 flags = entry.data[1];
  const guint32 mask = map_generic (get_32 (entry.data + 4));
  const gboolean allows = type == ENTRY_ALLOWS || type == ENTRY_ALLOWS_OBJECT;
  gboolean special;
  Span sid;

  if (!allows && type != ENTRY_DENIES && type != ENTRY_DENIES_OBJECT)
    return TRUE;
  if (!find_sid (entry, &special, &sid))
    return FALSE;
  if (special || !lists_sid (sids, sid))
    return TRUE;
  if (!(flags & FLAG_INHERIT_ONLY))
    tally_up (here, mask, allows);
  if (flags & FLAG_CONTAINERS)
    tally_up (below, mask, allows);
  return TRUE;
}

static gboolean
weigh_list (Span list, GPtrArray *sids, Tally *here, Tally *below)
{
  gsize place = LIST_HEADER;
  guint entries;

  if (list.length < LIST_HEADER)
    return FALSE;
  entries = get_16 (list.data + 4);
  for (guint i = 0; i < entries; i++)
    {
      Span entry = { list.data + place, 0 };

      if (list.length - place < ENTRY_HEADER)
        return FALSE;
      entry.length = get_16 (entry.data + 2);
      if (entry.length < ENTRY_HEADER || entry.length > list.length - place ||
          !weigh (entry, sids, here, below))
        return FALSE;
      place += entry.length;
    }
  return TRUE;
}

static gboolean
weigh_descriptor (Span whole, GPtrArray *sids, ResiteDirectoryRights *rights)
{
  Tally here = { 0 }, below = { 0 };
  guint32 place;

  if (whole.length < HEADER || whole.data[0] != 1)
    return FALSE;
  place = get_32 (whole.data + 16);
  if (!(get_16 (whole.data + 2) & LIST_PRESENT) || place == 0)
    {
      /* No list at all: everybody may do everything. */
      *rights = (ResiteDirectoryRights){ RESITE_DIRECTORY_RIGHT_FULL, RESITE_DIRECTORY_RIGHT_FULL };
      return TRUE;
    }
  if (place > whole.length ||
      !weigh_list ((Span){ whole.data + place, whole.length - place }, sids, &here, &below))
    return FALSE;
  *rights = (ResiteDirectoryRights){ here.given, below.given };
  return TRUE;
}

gboolean
resite_directory_rights_read (GBytes *descriptor, GPtrArray *sids, ResiteDirectoryRights *rights,
                              GError **error)
{
  Span whole;

  g_return_val_if_fail (descriptor != NULL && sids != NULL && rights != NULL, FALSE);

  whole.data = g_bytes_get_data (descriptor, &whole.length);
  if (weigh_descriptor (whole, sids, rights))
    return TRUE;
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                       _ ("The access list of the object cannot be read: it is not whole."));
  return FALSE;
}

static char *
join (const char *const *words, guint32 missing, const guint32 *rights)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (missing & rights[i])
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", _ (words[i]));
  return g_string_free (text, FALSE);
}

/* The words are those of Active Directory Users and Computers. */
static char *
describe (guint32 missing)
{
  static const char *const words[] = { N_ ("Create All Child Objects"),
                                       N_ ("Delete All Child Objects"),
                                       N_ ("List Contents"),
                                       N_ ("Read All Properties"),
                                       N_ ("Write All Properties"),
                                       N_ ("Delete"),
                                       NULL };
  static const guint32 rights[] = {
    RESITE_DIRECTORY_RIGHT_CREATE_CHILD, RESITE_DIRECTORY_RIGHT_DELETE_CHILD,
    RESITE_DIRECTORY_RIGHT_LIST,         RESITE_DIRECTORY_RIGHT_READ,
    RESITE_DIRECTORY_RIGHT_WRITE,        RESITE_DIRECTORY_RIGHT_DELETE
  };

  return join (words, missing, rights);
}

#define NEEDED_HERE                                                                                \
  (RESITE_DIRECTORY_RIGHT_CREATE_CHILD | RESITE_DIRECTORY_RIGHT_DELETE_CHILD |                     \
   RESITE_DIRECTORY_RIGHT_LIST | RESITE_DIRECTORY_RIGHT_READ | RESITE_DIRECTORY_RIGHT_WRITE)
#define NEEDED_BELOW                                                                               \
  (RESITE_DIRECTORY_RIGHT_READ | RESITE_DIRECTORY_RIGHT_WRITE | RESITE_DIRECTORY_RIGHT_DELETE)

char *
resite_directory_rights_describe_missing (const ResiteDirectoryRights *rights)
{
  g_autofree char *here = NULL;
  g_autofree char *below = NULL;

  g_return_val_if_fail (rights != NULL, NULL);

  here = describe (NEEDED_HERE & ~rights->here);
  below = describe (NEEDED_BELOW & ~rights->below);
  if (*here == '\0' && *below == '\0')
    return NULL;
  if (*here == '\0' && rights->below == 0)
    return g_strdup (_ ("the rights are for the container only and not for the objects below it: "
                        "apply them to “This object and all child objects”"));
  if (*below == '\0')
    return g_strdup_printf (_ ("on the container itself: %s"), here);
  if (*here == '\0')
    return g_strdup_printf (_ ("on the objects below it: %s"), below);
  return g_strdup_printf (_ ("on the container itself: %s; on the objects below it: %s"), here,
                          below);
}
