/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-supply"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "resite-lab-log.h"
#include "resite-lab-supply-private.h"

/* The logs of the parent and of the site, as they tell of a package on its way. What is known of the
 * wording of SMS 2003 and its family is kept to the letter. */

#define DISTMGR "SMS_DISTRIBUTION_MANAGER"
#define SENDER  "SMS_LAN_SENDER"
#define TO_SEND "D:\\SMS\\inboxes\\schedule.box\\tosend\\"

#define SENDING_THREAD 4432

typedef struct
{
  ResiteLabSupply *supply;
  const ResiteLabCopy *copy;
  const char *id;
  gint64 time;
  ResiteLabMachine parent;
  ResiteLabMachine server; /* of the site; role NULL: it is none of the lab's machines */
  char *request;           /* 8 characters, the last three the sending site's */
  char *server_name;
} Tale;

static void
tale_clear (Tale *tale)
{
  g_free (tale->request);
  g_free (tale->server_name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tale, tale_clear)

static char *
find_server_name (ResiteLabSupply *supply, const char *code)
{
  ResiteLabRecord *site =
      resite_lab_store_find (supply->world->store, "primary.1", "SMS_Site", code);
  const char *name = site != NULL ? resite_lab_record_get (site, "ServerName") : NULL;

  return g_strdup (name != NULL ? name : RESITE_LAB_SITE_SERVER);
}

static gboolean
tale_begin (Tale *tale, ResiteLabSupply *supply, const ResiteLabCopy *copy, gint64 time)
{
  tale->supply = supply;
  tale->copy = copy;
  tale->id = copy->stock->package->id;
  tale->time = time;
  tale->request = g_strdup_printf ("%05X" RESITE_LAB_PRIMARY, copy->serial & 0xFFFFF);
  tale->server_name = find_server_name (supply, copy->code);
  resite_lab_supply_find_server (supply, copy->code, &tale->server);
  return resite_lab_world_find_machine (supply->world, "primary.1", &tale->parent);
}

static gint64
get_stamp (const Tale *tale, const ResiteLabMachine *machine)
{
  return tale->time + resite_lab_record_get_int (machine->facts, "ClockAhead") * G_USEC_PER_SEC;
}

static void say (const Tale *tale, const ResiteLabMachine *machine, GString *lines,
                 const char *component, guint thread, const char *format, ...) G_GNUC_PRINTF (6, 7);

static void
say (const Tale *tale, const ResiteLabMachine *machine, GString *lines, const char *component,
     guint thread, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  resite_lab_log_format (lines, component, thread, get_stamp (tale, machine), text);
}

#define PARENT(thread, ...) say (tale, &tale->parent, lines, DISTMGR, thread, __VA_ARGS__)
#define SCHEDULER(...)      say (tale, &tale->parent, lines, "SMS_SCHEDULER", 2308, __VA_ARGS__)
#define SENDS(thread, ...)  say (tale, &tale->parent, lines, SENDER, thread, __VA_ARGS__)
#define SITE(thread, ...)   say (tale, &tale->server, lines, DISTMGR, thread, __VA_ARGS__)
#define DESPOOLER(thread, ...)                                                                     \
  say (tale, &tale->server, lines, "SMS_DESPOOLER", thread, __VA_ARGS__)

static void
say_status (const Tale *tale, const ResiteLabMachine *machine, GString *lines, guint status)
{
  const gboolean at_parent = machine == &tale->parent;

  resite_lab_log_format_status (lines, DISTMGR, at_parent ? 3612 : 3616, get_stamp (tale, machine),
                                status, at_parent ? RESITE_LAB_PRIMARY_SERVER : tale->server_name,
                                at_parent ? RESITE_LAB_PRIMARY : tale->copy->code, tale->id);
}

static void
append (const Tale *tale, const ResiteLabMachine *machine, const char *log, const GString *lines)
{
  const char *folder = machine == &tale->parent ? "D/SMS/Logs" : "E/SMS/Logs";
  g_autofree char *path =
      g_build_filename (tale->supply->world->folder, "machines", machine->role, folder, log, NULL);
  g_autoptr (GError) error = NULL;

  if (!resite_lab_log_append_within (path, lines->str,
                                     resite_lab_world_get_log_limit (tale->supply->world), &error))
    g_warning ("%s", error->message);
}

static void
append_to_sender_log (const Tale *tale, const GString *lines)
{
  g_autofree char *path = resite_lab_supply_get_sender_log (tale->supply);
  g_autoptr (GError) error = NULL;

  if (!resite_lab_log_append_within (path, lines->str,
                                     resite_lab_world_get_log_limit (tale->supply->world), &error))
    g_warning ("%s", error->message);
}

/* Twice in a row: what was in the log before is nowhere any more. */
static void
roll_sender_log (const Tale *tale)
{
  g_autofree char *path = resite_lab_supply_get_sender_log (tale->supply);
  g_autofree char *former = g_strdup (path);
  g_autoptr (GString) lines = g_string_new (NULL);

  former[strlen (former) - 1] = '_';
  SENDS (1780, "~Wait for new/rescheduled send requests...");
  for (guint i = 0; i < 2; i++)
    {
      g_rename (path, former);
      append_to_sender_log (tale, lines);
    }
}

static void
tell_full_sending (const Tale *tale, GString *lines)
{
  const char *code = tale->copy->code;

  PARENT (3612, "~Needs to send the compressed package for package %s to site %s", tale->id, code);
  PARENT (3612, "~Sending a copy of package %s to site %s", tale->id, code);
  PARENT (3612, "~The reporting site of site %s is this site.", code);
  PARENT (3612, "~Use drive E for storing the compressed package.");
  PARENT (3612, "~Setting CMiniJob transfer root to E:\\SMSPKG\\%s.PCK", tale->id);
  PARENT (3612,
          "~Created minijob to send compressed copy of package %s to site %s.  Transfer root = "
          "E:\\SMSPKG\\%s.PCK.",
          tale->id, code, tale->id);
}

static void
tell_notice (const Tale *tale)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  const ResiteLabCopy *copy = tale->copy;

  PARENT (2716, "~Starting package processing thread,thread ID = E1C");
  say_status (tale, &tale->parent, lines, 2300);
  PARENT (3612, "No action specified for the package %s.", tale->id);
  PARENT (3612,
          "The package and/or program properties for package %s have not changed,  need to "
          "determine which site(s) need updated package info.",
          tale->id);
  PARENT (3612,
          "A distribution point has been changed at this site, adding site %s to the list of "
          "sites to which we are sending package %s.",
          copy->code, tale->id);
  if (copy->fate == RESITE_LAB_FATE_WRONG_SITE)
    say_status (tale, &tale->parent, lines, 2302);
  else
    {
      PARENT (3612, "~Package %s is new or has changed, replicating to all applicable sites.",
              tale->id);
      if (copy->bytes > 0 && copy->fate != RESITE_LAB_FATE_HANGS)
        tell_full_sending (tale, lines);
      say_status (tale, &tale->parent, lines, 2301);
    }
  PARENT (3612, "~Exiting package processing thread for package %s.", tale->id);
  append (tale, &tale->parent, "distmgr.log", lines);
}

