/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-code"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-log-code.h"

static const struct
{
  ResiteLogCodeType type;
  guint32 number;
  const char *words;
} codes[] = {
  { RESITE_LOG_CODE_WIN32, 2,
    N_ ("The file was not found. Look whether it is where the line says.") },
  { RESITE_LOG_CODE_WIN32, 3,
    N_ ("The folder was not found. Look whether the path is still right.") },
  { RESITE_LOG_CODE_WIN32, 5,
    N_ ("Access was denied. The account that does this has no right there: look at the rights of "
        "the folder and share, and at the new computer's account.") },
  { RESITE_LOG_CODE_WIN32, 13,
    N_ ("The data are not valid. The copy of the package is damaged: copy it again.") },
  { RESITE_LOG_CODE_WIN32, 32,
    N_ ("The file is in use by another program. It is tried again; a virus scanner or an open file "
        "holds it if that goes on.") },
  { RESITE_LOG_CODE_WIN32, 53,
    N_ ("The server was not found on the network. Look at its name, its address and whether it "
        "runs.") },
  { RESITE_LOG_CODE_WIN32, 64,
    N_ ("The server was there and is gone: the connection was cut, or it restarts.") },
  { RESITE_LOG_CODE_WIN32, 67, N_ ("The server has no share of that name.") },
  { RESITE_LOG_CODE_WIN32, 112,
    N_ ("The disk is full. The sender does not look for room before it sends: make room there.") },
  { RESITE_LOG_CODE_WIN32, 487,
    N_ ("The connection to the share could not be made. Look at the account of the address, and "
        "whether the server and its share are there.") },
  { RESITE_LOG_CODE_WIN32, 1326,
    N_ ("User name or password is wrong. Look at the account that the address uses.") },

  { RESITE_LOG_CODE_INSTALLER, 1603,
    N_ ("The installation broke off. The reason stands in mpMSI.log, above \"return value 3\".") },
  { RESITE_LOG_CODE_INSTALLER, 1618,
    N_ ("Another installation is running. Wait until it ends; a management point on a domain "
        "controller shows this, too, when a file right is missing.") },
  { RESITE_LOG_CODE_INSTALLER, 1619,
    N_ ("The installation package could not be opened. Look whether the file is there and may be "
        "read.") },
  { RESITE_LOG_CODE_INSTALLER, 1620,
    N_ ("The installation package could not be opened: it is damaged, or no such package.") },
  { RESITE_LOG_CODE_INSTALLER, 3010, N_ ("It is installed. The server must be restarted.") },

  { RESITE_LOG_CODE_SETUP, 25006,
    N_ ("A virtual directory could not be made in IIS. Look whether IIS runs and was installed "
        "after the server got its name.") },

  { RESITE_LOG_CODE_HTTP, 401,
    N_ ("Not allowed to ask. A file right or the account for visitors of the web server is "
        "wrong.") },
  { RESITE_LOG_CODE_HTTP, 403,
    N_ ("Refused by IIS: a rule about addresses or names, an encrypted line that is demanded, or a "
        "listing that is not allowed.") },
  { RESITE_LOG_CODE_HTTP, 404,
    N_ ("Nothing is there: the virtual directory is missing, or the web service extension is "
        "prohibited, or URLScan keeps it back.") },
  { RESITE_LOG_CODE_HTTP, 500,
    N_ ("The management point failed. Look whether it reaches the site database, and at IWAM and "
        "COM+.") },
  { RESITE_LOG_CODE_HTTP, 503,
    N_ ("The application pool is stopped. Start the pool \"SMS Management Point Pool\" and look "
        "why "
        "it ended.") },

  { RESITE_LOG_CODE_COM, 0x80020009,
    N_ ("A component of Windows failed at what it was asked for. The line before says at what.") },
  { RESITE_LOG_CODE_COM, 0x800706BA,
    N_ ("The other computer does not answer: it is off, restarts, or a firewall is between.") },
  { RESITE_LOG_CODE_COM, 0x800706BE,
    N_ ("The other computer broke off. After a change of its address that is usual: look whether "
        "it "
        "answers at the new one.") },

  { RESITE_LOG_CODE_UNPACK, 4,
    N_ ("The compressed copy could not be unpacked. It is damaged or too old, or the file names in "
        "it are too long: copy it again.") },

  { RESITE_LOG_CODE_STATUS, 2300, N_ ("Distribution Manager begins to process the package.") },
  { RESITE_LOG_CODE_STATUS, 2301, N_ ("Distribution Manager processed the package.") },
  { RESITE_LOG_CODE_STATUS, 2302,
    N_ ("Distribution Manager failed to process the package. It tries again every half hour; the "
        "lines before say why.") },
  { RESITE_LOG_CODE_STATUS, 2321,
    N_ ("The package could not be unpacked: its copy is damaged or too old, or the disk is "
        "full.") },
  { RESITE_LOG_CODE_STATUS, 2330, N_ ("The package is on a distribution point.") },
  { RESITE_LOG_CODE_STATUS, 3400,
    N_ ("A job has no way to its site. After a site was removed: jobs are left, remove them with "
        "preinst /DELJOB.") },
  { RESITE_LOG_CODE_STATUS, 3500,
    N_ ("The sender cannot reach the site. Look at the address, the account and the server.") },
  { RESITE_LOG_CODE_STATUS, 4400, N_ ("A whole package has arrived from another site.") },
};

