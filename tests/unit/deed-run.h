/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "deed-world.h"

/* Jobs over a DeedWorld, a ledger that dies with the program, and the name server. */

#define DEED_TYPE_LEDGER (deed_ledger_get_type ())
G_DECLARE_FINAL_TYPE (DeedLedger, deed_ledger, DEED, LEDGER, GObject)

struct _DeedLedger
{
  GObject parent_instance;

  DeedWorld *world;
  ResiteLedger *inner;
};

static void deed_ledger_init_ledger (ResiteLedgerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DeedLedger, deed_ledger, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_LEDGER, deed_ledger_init_ledger))

typedef struct
{
  DeedWorld *world;
  GPtrArray *rows;
  GMutex lock;
  GCond cond;
  gboolean done;
} DeedTelling;

static inline gboolean
deed_ledger_tell_cb (gpointer data)
{
  DeedTelling *telling = data;

  for (guint i = 0; i < telling->rows->len; i++)
    telling->world->on_row (telling->world, telling->rows->pdata[i]);
  g_mutex_lock (&telling->lock);
  telling->done = TRUE;
  g_cond_signal (&telling->cond);
  g_mutex_unlock (&telling->lock);
  return G_SOURCE_REMOVE;
}

/* What happens between two stages happens while the worker waits for its row to be durable. */
static inline void
deed_ledger_tell (DeedWorld *world, GPtrArray *rows)
{
  DeedTelling telling = { .world = world, .rows = rows };

  g_mutex_init (&telling.lock);
  g_cond_init (&telling.cond);
  g_main_context_invoke (NULL, deed_ledger_tell_cb, &telling);
  g_mutex_lock (&telling.lock);
  while (!telling.done)
    g_cond_wait (&telling.cond, &telling.lock);
  g_mutex_unlock (&telling.lock);
  g_mutex_clear (&telling.lock);
  g_cond_clear (&telling.cond);
}

static gboolean
deed_ledger_commit (ResiteLedger *ledger, GPtrArray *rows, GError **error)
{
  DeedLedger *self = DEED_LEDGER (ledger);

  if (self->world->dead)
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_FAILED, "the program is dead");
      return FALSE;
    }
  if (!resite_ledger_commit (self->inner, rows, error))
    return FALSE;
  if (self->world->on_row != NULL)
    deed_ledger_tell (self->world, rows);
  return TRUE;
}

static GPtrArray *
deed_ledger_read (ResiteLedger *ledger, GError **error)
{
  return resite_ledger_read (DEED_LEDGER (ledger)->inner, error);
}

static void
deed_ledger_init_ledger (ResiteLedgerInterface *iface)
{
  iface->commit = deed_ledger_commit;
  iface->read = deed_ledger_read;
}

static void
deed_ledger_finalize (GObject *object)
{
  g_object_unref (DEED_LEDGER (object)->inner);
  G_OBJECT_CLASS (deed_ledger_parent_class)->finalize (object);
}

static void
deed_ledger_class_init (DeedLedgerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = deed_ledger_finalize;
}

static void
deed_ledger_init (DeedLedger *self)
{
}

/* The box that answers to the first label of the question. */
static inline DeedBox *
deed_names_find (DeedWorld *world, const char *question)
{
  for (guint i = 0; i < G_N_ELEMENTS (world->boxes); i++)
    {
      DeedBox *box = &world->boxes[i];

      if (box->up && !box->hidden && strlen (box->name) == (guint8)question[0] &&
          g_ascii_strncasecmp (question + 1, box->name, (guint8)question[0]) == 0)
        return box;
    }
  return NULL;
}

static inline gsize
deed_names_answer (DeedWorld *world, char *packet, gsize length)
{
  DeedBox *box = deed_names_find (world, packet + 12);
  static const guint8 head[] = { 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4 };
  g_autoptr (GInetAddress) address = NULL;

  packet[2] = (char)0x81;
  packet[3] = (char)(box != NULL ? 0x80 : 0x83);
  memset (packet + 6, 0, 6);
  if (box == NULL)
    return length;
  packet[7] = 1;
  address = g_inet_address_new_from_string (box->address);
  memcpy (packet + length, head, sizeof head);
  memcpy (packet + length + sizeof head, g_inet_address_to_bytes (address), 4);
  return length + sizeof head + 4;
}

static gboolean
deed_names_cb (GSocket *socket, GIOCondition condition, gpointer data)
{
  g_autoptr (GSocketAddress) from = NULL;
  char packet[1024];
  const gssize length = g_socket_receive_from (socket, &from, packet, 512, NULL, NULL);

  if (length > 12)
    g_socket_send_to (socket, from, packet, deed_names_answer (data, packet, (gsize)length), NULL,
                      NULL);
  return G_SOURCE_CONTINUE;
}

static inline void
deed_names_start (DeedWorld *world)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;

  world->names =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_assert_true (g_socket_bind (world->names, address, FALSE, NULL));
  bound = g_socket_get_local_address (world->names, NULL);
  world->name_server = g_strdup_printf (
      "127.0.0.1:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  world->names_source = g_socket_create_source (world->names, G_IO_IN, NULL);
  g_source_set_callback (world->names_source, G_SOURCE_FUNC (deed_names_cb), world, NULL);
  g_source_attach (world->names_source, NULL);
}

static inline guint16
deed_world_free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();

  return g_socket_listener_add_any_inet_port (listener, NULL, NULL);
}