/* (transfer full): what the sender calls the package file. */
static char *
get_file (const Tale *tale)
{
  if (tale->copy->bytes > 0)
    return g_strdup_printf ("E:\\SMSPKG\\%s.PCK", tale->id);
  return g_strdup_printf (TO_SEND "%08X.P3E", tale->copy->serial);
}

static char *
get_instruction (const Tale *tale)
{
  return g_strdup_printf (TO_SEND "%08X.%s", tale->copy->serial,
                          tale->copy->bytes > 0 ? "Icl" : "I3E");
}

static guint64
get_kilobytes (const Tale *tale)
{
  const guint64 bytes = tale->copy->bytes > 0 ? tale->copy->bytes : RESITE_LAB_INFO_BYTES;

  return (bytes + 1023) / 1024;
}

static void
tell_schedule (const Tale *tale)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  const gboolean full = tale->copy->bytes > 0;
  const guint serial = tale->copy->serial;
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT "k", get_kilobytes (tale));
  g_autofree char *title = g_strdup_printf (
      "[Software Distribution for Rehearsal package %s, Package ID = %s]", tale->id, tale->id);
  g_autofree char *tail = g_strdup_printf (
      "  Heartbeat: 14:10  Start: 12:00  Finish: 12:00  Retry:   SWD PkgID: %s  SWD "
      "Pkg Version: %u",
      tale->id, tale->copy->version);

  SCHEDULER ("<Activating JOB %08X>%s~", serial, full ? title : "");
  SCHEDULER ("Destination site:  %s, Preferred Address: *, Priority: 2", tale->copy->code);
  SCHEDULER ("Instruction type:  MICROSOFT|SMS|MINIJOBINSTRUCTION|%s~",
             full ? "PACKAGE" : "TRANSFER");
  SCHEDULER ("Created new send request ID:  %s~", tale->request);
  SCHEDULER (
      "Send Request %s  JobID: %08X  DestSite: %s  FinalSite:   State: Pending  Action: None  "
      "Total size: %s  Remaining: %s%s",
      tale->request, serial, tale->copy->code, size, size, full ? tail : "");
  append (tale, &tale->parent, "sched.log", lines);
}

