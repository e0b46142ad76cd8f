/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-plan-value"

#include "config.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-plan-keys-private.h"

#define NAME_LENGTH_MAX  15
#define VALUE_LENGTH_MAX 4096

gboolean
_resite_plan_value_parse_address (const char *text, guint32 *address)
{
  struct in_addr parsed;

  /* inet_pton() alone takes no octal and no short forms, which a person would read otherwise. */
  if (inet_pton (AF_INET, text, &parsed) != 1)
    return FALSE;
  if (address != NULL)
    *address = g_ntohl (parsed.s_addr);
  return TRUE;
}

gboolean
_resite_plan_value_is_mask (guint32 mask)
{
  guint32 host = ~mask;

  return mask != 0 && host != 0 && (host & (host + 1)) == 0;
}

static gboolean
all_alphanumeric (const char *value)
{
  for (; *value != '\0'; value++)
    if (!g_ascii_isalnum (*value))
      return FALSE;
  return TRUE;
}

static char *
check_site_code (const char *value)
{
  /* Windows takes these for devices, and SMS makes folders and shares named after the code. */
  static const char *const reserved[] = { "AUX", "CON", "NUL", "PRN", "SMS" };

  if (strlen (value) != 3 || !all_alphanumeric (value))
    return g_strdup_printf (
        _ ("\"%s\" is no site code: it has exactly three characters, A to Z and 0 to 9."), value);
  for (guint i = 0; i < G_N_ELEMENTS (reserved); i++)
    if (g_ascii_strcasecmp (value, reserved[i]) == 0)
      return g_strdup_printf (_ ("\"%s\" is a name that Windows or SMS keeps for itself; no site "
                                 "can have it."),
                              value);
  return NULL;
}

static char *
check_computer_name (const char *value)
{
  glong length = g_utf8_strlen (value, -1);

  if (length > NAME_LENGTH_MAX)
    return g_strdup_printf (ngettext ("\"%s\" has %ld character; a computer name has at most 15. "
                                      "Choose a shorter one.",
                                      "\"%s\" has %ld characters; a computer name has at most 15. "
                                      "Choose a shorter one.",
                                      (gulong)length),
                            value, length);
  if (strchr (value, '.') != NULL)
    return g_strdup_printf (_ ("\"%s\" has a dot: write the short name, without the domain."),
                            value);
  for (const char *c = value; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("-_", *c) == NULL)
      return g_strdup_printf (_ ("\"%s\" holds a character that computer names should not have: "
                                 "use letters, digits and hyphens."),
                              value);
  if (value[0] == '-' || value[strlen (value) - 1] == '-')
    return g_strdup_printf (_ ("\"%s\" begins or ends with a hyphen."), value);
  if (strspn (value, "0123456789") == strlen (value))
    return g_strdup_printf (_ ("\"%s\" is only digits; Windows refuses such a name."), value);
  return NULL;
}

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  if (length == 0 || length > 63 || label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  for (; *label != '\0'; label++)
    if (!g_ascii_isalnum (*label) && *label != '-')
      return FALSE;
  return TRUE;
}

static char *
check_domain (const char *value)
{
  g_auto (GStrv) labels = g_strsplit (value, ".", -1);

  for (guint i = 0; labels[i] != NULL; i++)
    if (!is_label (labels[i]))
      return g_strdup_printf (_ ("\"%s\" is no DNS name: words of letters, digits and hyphens, "
                                 "with dots between them."),
                              value);
  if (strlen (value) > 253)
    return g_strdup (_ ("A DNS name has at most 253 characters."));
  return NULL;
}

static char *
check_address (const char *value)
{
  guint32 address;

  if (!_resite_plan_value_parse_address (value, &address))
    return g_strdup_printf (_ ("\"%s\" is no IPv4 address: four numbers from 0 to 255 with dots "
                               "between them, as 10.4.1.20."),
                            value);
  /* 127.A.B.C of this desk itself stand for the machines of a rehearsal. */
  if (address >> 24 == 0 || address >> 8 == 0x7f0000 || address == 0x7fffffff ||
      address >> 28 >= 14)
    return g_strdup_printf (_ ("%s is an address that no server can have."), value);
  return NULL;
}

static char *
check_mask (const char *value)
{
  guint32 mask;

  if (!_resite_plan_value_parse_address (value, &mask) || !_resite_plan_value_is_mask (mask))
    return g_strdup_printf (_ ("\"%s\" is no subnet mask; write one like 255.255.255.0."), value);
  return NULL;
}

static char *
check_address_list (const char *value)
{
  g_auto (GStrv) parts = g_strsplit_set (value, ",;", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *wrong = check_address (g_strstrip (parts[i]));

      if (wrong != NULL)
        return wrong;
    }
  return NULL;
}

static char *
check_mac (const char *value)
{
  guint digits = 0;

  for (const char *c = value; *c != '\0'; c++)
    {
      if (g_ascii_isxdigit (*c))
        digits++;
      else if (strchr (":-.", *c) == NULL)
        digits = G_MAXUINT / 2;
    }
  if (digits != 12)
    return g_strdup_printf (_ ("\"%s\" is no hardware address: twelve hexadecimal digits, as "
                               "00:0C:29:4F:8E:35."),
                            value);
  return NULL;
}