static inline void
deed_box_make (DeedWorld *world, guint i, const char *net, guint host, guint dhcp_host)
{
  DeedBox *box = &world->boxes[i];

  box->role = i == 0 ? "old" : "new";
  box->name = g_strdup (i == 0 ? "BR01SMS" : "BR01NEW");
  box->pending = g_strdup (box->name);
  box->uuid = g_strdup (i == 0 ? "11111111-AAAA-BBBB-CCCC-000000000001"
                               : "22222222-AAAA-BBBB-CCCC-000000000002");
  box->mac = g_strdup (i == 0 ? "00:0C:29:00:00:01" : "00:0C:29:00:00:02");
  box->address = g_strdup_printf ("%s.%u", net, host);
  box->dhcp_address = g_strdup_printf ("%s.%u", net, dhcp_host);
  box->mask = g_strdup ("255.255.255.0");
  box->gateway = g_strdup_printf ("%s.1", net);
  box->dns = g_strdup ("10.1.0.10, 10.1.0.11");
  box->wins = g_strdup ("10.1.0.12");
  box->dhcp = i == 1;
  box->booted = g_get_real_time () - G_TIME_SPAN_DAY;
  box->services = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  deed_box_set_up (world, box, TRUE);
}

static inline DeedWorld *
deed_world_new (void)
{
  DeedWorld *world = g_new0 (DeedWorld, 1);
  DeedLedger *ledger = g_object_new (DEED_TYPE_LEDGER, NULL);
  g_autofree char *net =
      g_strdup_printf ("127.%d.%d", g_random_int_range (20, 250), g_random_int_range (1, 250));

  world->port = deed_world_free_port ();
  ledger->world = world;
  ledger->inner = resite_memory_ledger_new ();
  world->ledger = RESITE_LEDGER (ledger);
  world->clock = resite_clock_new (1000);
  world->log = g_ptr_array_new_with_free_func (g_free);
  world->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  deed_box_make (world, 0, net, 20, 121);
  deed_box_make (world, 1, net, 122, 122);
  deed_names_start (world);
  return world;
}

static inline void
deed_box_clear (DeedBox *box)
{
  box->up = FALSE;
  if (box->socket != NULL)
    g_socket_close (box->socket, NULL);
  g_clear_object (&box->socket);
  g_free (box->name);
  g_free (box->pending);
  g_free (box->uuid);
  g_free (box->mac);
  g_free (box->address);
  g_free (box->dhcp_address);
  g_free (box->mask);
  g_free (box->gateway);
  g_free (box->dns);
  g_free (box->wins);
  g_free (box->share);
  g_free (box->folder);
  g_hash_table_unref (box->services);
}

static inline void
deed_world_free (DeedWorld *world)
{
  for (guint i = 0; i < G_N_ELEMENTS (world->boxes); i++)
    deed_box_clear (&world->boxes[i]);
  g_source_destroy (world->names_source);
  g_source_unref (world->names_source);
  g_object_unref (world->names);
  g_object_unref (world->ledger);
  g_object_unref (world->clock);
  g_hash_table_unref (world->values);
  g_ptr_array_unref (world->log);
  g_free (world->name_server);
  g_free (world->message);
  g_free (world->program);
  g_free (world);
}

static inline void
deed_world_set (DeedWorld *world, const char *key, const char *value)
{
  g_hash_table_replace (world->values, g_strdup (key), g_strdup (value));
}

/* Where a role is known to be does not change by itself: whoever looks must find it. */
static ResiteMachine *
deed_world_lookup (const char *role, const char *address, gpointer data, GError **error)
{
  DeedWorld *world = data;
  g_autoptr (DeedCim) cim = g_object_new (DEED_TYPE_CIM, NULL);
  g_autofree char *key = g_strconcat ("known.", role, NULL);
  const char *known = g_hash_table_lookup (world->values, key);

  cim->world = world;
  cim->address = g_strdup (address != NULL ? address : known);
  return resite_machine_new (role, RESITE_CIM (cim), world->wsman, NULL);
}

static inline void
deed_world_know (DeedWorld *world)
{
  for (guint i = 0; i < G_N_ELEMENTS (world->boxes); i++)
    {
      g_autofree char *key = g_strconcat ("known.", world->boxes[i].role, NULL);

      deed_world_set (world, key, world->boxes[i].address);
    }
}

/* One job from its beginning to its end; *@code: of its error, -1 without one. */
static inline ResiteJobState
deed_world_run_with (DeedWorld *world, const char *verb, const char *role,
                     ResiteCredentials *credentials, int *code)
{
  g_autoptr (ResiteJob) job = resite_command_job_new (verb, role, world->values, deed_world_lookup,
                                                      world, world->ledger, world->clock);
  g_autoptr (GError) error = NULL;

  resite_command_job_set_credentials (RESITE_COMMAND_JOB (job), credentials);
  world->job = job;
  job_run_to_end (job, NULL, &error);
  world->job = NULL;
  deed_box_set (&world->message, error != NULL ? error->message : NULL);
  if (code != NULL)
    *code = error != NULL && error->domain == RESITE_ERROR ? error->code : -1;
  return resite_job_get_state (job);
}

static inline ResiteJobState
deed_world_run (DeedWorld *world, const char *verb, const char *role, int *code)
{
  return deed_world_run_with (world, verb, role, NULL, code);
}

static inline char *
deed_world_dup_state (DeedWorld *world, const char *name)
{
  g_autoptr (GPtrArray) rows = resite_ledger_read (world->ledger, NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const ResiteLedgerRow *row = g_ptr_array_index (rows, i);

      if (g_str_equal (row->name, name))
        return g_strdup (row->state);
    }
  return NULL;
}

static inline void
deed_world_assert_state (DeedWorld *world, const char *name, const char *state)
{
  g_autofree char *found = deed_world_dup_state (world, name);

  g_assert_cmpstr (found, ==, state);
}

static inline guint
deed_world_count (DeedWorld *world, const char *part)
{
  guint n = 0;

  for (guint i = 0; i < world->log->len; i++)
    n += strstr (world->log->pdata[i], part) != NULL;
  return n;
}