static guint
get_thread (const Tale *tale)
{
  return SENDING_THREAD + 8 * tale->copy->slot;
}

static void
tell_send (const Tale *tale)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  static const char *const endings[] = { "PCK", "SNI", "TMP" };
  const guint thread = get_thread (tale);
  g_autofree char *file = get_file (tale);
  g_autofree char *instruction = get_instruction (tale);
  g_autofree char *remote =
      g_strdup_printf ("\\\\%s\\SMS_SITE\\%s", tale->server_name, tale->request);

  tell_schedule (tale);
  if (resite_lab_world_count_down (tale->supply->world, "log-rolls"))
    roll_sender_log (tale);
  SENDS (1780, "Found send request.  ID: %s, Dest Site: %s~", tale->request, tale->copy->code);
  SENDS (1780, "Checking for site-specific sending capacity.  Used %u out of 3.~",
         tale->copy->slot);
  SENDS (1780, "~Created sending thread (Thread ID = %X)", thread);
  SENDS (thread, "~Trying the No. 1 address (out of 1)");
  SENDS (thread, "~Passed the xmit file test, use the existing connection");
  SENDS (thread, "~Package file = %s", file);
  SENDS (thread, "~Instruction file = %s", instruction);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    SENDS (thread, "~Checking for remote file %s.%s", remote, endings[i]);
  SENDS (thread, "~Attempt to create/open the remote file %s.PCK", remote);
  SENDS (thread, "~Created/opened the remote file %s.PCK", remote);
  SENDS (thread, "~Sending Started [%s]", file);
  append_to_sender_log (tale, lines);
}

static void
say_piece (const Tale *tale, GString *lines, const char *ending, guint64 bytes, guint64 position)
{
  g_autofree char *piece =
      g_strdup_printf ("%" G_GUINT64_FORMAT " bytes to \\\\%s\\SMS_SITE\\%s.%s at position "
                       "%" G_GUINT64_FORMAT,
                       bytes, tale->server_name, tale->request, ending, position);

  SENDS (get_thread (tale), "~Attempt to write %s", piece);
  SENDS (get_thread (tale), "~Wrote %s", piece);
}

void
resite_lab_supply_tell_piece (ResiteLabSupply *self, const ResiteLabCopy *copy, gint64 time)
{
  g_auto (Tale) whole = { NULL };
  g_autoptr (GString) lines = g_string_new (NULL);
  const guint64 position = resite_lab_copy_get_position (copy, copy->piece);

  if (!tale_begin (&whole, self, copy, time))
    return;
  say_piece (&whole, lines, "PCK", resite_lab_copy_get_position (copy, copy->piece + 1) - position,
             position);
  append_to_sender_log (&whole, lines);
}

static void
tell_end_of_schedule (const Tale *tale)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  if (tale->copy->bytes > 0)
    SCHEDULER ("Sending completed (37310 bytes/sec).~");
  SCHEDULER ("<JOB STATUS - COMPLETE>~");
  SCHEDULER ("Deleting send request with ID: %s~", tale->request);
  append (tale, &tale->parent, "sched.log", lines);
}

static void
tell_sent (const Tale *tale)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  const guint thread = get_thread (tale);
  g_autofree char *file = get_file (tale);
  g_autofree char *instruction = get_instruction (tale);
  g_autofree char *remote =
      g_strdup_printf ("\\\\%s\\SMS_SITE\\%s", tale->server_name, tale->request);

  if (tale->copy->bytes == 0)
    {
      say_piece (tale, lines, "PCK", 1024, 0);
      say_piece (tale, lines, "PCK", RESITE_LAB_INFO_BYTES - 1024, 1024);
    }
  SENDS (thread, "~Sending completed [%s]", file);
  SENDS (thread, "~Sending Started [%s]", instruction);
  say_piece (tale, lines, "TMP", RESITE_LAB_INSTRUCTION_BYTES, 0);
  SENDS (thread, "~Sending completed [%s]", instruction);
  SENDS (thread, "~Renaming remote file %s.TMP to %s.SNI", remote, remote);
  SENDS (thread, "~Rename completed [%s.SNI]", remote);
  SENDS (thread, "~Sending completed successfully");
  append_to_sender_log (tale, lines);
  tell_end_of_schedule (tale);
}

