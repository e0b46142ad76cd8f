/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "resite-lab-cmd.h"

/* Commands about the machine as a whole, and those that take time. */

#define MOST_SECONDS 86400

static gint64
run_hostname (ResiteLabCommand *command)
{
  resite_lab_command_say (command, "%s", resite_lab_machine_get (&command->machine, "Name"));
  return 0;
}

static gint64
run_whoami (ResiteLabCommand *command)
{
  g_autofree char *name = g_ascii_strdown (resite_lab_machine_get (&command->machine, "Name"), -1);

  resite_lab_command_say (command, "%s\\administrator", name);
  return 0;
}

static const char *
get_fact (ResiteLabCommand *command, const char *fact)
{
  const char *value = resite_lab_machine_get (&command->machine, fact);

  return value != NULL ? value : "";
}

static void
say_all_of_card (ResiteLabCommand *command)
{
  const gboolean dhcp = g_str_equal (get_fact (command, "DHCP"), "true");
  g_autofree char *mac = g_strdelimit (g_strdup (get_fact (command, "MAC")), ":", '-');

  resite_lab_command_say (command,
                          "   Description . . . . . . . . . . . : Simulated Network Connection");
  resite_lab_command_say (command, "   Physical Address. . . . . . . . . : %s", mac);
  resite_lab_command_say (command, "   DHCP Enabled. . . . . . . . . . . : %s",
                          dhcp ? "Yes" : "No");
}

static gint64
run_ipconfig (ResiteLabCommand *command)
{
  const gboolean all = resite_lab_command_has (command, "all");

  resite_lab_command_say (command, "\r\nWindows IP Configuration\r\n");
  if (resite_lab_command_has (command, "registerdns") ||
      resite_lab_command_has (command, "flushdns"))
    return 0;
  if (all)
    {
      resite_lab_command_say (command, "   Host Name . . . . . . . . . . . . : %s",
                              get_fact (command, "Name"));
      resite_lab_command_say (command, "   Primary Dns Suffix  . . . . . . . : %s",
                              get_fact (command, "Domain"));
    }
  resite_lab_command_say (command, "\r\nEthernet adapter Local Area Connection:\r\n");
  if (all)
    say_all_of_card (command);
  resite_lab_command_say (command, "   IP Address. . . . . . . . . . . . : %s",
                          get_fact (command, "Address"));
  resite_lab_command_say (command, "   Subnet Mask . . . . . . . . . . . : %s",
                          get_fact (command, "Mask"));
  resite_lab_command_say (command, "   Default Gateway . . . . . . . . . : %s",
                          get_fact (command, "Gateway"));
  if (all)
    resite_lab_command_say (command, "   DNS Servers . . . . . . . . . . . : %s",
                            get_fact (command, "DNS"));
  return 0;
}

static guint
get_seconds (const char *text, guint fallback)
{
  return text != NULL ? (guint)MIN (g_ascii_strtoull (text, NULL, 10), MOST_SECONDS) : fallback;
}

/* Whoever has the address or the name now, and is up. */
static gboolean
answers (ResiteLabCommand *command, const char *host)
{
  ResiteLabWorld *world = command->machine.world;
  g_autofree char *name =
      g_strndup (host, g_hostname_is_ip_address (host) ? strlen (host) : strcspn (host, "."));
  const char *role = resite_lab_world_find_role (world, "Address", name);

  if (role == NULL)
    role = resite_lab_world_find_role (world, "Name", name);
  return g_str_equal (name, "localhost") || g_str_equal (name, "127.0.0.1") ||
         (role != NULL && resite_lab_world_is_up (world, role));
}

static gint64
end_ping (ResiteLabCommand *command, const char *host, guint sent, gboolean good)
{
  resite_lab_command_say (command, "\r\nPing statistics for %s:", host);
  resite_lab_command_say (command, "    Packets: Sent = %u, Received = %u, Lost = %u (%u%% loss),",
                          sent, good ? sent : 0, good ? 0 : sent, good ? 0 : 100);
  return good ? 0 : 1;
}

