/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed-free"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-deed-rename.h"
#include "resite-error.h"
#include "resite-presence.h"

#define OTHER_SECONDS 25

/* What is to be taken, and who might have it. */
typedef struct
{
  ResiteDeed *deed;
  const char *name;    /* NULL: not to be taken, or its own already */
  const char *address; /* the same */
  char *active, *pending;
  GPtrArray *adapters; /* its own */
  GArray *ports;
  ResiteMachine *other; /* (nullable): where it is known to be */
} Asking;

static void
asking_clear (Asking *asking)
{
  g_free (asking->active);
  g_free (asking->pending);
  g_clear_pointer (&asking->adapters, g_ptr_array_unref);
  g_clear_pointer (&asking->ports, g_array_unref);
  g_clear_pointer (&asking->other, resite_deed_let_go);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asking, asking_clear)

static void
add_port (Asking *asking, guint64 port)
{
  const guint16 number = (guint16)port;

  if (port > 0 && port <= G_MAXUINT16)
    g_array_append_val (asking->ports, number);
}

static void
add_port_of (Asking *asking, ResiteMachine *machine)
{
  ResiteWsman *wsman = machine != NULL ? resite_machine_get_wsman (machine) : NULL;
  g_autoptr (GUri) uri = NULL;

  if (wsman != NULL)
    uri = g_uri_parse (resite_wsman_get_url (wsman), G_URI_FLAGS_NONE, NULL);
  if (uri != NULL && g_uri_get_port (uri) > 0)
    add_port (asking, (guint64)g_uri_get_port (uri));
}

/* (transfer full) (nullable): the other server where @address is, or where it is known to be. */
static ResiteMachine *
look_up_other (ResiteDeed *deed, const char *address)
{
  const char *role = resite_deed_get_value (deed, "role.other");

  return role != NULL ? resite_deed_look_up (deed, role, address, NULL) : NULL;
}

static gboolean
prepare_asking (Asking *asking, GError **error)
{
  ResiteDeed *deed = asking->deed;
  g_auto (GStrv) given = resite_deed_dup_list (deed, "ports");
  const char *name = resite_deed_get_value (deed, "free-name");
  const char *address = resite_deed_get_value (deed, "free-address");
  ResiteCim *cim;

  if (!resite_deed_read_names (deed, &asking->active, &asking->pending, error))
    return FALSE;
  cim = resite_deed_get_cim (deed, error);
  asking->adapters =
      cim != NULL ? resite_windows_list_adapters (cim, resite_deed_get_cancellable (deed), error)
                  : NULL;
  if (asking->adapters == NULL)
    return FALSE;
  if (name != NULL && g_ascii_strcasecmp (name, asking->active) != 0)
    asking->name = name;
  if (address != NULL && resite_deed_find_address (asking->adapters, address) == NULL)
    asking->address = address;
  asking->ports = g_array_new (TRUE, TRUE, sizeof (guint16));
  for (guint i = 0; given[i] != NULL; i++)
    add_port (asking, g_ascii_strtoull (given[i], NULL, 10));
  add_port_of (asking, resite_deed_get_machine (deed, NULL));
  asking->other = look_up_other (deed, NULL);
  add_port_of (asking, asking->other);
  return TRUE;
}

static gboolean
set_taken (const char *what, const char *who, GError **error)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
               /* TRANSLATORS: a name or an address; who answers there. */
               _ ("%s is not free: %s. Two servers with one name or address must never be, so the "
                  "change stops here. Switch that one off or take it off the network, then try "
                  "again."),
               what, who);
  return FALSE;
}

static gboolean
is_other (ResiteDeed *deed, const ResiteWindowsIdentity *identity)
{
  const char *uuid = resite_deed_get_value (deed, "uuid.other");

  return uuid == NULL || (identity->uuid != NULL && g_ascii_strcasecmp (uuid, identity->uuid) == 0);
}

static ResiteWindowsIdentity *
identify_bounded (ResiteDeed *deed, ResiteMachine *machine)
{
  GCancellable *bound;
  ResiteWindowsIdentity *identity;

  if (machine == NULL)
    return NULL;
  bound = resite_deed_begin_bound (deed, OTHER_SECONDS);
  identity = resite_windows_identify (resite_machine_get_cim (machine), bound, NULL);
  resite_deed_end_bound (deed, bound, NULL);
  return identity;
}