static void
tell_arrival (const Tale *tale)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *request = g_ascii_strdown (tale->request, -1);

  DESPOOLER (2200, "~Found ready instruction %s.sni", request);
  if (tale->copy->bytes > 0)
    {
      DESPOOLER (2204, "~Received package %s version %u. Compressed file -  E:\\SMSPKG\\%s.PCK",
                 tale->id, tale->copy->version, tale->id);
      DESPOOLER (2204, "~Stored Package %s. Stored Package Version = %u", tale->id,
                 tale->copy->version);
    }
  DESPOOLER (2204, "~Despooler successfully executed one instruction.");
  append (tale, &tale->server, "despool.log", lines);
}

static void
tell_unpacking (const Tale *tale)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  SITE (2716, "~Starting package processing thread,thread ID = E20");
  say_status (tale, &tale->server, lines, 2300);
  SITE (3616, "Start adding package %s...", tale->id);
  SITE (3616, "Start adding package to server %s...", tale->copy->nal);
  say_status (tale, &tale->server, lines, 2342);
  SITE (3616, "Package %s uses the compressed copy of the source directory.", tale->id);
  SITE (3616, "The compressed size of package %s is %u KBytes", tale->id,
        (guint)((tale->copy->stock->package->size + 1023) / 1024));
  append (tale, &tale->server, "distmgr.log", lines);
}

static void
tell_installation (const Tale *tale)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  if (tale->copy->fate == RESITE_LAB_FATE_DIFFERS)
    SITE (2760,
          "~A newer version (%u) of package %s has already arrived, delete the replication file "
          "E:\\SMS\\inboxes\\distmgr.box\\INCOMING\\NK81JJDQ.PKG for version %u .",
          tale->copy->version + 1, tale->id, tale->copy->version);
  if (tale->copy->fate == RESITE_LAB_FATE_FAILS)
    {
      SITE (3616, "Failed to write to the output file, Win32 Error = 13");
      SITE (
          3616,
          "Cannot decompress package E:\\SMSPKG\\%s.PCK to E:\\_S M4YZ5.TMP, CTool return code = 4",
          tale->id);
      say_status (tale, &tale->server, lines, 2321);
    }
  if (tale->copy->fate != RESITE_LAB_FATE_GOOD)
    say_status (tale, &tale->server, lines, 2302);
  else
    {
      say_status (tale, &tale->server, lines, 2330);
      say_status (tale, &tale->server, lines, 2301);
    }
  SITE (3616, "~Exiting package processing thread for package %s.", tale->id);
  SITE (2716, "Used 0 out of 3 allowed processing threads.");
  SITE (2716, "Sleep 3600 seconds...");
  append (tale, &tale->server, "distmgr.log", lines);
}

void
resite_lab_supply_tell (ResiteLabSupply *self, const ResiteLabCopy *copy, gint64 time)
{
  static void (*const tellers[]) (const Tale *tale) = {
    [RESITE_LAB_NOTICE] = tell_notice,
    [RESITE_LAB_SEND] = tell_send,
    [RESITE_LAB_SENT] = tell_sent,
    [RESITE_LAB_ARRIVE] = tell_arrival,
    [RESITE_LAB_UNPACK] = tell_unpacking,
    [RESITE_LAB_INSTALL] = tell_installation,
    [RESITE_LAB_REPORT] = NULL,
    [RESITE_LAB_SUMMARY] = NULL,
    [RESITE_LAB_REST] = NULL,
  };
  const gboolean at_site = copy->phase >= RESITE_LAB_ARRIVE;
  g_auto (Tale) tale = { NULL };

  if (tellers[copy->phase] == NULL || !tale_begin (&tale, self, copy, time) ||
      (at_site && tale.server.role == NULL))
    return;
  tellers[copy->phase](&tale);
}