/* A line a second, on the real clock: what waits for it waits for real, too. */
static gint64
go_on_pinging (ResiteLabCommand *command)
{
  const guint wanted = MAX (get_seconds (resite_lab_command_get_option (command, "n"), 4), 1);
  const char *host = command->words[command->n_words - 1];
  const guint sent = resite_lab_command_count (command);
  const gboolean good = answers (command, host);

  if (sent == 0)
    resite_lab_command_say (command, "\r\nPinging %s with 32 bytes of data:\r\n", host);
  if (good)
    resite_lab_command_say (command, "Reply from %s: bytes=32 time<1ms TTL=128", host);
  else
    resite_lab_command_say (command, "Request timed out.");
  if (sent + 1 >= wanted)
    return end_ping (command, host, wanted, good);
  resite_lab_command_wait (command, 1, go_on_pinging);
  return RESITE_LAB_PENDING;
}

static gint64
run_ping (ResiteLabCommand *command)
{
  if (command->n_words < 2)
    {
      resite_lab_command_say (command, "\r\nUsage: ping [-n count] target_name");
      return 1;
    }
  return go_on_pinging (command);
}

static gint64
end_sleep (ResiteLabCommand *command)
{
  return 0;
}

static gint64
run_sleep (ResiteLabCommand *command)
{
  const char *text = resite_lab_command_get_option (command, "t");

  if (text == NULL)
    text = resite_lab_command_get_argument (command, 0);
  resite_lab_command_wait (command, get_seconds (text, 0), end_sleep);
  return RESITE_LAB_PENDING;
}

/* The seconds are the lab's. */
static gint64
run_shutdown (ResiteLabCommand *command)
{
  const guint seconds = get_seconds (resite_lab_command_get_option (command, "t"), 30);

  if (resite_lab_command_has (command, "a"))
    resite_lab_world_forget_orders (command->machine.world, command->machine.role, "go-down");
  else if (resite_lab_command_has (command, "r"))
    resite_lab_machine_restart (&command->machine, seconds, TRUE);
  else if (resite_lab_command_has (command, "s"))
    resite_lab_machine_restart (&command->machine, seconds, FALSE);
  else
    {
      resite_lab_command_say (command, "Usage: shutdown [-i | -l | -s | -r | -a] [-f] [-t xx]");
      return 1;
    }
  return 0;
}

static gint64
rename_computer (ResiteLabCommand *command, const char *name)
{
  switch (resite_lab_machine_rename (&command->machine, name))
    {
    case 0:
      resite_lab_command_say (command, "The computer needs to be restarted in order to complete "
                                       "the operation.\r\n\r\n"
                                       "The command completed successfully.\r\n");
      return 0;
    case 2224:
      resite_lab_command_complain (command, "The account already exists.\r\n\r\n"
                                            "The command failed to complete successfully.\r\n");
      return 2224;
    case 1210:
      resite_lab_command_complain (command, "The format of the specified computer name is invalid."
                                            "\r\n\r\n"
                                            "The command failed to complete successfully.\r\n");
      return 1210;
    default:
      resite_lab_command_complain (command, "Access is denied.\r\n\r\n"
                                            "The command failed to complete successfully.\r\n");
      return 5;
    }
}

/* netdom renamecomputer NAME /newname:NEW /userd:.. /passwordd:* /force: the password is read. */
static gint64
run_netdom (ResiteLabCommand *command)
{
  const char *verb = resite_lab_command_get_argument (command, 0);
  const char *machine = resite_lab_command_get_argument (command, 1);
  const char *name = resite_lab_command_get_option (command, "newname");
  const char *password = resite_lab_command_get_option (command, "passwordd");
  g_autoptr (GBytes) typed = NULL;

  if (g_strcmp0 (verb, "renamecomputer") != 0 || machine == NULL || name == NULL)
    {
      resite_lab_command_say (command,
                              "The syntax of this command is:\r\n\r\nNETDOM RENAMECOMPUTER "
                              "machine /NewName:new-name");
      return 1;
    }
  if (g_strcmp0 (password, "*") == 0)
    {
      if (!resite_lab_command_read (command, &typed))
        {
          resite_lab_command_say (command, "Type the password associated with the domain user:");
          return RESITE_LAB_PENDING;
        }
      if (g_bytes_get_size (typed) < 2)
        {
          resite_lab_command_complain (command,
                                       "Logon failure: unknown user name or bad password.");
          return 1326;
        }
    }
  if (!resite_lab_record_is (command->machine.facts, "Name", machine))
    {
      resite_lab_command_complain (command, "The network path was not found.");
      return 53;
    }
  return rename_computer (command, name);
}

