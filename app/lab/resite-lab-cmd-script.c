/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "resite-lab-cmd.h"
#include "resite-lab-supply.h"

/* cscript. It does not read the script: of the one script that writes rows of distribution points
 * it does what that does, by the orders on standard input. */

#define SIGN "RESITE-ASSIGN"
/* Answers come while it works: some packages, then the main loop. */
#define PORTION 25

#define BAD_SPACE "0x8004100E Invalid namespace"
#define REFUSED   "0x80041001 Generic failure"

typedef struct
{
  char *token, *verb, *space, *nal, *code, *site_name;
  GPtrArray *ids;
  gboolean complete;
} Orders;

static void
orders_clear (Orders *orders)
{
  g_free (orders->token);
  g_free (orders->verb);
  g_free (orders->space);
  g_free (orders->nal);
  g_free (orders->code);
  g_free (orders->site_name);
  g_clear_pointer (&orders->ids, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Orders, orders_clear)

/* (transfer full): \uXXXX are units of UTF-16. */
static char *
make_plain (const char *text)
{
  g_autoptr (GArray) units = g_array_new (TRUE, TRUE, sizeof (gunichar2));
  char *plain;

  while (*text != '\0')
    {
      gunichar2 unit = (guchar)*text;
      g_autofree char *digits = NULL;

      if (g_str_has_prefix (text, "\\u") && strlen (text) >= 6)
        {
          digits = g_strndup (text + 2, 4);
          unit = (gunichar2)strtoul (digits, NULL, 16);
          text += 5;
        }
      g_array_append_val (units, unit);
      text++;
    }
  plain = g_utf16_to_utf8 ((const gunichar2 *)(void *)units->data, units->len, NULL, NULL, NULL);
  return plain != NULL ? plain : g_strdup ("");
}

static void
take (char **place, const char *cell)
{
  g_free (*place);
  *place = make_plain (cell != NULL ? cell : "");
}

static void
read_order (Orders *orders, char **cells)
{
  const char *second = g_strv_length (cells) > 2 ? cells[2] : NULL;

  if (g_str_equal (cells[0], "token"))
    take (&orders->token, cells[1]);
  else if (g_str_equal (cells[0], "verb"))
    take (&orders->verb, cells[1]);
  else if (g_str_equal (cells[0], "space"))
    take (&orders->space, cells[1]);
  else if (g_str_equal (cells[0], "nal"))
    take (&orders->nal, cells[1]);
  else if (g_str_equal (cells[0], "site"))
    {
      take (&orders->code, cells[1]);
      take (&orders->site_name, second);
    }
  else if (g_str_equal (cells[0], "id"))
    g_ptr_array_add (orders->ids, g_strdup (cells[1]));
}

static void
read_orders (Orders *orders, GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = g_strndup (data != NULL ? data : "", size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  orders->ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; lines[i] != NULL && !orders->complete; i++)
    {
      g_auto (GStrv) cells = g_strsplit (g_strchomp (lines[i]), "\t", -1);

      if (g_strv_length (cells) >= 2)
        read_order (orders, cells);
      orders->complete = cells[0] != NULL && g_str_equal (cells[0], "go");
    }
  orders->complete = orders->complete && orders->token != NULL && orders->nal != NULL &&
                     orders->code != NULL && orders->space != NULL;
}

/* The one that stands there under whatever site. */
static ResiteLabCopy *
find_row (ResiteLabSupply *supply, const Orders *orders, const char *id, const char **wrong)
{
  ResiteLabStock *stock = resite_lab_supply_find (supply, id);
  ResiteLabCopy *found = NULL;

  *wrong = NULL;
  for (guint i = 0; stock != NULL && i < stock->copies->len; i++)
    {
      ResiteLabCopy *copy = stock->copies->pdata[i];

      if (g_ascii_strcasecmp (copy->nal, orders->nal) != 0)
        continue;
      if (g_ascii_strcasecmp (copy->code, orders->code) == 0)
        found = copy;
      else
        *wrong = copy->code;
    }
  return found;
}

static const char *
add_row (ResiteLabCommand *command, const Orders *orders, const char *id, const char **text)
{
  ResiteLabSupply *supply = command->machine.world->supply;
  const char *wrong;
  ResiteLabCopy *row = find_row (supply, orders, id, &wrong);

  *text = wrong != NULL ? wrong : "";
  if (wrong != NULL)
    return "wrong";
  if (row != NULL)
    return resite_lab_copy_get_row_status (row) == RESITE_LAB_ROW_DELETED ? "busy" : "already";
  if (resite_lab_supply_assign (supply, &command->machine, id, orders->nal, orders->code,
                                orders->site_name, NULL))
    return "ok";
  *text = REFUSED;
  return "failed";
}

static const char *
remove_row (ResiteLabCommand *command, const Orders *orders, const char *id, const char **text)
{
  ResiteLabSupply *supply = command->machine.world->supply;
  const char *wrong;
  ResiteLabCopy *row = find_row (supply, orders, id, &wrong);

  *text = row == NULL && wrong != NULL ? wrong : "";
  if (row == NULL)
    return wrong != NULL ? "wrong" : "absent";
  if (resite_lab_supply_remove (supply, id, row->nal, row->code, NULL))
    return "removed";
  *text = REFUSED;
  return "failed";
}

/* "root\sms\site_P01" of a machine that is the provider of P01. */
static gboolean
is_provided (ResiteLabCommand *command, const char *space)
{
  const char *site = resite_lab_machine_get (&command->machine, "Site");
  g_autofree char *own = site != NULL ? g_strconcat ("root\\sms\\site_", site, NULL) : NULL;
  g_autofree char *wanted = g_strdelimit (g_strdup (space), "/", '\\');

  return own != NULL && g_ascii_strcasecmp (own, wanted) == 0;
}

static gint64 go_on (ResiteLabCommand *command);

static gint64
work (ResiteLabCommand *command, const Orders *orders)
{
  const guint first = resite_lab_command_count (command) * PORTION;
  const gboolean removes = g_strcmp0 (orders->verb, "remove") == 0;

  if (first == 0)
    resite_lab_command_say (command, SIGN "\tbegin\t%s", orders->token);
  for (guint i = first; i < MIN (first + PORTION, orders->ids->len); i++)
    {
      const char *id = orders->ids->pdata[i];
      const char *text;
      const char *word =
          removes ? remove_row (command, orders, id, &text) : add_row (command, orders, id, &text);

      resite_lab_command_say (command, "%s\t%s\t%s", id, word, text);
    }
  if (first + PORTION < orders->ids->len)
    {
      resite_lab_command_wait (command, 0, go_on);
      return RESITE_LAB_PENDING;
    }
  resite_lab_command_say (command, SIGN "\tend\t%s\t%u", orders->token, orders->ids->len);
  return 0;
}

static gint64
go_on (ResiteLabCommand *command)
{
  g_autoptr (GBytes) bytes = NULL;
  g_auto (Orders) orders = { NULL };

  if (!resite_lab_command_read_to (command, "go", &bytes))
    return RESITE_LAB_PENDING;
  read_orders (&orders, bytes);
  if (!orders.complete)
    return 2;
  if (is_provided (command, orders.space))
    return work (command, &orders);
  resite_lab_command_say (command, SIGN "\tbegin\t%s", orders.token);
  resite_lab_command_say (command, SIGN "\tfailed\t" BAD_SPACE);
  return 1;
}

static gint64
run_cscript (ResiteLabCommand *command)
{
  const char *name = resite_lab_command_get_argument (command, 0);
  g_autofree char *path = name != NULL ? resite_lab_command_find_path (command, name) : NULL;
  g_autofree char *text = NULL;

  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    {
      resite_lab_command_complain (command, "Input Error: Can not find script file \"%s\".",
                                   name != NULL ? name : "");
      return 1;
    }
  if (strstr (text, SIGN) == NULL)
    {
      resite_lab_command_complain (command, "[rehearsal] This script cannot be run here");
      return 1;
    }
  return go_on (command);
}

const ResiteLabCommandEntry resite_lab_commands_script[] = {
  { "cscript", FALSE, run_cscript },
  { NULL },
};