static char *
check_drive (const char *value)
{
  if (strlen (value) != 1 || !g_ascii_isalpha (*value))
    return g_strdup_printf (_ ("\"%s\" is no drive: write its letter alone, as E."), value);
  if (g_ascii_toupper (*value) < 'C')
    return g_strdup_printf (_ ("Drive %s is for floppy disks; name a hard disk."), value);
  return NULL;
}

static char *
check_windows_path (const char *value)
{
  const char *rest = value + 3;

  if (strlen (value) < 3 || !g_ascii_isalpha (value[0]) || value[1] != ':' || value[2] != '\\')
    return g_strdup_printf (_ ("\"%s\" is no full Windows path: write it with its drive, as "
                               "E:\\SMS."),
                            value);
  if (strpbrk (rest, "<>:\"|?*/") != NULL)
    return g_strdup_printf (_ ("\"%s\" holds a character that Windows allows in no path."), value);
  if (strstr (rest, "..") != NULL)
    return g_strdup_printf (_ ("\"%s\" goes upwards with \"..\"; write the path straight."), value);
  return NULL;
}

static char *
check_desk_path (const char *value)
{
  g_autofree char *scheme = NULL;

  if (g_path_is_absolute (value))
    return NULL;
  scheme = g_uri_parse_scheme (value);
  /* A single letter is a Windows drive, not a scheme. */
  if (scheme != NULL && strlen (scheme) > 1)
    return NULL;
  return g_strdup_printf (_ ("\"%s\" is no full path on this desk: it begins with a slash, as "
                             "/srv/media."),
                          value);
}

static char *
check_choice (const ResitePlanKey *key, const char *value)
{
  g_auto (GStrv) choices = g_strsplit (key->choices, "|", -1);
  g_autofree char *list = NULL;

  for (guint i = 0; choices[i] != NULL; i++)
    if (g_ascii_strcasecmp (choices[i], value) == 0)
      return NULL;
  list = g_strjoinv (", ", choices);
  return g_strdup_printf (_ ("\"%s\" is none of the words allowed here: %s."), value, list);
}

static char *
check_yes_no (const char *value)
{
  if (g_ascii_strcasecmp (value, "yes") == 0 || g_ascii_strcasecmp (value, "no") == 0)
    return NULL;
  return g_strdup_printf (_ ("\"%s\" is neither yes nor no."), value);
}

static char *
check_number (const char *value)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, 1, 10000000, &number, NULL))
    return g_strdup_printf (_ ("\"%s\" is no whole number from 1 to 10000000."), value);
  return NULL;
}

static char *
check_package_id (const char *value)
{
  gboolean good = strlen (value) == 8;

  for (guint i = 0; good && i < 8; i++)
    good = i < 3 ? g_ascii_isalnum (value[i]) : g_ascii_isxdigit (value[i]);
  if (good)
    return NULL;
  return g_strdup_printf (_ ("\"%s\" is no package id: a site code and five hexadecimal digits, "
                             "as C0100012, without an ending."),
                          value);
}

gboolean
_resite_plan_value_changes_data (const char *query)
{
  static const char words[] = "\\b(INSERT|UPDATE|DELETE|DROP|TRUNCATE|ALTER|CREATE|EXEC|EXECUTE|"
                              "MERGE|GRANT|REVOKE|DENY|INTO|SHUTDOWN|RESTORE|DBCC)\\b";
  g_autofree char *bare = NULL;
  g_autoptr (GRegex) texts = g_regex_new ("'[^']*'", 0, 0, NULL);

  /* What stands in quotation marks is a value, however it reads. */
  bare = g_regex_replace_literal (texts, query, -1, 0, "''", 0, NULL);
  return bare != NULL && g_regex_match_simple (words, bare, G_REGEX_CASELESS, 0);
}

static char *
check_query (const char *value)
{
  if (_resite_plan_value_changes_data (value))
    return g_strdup (_ ("This line would change the database. Only reading lines belong in a "
                        "plan: SELECT."));
  if (!g_regex_match_simple ("^\\(*\\s*SELECT\\b", value, G_REGEX_CASELESS, 0))
    return g_strdup (_ ("A query line begins with SELECT; look whether this one only reads."));
  return NULL;
}

static char *
check_text (const char *value)
{
  if (strlen (value) > VALUE_LENGTH_MAX)
    return g_strdup (_ ("This is longer than 4096 characters; put it into a document of its own."));
  for (const char *c = value; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c) && *c != '\t')
      return g_strdup (_ ("There is a control character in this text; type it again."));
  return NULL;
}

