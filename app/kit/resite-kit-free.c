/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-free"

#include "config.h"

#include "resite-kit-private.h"
#include "resite-kit-text.h"

/* A reply to ping has "TTL=" in every language. Who does not reply is known to the network card all
 * the same once it was asked for; an entry of zeros is nobody's. The machine's own address is the
 * end of an earlier run of the same script. Words are compared whole: 10.4.1.20 is in 10.4.1.201. */
static void
append_address (GString *text, const char *address)
{
  g_string_append_printf (text,
                          "for /f \"tokens=2 delims=:\" %%%%a in ('ipconfig') do "
                          "if \"%%%%a\"==\" %s\" goto free\n"
                          "ping -n 2 -w 2000 %s | find \"TTL=\" >nul\n"
                          "if not errorlevel 1 goto taken\n"
                          "for /f \"tokens=1,2\" %%%%a in ('arp -a %s') do "
                          "if \"%%%%a\"==\"%s\" if not \"%%%%b\"==\"00-00-00-00-00-00\" "
                          "goto taken\n",
                          address, address, address, address);
}

static void
append_name (GString *text, const char *name)
{
  g_string_append_printf (text,
                          "if /i \"%%COMPUTERNAME%%\"==\"%s\" goto free\n"
                          "ping -n 2 -w 2000 %s | find \"TTL=\" >nul\n"
                          "if not errorlevel 1 goto taken\n",
                          name, name);
}

void
_resite_kit_ask_whether_free (ResiteKitScript *script, const char *name, const char *address)
{
  g_autoptr (GString) text = g_string_new ("echo Asking whether anybody has that name or address "
                                           "...\n");
  g_autofree char *quoted_name = resite_kit_quote_inside (name != NULL ? name : "");
  g_autofree char *quoted_address = resite_kit_quote_inside (address != NULL ? address : "");

  if (script->before != NULL || (name == NULL && address == NULL))
    return;
  if (address != NULL)
    append_address (text, quoted_address);
  if (name != NULL)
    append_name (text, quoted_name);
  g_string_append_printf (
      text,
      "goto free\n"
      ":taken\n"
      "echo Somebody answers as %s %s. Two servers with one name or address\n"
      "echo must never be. Switch that one off or take it off the network first.\n"
      "echo Nothing was done.\n"
      "exit /b 4\n"
      ":free\n",
      quoted_name, quoted_address);
  script->before = g_strdup (text->str);
}