/* What stands before a code, in small letters. */
static const struct
{
  const char *words;
  ResiteLogCodeType type;
  guint base;
} beginnings[] = {
  { "win32 error", RESITE_LOG_CODE_WIN32, 10 },
  { "exited with return code", RESITE_LOG_CODE_INSTALLER, 10 },
  { "mainenginethread is returning", RESITE_LOG_CODE_INSTALLER, 10 },
  { "@@err", RESITE_LOG_CODE_SETUP, 10 },
  { "status code", RESITE_LOG_CODE_HTTP, 10 },
  { "the error code is", RESITE_LOG_CODE_COM, 16 },
  { "ctool return code", RESITE_LOG_CODE_UNPACK, 10 },
  { "statmsg: id", RESITE_LOG_CODE_STATUS, 10 },
};

/* "0x800706BA" needs no words before it. */
#define COM_PREFIX "0x8"
/* ... and a failed connection has its number in brackets at the end. */
#define CONNECTION "wnetaddconnection"

static gboolean
read_number (const char *at, guint base, guint32 *number)
{
  char *end;
  guint64 value;

  at += strspn (at, " =:(");
  if (!g_ascii_isxdigit (*at))
    return FALSE;
  value = g_ascii_strtoull (at, &end, (int)base);
  *number = (guint32)value;
  return end > at && value <= G_MAXUINT32 && !g_ascii_isalnum (*end);
}

static gboolean
find_connection (const char *text, ResiteLogCode *code)
{
  const char *bracket = strrchr (text, '(');

  code->type = RESITE_LOG_CODE_WIN32;
  return strstr (text, CONNECTION) != NULL && bracket != NULL &&
         read_number (bracket, 10, &code->number);
}

gboolean
resite_log_code_find (const char *text, gsize length, ResiteLogCode *code)
{
  g_autofree char *small = NULL;
  const char *at;

  g_return_val_if_fail (text != NULL && code != NULL, FALSE);

  small = g_ascii_strdown (text, (gssize)length);
  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    {
      at = strstr (small, beginnings[i].words);
      code->type = beginnings[i].type;
      if (at != NULL &&
          read_number (at + strlen (beginnings[i].words), beginnings[i].base, &code->number))
        return TRUE;
    }
  if (find_connection (small, code))
    return TRUE;
  at = strstr (small, COM_PREFIX);
  code->type = RESITE_LOG_CODE_COM;
  return at != NULL && read_number (at, 16, &code->number) && code->number >= 0x80000000u;
}

char *
resite_log_code_get_title (const ResiteLogCode *code)
{
  static const char *const formats[] = {
    [RESITE_LOG_CODE_WIN32] = N_ ("Windows error %u"),
    [RESITE_LOG_CODE_INSTALLER] = N_ ("Windows Installer %u"),
    [RESITE_LOG_CODE_SETUP] = N_ ("Setup error %u"),
    [RESITE_LOG_CODE_HTTP] = N_ ("HTTP %u"),
    [RESITE_LOG_CODE_COM] = N_ ("Error 0x%08X"),
    [RESITE_LOG_CODE_UNPACK] = N_ ("Unpacking error %u"),
    [RESITE_LOG_CODE_STATUS] = N_ ("Status message %u"),
  };

  g_return_val_if_fail (code != NULL && code->type < G_N_ELEMENTS (formats), NULL);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (_ (formats[code->type]), code->number);
#pragma GCC diagnostic pop
}

const char *
resite_log_code_explain (const ResiteLogCode *code)
{
  g_return_val_if_fail (code != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].type == code->type && codes[i].number == code->number)
      return _ (codes[i].words);
  return NULL;
}