/* "a=b" of netsh. */
static const char *
get_pair (ResiteLabCommand *command, const char *name)
{
  g_autofree char *start = g_strconcat (name, "=", NULL);

  for (guint i = 1; i < command->n_words; i++)
    {
      if (g_ascii_strncasecmp (command->words[i], start, strlen (start)) == 0)
        return command->words[i] + strlen (start);
    }
  return NULL;
}

static gint64
set_address (ResiteLabCommand *command)
{
  const char *address = get_pair (command, "addr");
  const char *mask = get_pair (command, "mask");

  if (g_strcmp0 (get_pair (command, "source"), "dhcp") == 0)
    {
      resite_lab_machine_set_dhcp (&command->machine);
      return 0;
    }
  if (address == NULL || mask == NULL || !g_hostname_is_ip_address (address) ||
      !g_hostname_is_ip_address (mask))
    return 1;
  if (get_pair (command, "gateway") != NULL)
    resite_lab_record_set (command->machine.facts, "Gateway", get_pair (command, "gateway"));
  resite_lab_machine_set_static (&command->machine, address, mask);
  return 0;
}

static gint64
set_servers (ResiteLabCommand *command, const char *fact)
{
  const char *address = get_pair (command, "addr");

  if (g_strcmp0 (get_pair (command, "source"), "dhcp") != 0 && address == NULL)
    return 1;
  resite_lab_record_set (command->machine.facts, fact, address);
  return 0;
}

/* netsh interface ip set address|dns|wins name="..." source=static|dhcp addr=.. mask=.. */
static gint64
run_netsh (ResiteLabCommand *command)
{
  const char *what = command->n_words > 4 ? command->words[4] : "";
  gint64 code = 1;

  if (g_ascii_strcasecmp (what, "address") == 0)
    code = set_address (command);
  else if (g_ascii_strcasecmp (what, "dns") == 0)
    code = set_servers (command, "DNS");
  else if (g_ascii_strcasecmp (what, "wins") == 0)
    code = set_servers (command, "WINS");
  resite_lab_command_say (command, code == 0 ? "Ok.\r\n" : "The syntax supplied is not valid.");
  return code;
}

static gint64
run_tasklist (ResiteLabCommand *command)
{
  g_autoptr (GPtrArray) processes =
      resite_lab_store_list (command->machine.store, command->machine.role, "Win32_Process");

  resite_lab_command_say (command, "\r\nImage Name                   PID Session Name\r\n"
                                   "========================= ====== ================");
  resite_lab_command_say (command, "%-25s %6u Services", "System", 4);
  for (guint i = 0; i < processes->len; i++)
    resite_lab_command_say (command, "%-25s %6s Services",
                            resite_lab_record_get (processes->pdata[i], "Name"),
                            resite_lab_record_get_name (processes->pdata[i]));
  return 0;
}

const ResiteLabCommandEntry resite_lab_commands_system[] = {
  { "hostname", FALSE, run_hostname },
  { "whoami", FALSE, run_whoami },
  { "ipconfig", FALSE, run_ipconfig },
  { "ping", FALSE, run_ping },
  { "sleep", FALSE, run_sleep },
  { "timeout", FALSE, run_sleep },
  { "shutdown", FALSE, run_shutdown },
  { "netdom", FALSE, run_netdom },
  { "netsh", FALSE, run_netsh },
  { "tasklist", FALSE, run_tasklist },
  { NULL },
};