/* "the other server (BR01SMS, hardware id ...)"; NULL: nobody says who it is. */
static char *
name_who_answers (ResiteDeed *deed, const char *address)
{
  ResiteMachine *machine = look_up_other (deed, address);
  g_autoptr (ResiteWindowsIdentity) identity = identify_bounded (deed, machine);

  resite_deed_let_go (machine);
  if (identity == NULL)
    return NULL;
  return g_strdup_printf (is_other (deed, identity)
                              /* TRANSLATORS: a computer name and its hardware id. */
                              ? _ ("the other server answers, it calls itself %s, hardware id %s")
                              : _ ("a box answers that calls itself %s, hardware id %s"),
                          identity->name != NULL ? identity->name : "?",
                          identity->uuid != NULL ? identity->uuid : _ ("none"));
}

static char *
describe_answer (ResiteDeed *deed, const char *address, const ResitePresenceAnswer *answer)
{
  g_autofree char *who = name_who_answers (deed, address);
  GString *text = g_string_new (who != NULL ? who : _ ("somebody answers"));

  g_string_append_printf (text, " (%s: %s", address, answer->how != NULL ? answer->how : "?");
  if (answer->mac != NULL)
    g_string_append_printf (text, ", %s", answer->mac);
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

/* @what: the name or the address as a person knows it. */
static gboolean
check_silent (const Asking *asking, const char *what, const char *address, GError **error)
{
  g_autoptr (ResitePresenceAnswer) answer =
      resite_presence_ask_address (address, (const guint16 *)(void *)asking->ports->data,
                                   resite_deed_get_cancellable (asking->deed), error);
  g_autofree char *who = NULL;

  if (answer == NULL)
    return FALSE;
  if (answer->presence == RESITE_PRESENCE_SILENT)
    return TRUE;
  if (answer->presence == RESITE_PRESENCE_ANSWERS)
    {
      who = describe_answer (asking->deed, address, answer);
      return set_taken (what, who, error);
    }
  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
      /* TRANSLATORS: a name or an address, and why it could not be looked at. */
      _ ("Whether %s is free cannot be seen from here (%s), and not knowing is not enough. "
         "Look from a place in that network (ping, arp -a), or give this desk a way there, "
         "then try again."),
      what, answer->how != NULL ? answer->how : "?");
  return FALSE;
}

static gboolean
set_unknown_name (const Asking *asking, GError *reason, GError **error)
{
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, reason);
      return FALSE;
    }
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
               /* TRANSLATORS: a computer name, and why nothing is known. */
               _ ("Whether somebody answers as %s cannot be asked (%s), and not knowing is not "
                  "enough. Correct the name servers in the plan, then try again."),
               asking->name, reason->message);
  g_error_free (reason);
  return FALSE;
}

static gboolean
check_one_name (const Asking *asking, const char *name, GError **error)
{
  g_auto (GStrv) servers = resite_deed_dup_list (asking->deed, "name-servers");
  GError *local = NULL;
  g_auto (GStrv) addresses =
      resite_name_query_addresses (name, servers[0] != NULL ? (const char *const *)servers : NULL,
                                   resite_deed_get_cancellable (asking->deed), &local);

  if (addresses == NULL)
    return set_unknown_name (asking, local, error);
  for (guint i = 0; addresses[i] != NULL; i++)
    if (resite_deed_find_address (asking->adapters, addresses[i]) == NULL &&
        !check_silent (asking, asking->name, addresses[i], error))
      return FALSE;
  return TRUE;
}

/* Name servers know it with its domain, or without, or both. */
static gboolean
check_name (const Asking *asking, GError **error)
{
  const char *domain = resite_deed_get_identity (asking->deed)->domain;
  g_autofree char *full = NULL;

  if (!check_one_name (asking, asking->name, error))
    return FALSE;
  if (domain == NULL || strchr (domain, '.') == NULL)
    return TRUE;
  full = g_strconcat (asking->name, ".", domain, NULL);
  return check_one_name (asking, full, error);
}