static char *
check_host (const char *value)
{
  /* All digits and dots is meant to be an address. */
  if (strspn (value, "0123456789.") == strlen (value))
    return _resite_plan_value_parse_address (value, NULL)
               ? NULL
               : g_strdup_printf (_ ("\"%s\" is no IPv4 address: four numbers from 0 to 255 with "
                                     "dots between them, as 10.4.1.20."),
                                  value);
  for (const char *c = value; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("-_.", *c) == NULL)
      return g_strdup_printf (
          _ ("\"%s\" is neither a name nor an address; write no https:// and no "
             "port here."),
          value);
  return NULL;
}

static char *
check_port (const char *value)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, 1, G_MAXUINT16, &number, NULL))
    return g_strdup_printf (_ ("\"%s\" is no port: a whole number from 1 to 65535."), value);
  return NULL;
}

static char *
check_uuid (const char *value)
{
  if (!g_regex_match_simple ("^\\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\}?$", value,
                             G_REGEX_CASELESS, 0))
    return g_strdup_printf (
        _ ("\"%s\" is no hardware number: 32 hexadecimal digits in five groups, "
           "as 4C4C4544-0058-4B10-8034-B7C04F333132."),
        value);
  if (strspn (value, "{}-0") == strlen (value) || strspn (value, "{}-Ff") == strlen (value))
    return g_strdup (
        _ ("Makers leave this number in machines that have none of their own; it tells "
           "nothing apart. Leave it empty."));
  return NULL;
}

static char *
check_fingerprint (const char *value)
{
  guint digits = 0;

  for (const char *c = value; *c != '\0'; c++)
    {
      if (g_ascii_isxdigit (*c))
        digits++;
      else if (*c != ':' && *c != ' ')
        return g_strdup_printf (
            _ ("\"%s\" is no fingerprint: it holds more than hexadecimal digits "
               "and colons."),
            value);
    }
  if (digits == 40)
    return g_strdup (
        _ ("This is a fingerprint of the old kind, SHA-1. Write the one of SHA-256: 64 "
           "digits."));
  if (digits != 64)
    return g_strdup_printf (
        ngettext ("A fingerprint (SHA-256) has 64 hexadecimal digits; this has %u.",
                  "A fingerprint (SHA-256) has 64 hexadecimal digits; this has %u.", digits),
        digits);
  return NULL;
}

static char *
check_server (const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, ":", 2);

  if (parts[0] == NULL || !_resite_plan_value_parse_address (parts[0], NULL))
    return g_strdup_printf (_ ("\"%s\" is no name server: write its IPv4 address, as 10.1.0.10 or "
                               "10.1.0.10:53."),
                            value);
  return parts[1] != NULL ? check_port (parts[1]) : NULL;
}

static char *
check_server_list (const char *value)
{
  g_auto (GStrv) parts = g_strsplit_set (value, ",;", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *wrong = check_server (g_strstrip (parts[i]));

      if (wrong != NULL)
        return wrong;
    }
  return NULL;
}

char *
_resite_plan_value_check (const ResitePlanKey *key, const char *value)
{
  char *wrong = check_text (value);

  if (wrong != NULL)
    return wrong;
  switch (key->type)
    {
    case RESITE_PLAN_SITE_CODE:
      return check_site_code (value);
    case RESITE_PLAN_COMPUTER_NAME:
      return check_computer_name (value);
    case RESITE_PLAN_DOMAIN:
      return check_domain (value);
    case RESITE_PLAN_ADDRESS:
      return check_address (value);
    case RESITE_PLAN_MASK:
      return check_mask (value);
    case RESITE_PLAN_ADDRESS_LIST:
      return check_address_list (value);
    case RESITE_PLAN_MAC:
      return check_mac (value);
    case RESITE_PLAN_DRIVE:
      return check_drive (value);
    case RESITE_PLAN_WINDOWS_PATH:
      return check_windows_path (value);
    case RESITE_PLAN_FOLDER:
    case RESITE_PLAN_FILE:
      return check_desk_path (value);
    case RESITE_PLAN_FILES:
    case RESITE_PLAN_DRIVE_FILES:
      return resite_plan_is_smb (value) ? _resite_plan_value_check_smb (key, value)
                                        : check_desk_path (value);
    case RESITE_PLAN_SHARE:
      return _resite_plan_value_check_smb (key, value);
    case RESITE_PLAN_YES_NO:
      return check_yes_no (value);
    case RESITE_PLAN_CHOICE:
      return check_choice (key, value);
    case RESITE_PLAN_NUMBER:
      return check_number (value);
    case RESITE_PLAN_PACKAGE_ID:
      return check_package_id (value);
    case RESITE_PLAN_QUERY:
      return check_query (value);
    case RESITE_PLAN_HOST:
      return check_host (value);
    case RESITE_PLAN_PORT:
      return check_port (value);
    case RESITE_PLAN_UUID:
      return check_uuid (value);
    case RESITE_PLAN_FINGERPRINT:
      return check_fingerprint (value);
    case RESITE_PLAN_SERVER_LIST:
      return check_server_list (value);
    case RESITE_PLAN_TEXT:
    case RESITE_PLAN_LINE:
    default:
      return NULL;
    }
}