static gboolean
will_be_called (ResiteCim *cim, const char *name, GCancellable *cancellable)
{
  g_autofree char *pending = resite_windows_get_registry_string (
      cim, "SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName", "ComputerName",
      cancellable, NULL);

  return pending != NULL && g_ascii_strcasecmp (pending, name) == 0;
}

static gboolean
has_address (ResiteCim *cim, const char *address, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) adapters = resite_windows_list_adapters (cim, cancellable, NULL);

  return adapters != NULL && resite_deed_find_address (adapters, address) != NULL;
}

/* Which of the two the other server has or will have; NULL: neither, or it cannot be asked. */
static const char *
find_held (const Asking *asking, const ResiteWindowsIdentity *identity)
{
  ResiteCim *cim = resite_machine_get_cim (asking->other);
  GCancellable *bound = resite_deed_begin_bound (asking->deed, OTHER_SECONDS);
  const char *held = NULL;

  if (asking->name != NULL &&
      ((identity->name != NULL && g_ascii_strcasecmp (identity->name, asking->name) == 0) ||
       will_be_called (cim, asking->name, bound)))
    held = asking->name;
  else if (asking->address != NULL && has_address (cim, asking->address, bound))
    held = asking->address;
  resite_deed_end_bound (asking->deed, bound, NULL);
  return held;
}

/* Records and closed ports may lie; a server that answers elsewhere says itself what it is called.
 * One that cannot be asked is silent, as far as anybody here can tell. */
static gboolean
ask_other (const Asking *asking, GError **error)
{
  ResiteDeed *deed = asking->deed;
  g_autoptr (ResiteWindowsIdentity) identity = identify_bounded (deed, asking->other);
  g_autofree char *who = NULL;
  const char *held = NULL;

  if (identity != NULL && is_other (deed, identity))
    held = find_held (asking, identity);
  if (held == NULL)
    return TRUE;
  who = g_strdup_printf (
      held == asking->name
          ? _ ("the other server answers and is called so still, or will be after its next restart "
               "(now %s, hardware id %s)")
          : _ ("the other server has it (%s, hardware id %s)"),
      identity->name != NULL ? identity->name : "?",
      identity->uuid != NULL ? identity->uuid : _ ("none"));
  return set_taken (held, who, error);
}

/* A new name that waits for the restart would be taken by whoever restarts the machine next. */
static void
take_name_back (const Asking *asking, const char *stage, GError **error)
{
  const char *target = resite_deed_get_value (asking->deed, "name");
  g_autoptr (GError) local = NULL;
  g_autofree char *reason = NULL;
  int code;

  if (g_ascii_strcasecmp (asking->pending, target) != 0 ||
      g_ascii_strcasecmp (asking->active, target) == 0)
    return;
  reason = g_strdup ((*error)->message);
  code = (*error)->code;
  g_clear_error (error);
  if (resite_deed_give_name (asking->deed, stage, asking->active, &local))
    g_set_error (error, RESITE_ERROR, code,
                 /* TRANSLATORS: the reason; a computer name. */
                 _ ("%s The new name was taken back before the restart: this server stays %s."),
                 reason, asking->active);
  else
    g_set_error (
        error, RESITE_ERROR, code,
        /* TRANSLATORS: the reason; two computer names; why. */
        _ ("%s DO NOT RESTART THIS SERVER: it would come back as %s, and the name %s could "
           "not be given back (%s)."),
        reason, target, asking->active, local->message);
}

gboolean
resite_deed_check_free (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (Asking) asking = { .deed = deed };
  GError *local = NULL;

  if (!prepare_asking (&asking, error))
    return FALSE;
  if ((asking.name == NULL && asking.address == NULL) ||
      (ask_other (&asking, &local) && (asking.name == NULL || check_name (&asking, &local)) &&
       (asking.address == NULL || check_silent (&asking, asking.address, asking.address, &local))))
    {
      resite_deed_say (deed, g_strdup (asking.name == NULL && asking.address == NULL
                                           ? _ ("It has what it is to have already, or takes "
                                                "nothing that another one had.")
                                           : _ ("Nobody answers there at this moment.")));
      return TRUE;
    }
  if (g_error_matches (local, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON))
    take_name_back (&asking, stage, &local);
  g_propagate_error (error, local);
  return FALSE;
}
