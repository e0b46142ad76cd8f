/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-cim.h"
#include "resite-error.h"
#include "resite-main-call.h"

static void
test_numbers (void)
{
  g_autoptr (ResiteCimValue) negative = resite_cim_value_new_int (-5);
  g_autoptr (ResiteCimValue) large = resite_cim_value_new_uint (G_MAXUINT64);
  g_autoptr (ResiteCimValue) blank = resite_cim_value_new_string (" 42\n");
  g_autoptr (ResiteCimValue) word = resite_cim_value_new_string ("42 apples");
  g_autoptr (ResiteCimValue) nothing = resite_cim_value_new_null ();
  gint64 number = 7;
  guint64 positive = 7;

  g_assert_true (resite_cim_value_get_int (negative, &number));
  g_assert_cmpint (number, ==, -5);
  g_assert_false (resite_cim_value_get_uint (negative, &positive));
  g_assert_true (resite_cim_value_get_uint (large, &positive));
  g_assert_cmpuint (positive, ==, G_MAXUINT64);
  g_assert_false (resite_cim_value_get_int (large, &number));
  g_assert_true (resite_cim_value_get_int (blank, &number));
  g_assert_cmpint (number, ==, 42);
  g_assert_false (resite_cim_value_get_int (word, &number));
  g_assert_false (resite_cim_value_get_int (nothing, &number));
  g_assert_cmpint (number, ==, 42);
}

static void
test_booleans (void)
{
  static const struct
  {
    const char *text;
    int truth; /* -1: none */
  } texts[] = { { "true", 1 }, { "TRUE", 1 },    { "1", 1 }, { " True ", 1 }, { "false", 0 },
                { "0", 0 },    { "FALSE\n", 0 }, { "", -1 }, { "yes", -1 },   { "2", -1 } };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ResiteCimValue) value = resite_cim_value_new_string (texts[i].text);
      gboolean truth;

      g_assert_cmpint (resite_cim_value_get_boolean (value, &truth), ==, texts[i].truth >= 0);
      if (texts[i].truth >= 0)
        g_assert_cmpint (truth, ==, texts[i].truth);
    }
}

static void
test_times (void)
{
  static const struct
  {
    const char *text;
    gint64 time;
  } texts[] = {
    { "2014-04-03T14:45:50.46875+08:00", G_GINT64_CONSTANT (1396507550468750) },
    { "2014-04-03T06:45:50.46875Z", G_GINT64_CONSTANT (1396507550468750) },
    { "20140403144550.468750+480", G_GINT64_CONSTANT (1396507550468750) },
    { "20140403012450.468750-321", G_GINT64_CONSTANT (1396507550468750) },
    { "20140403064550.468750+000", G_GINT64_CONSTANT (1396507550468750) },
    { "19700101000000.000000+000", 0 },
    { "19691231235959.500000+000", -500000 },
    { "2014-04-03T14:45:50", -1 },
    { "20140403144550.******+480", -1 },
    { "00000003000140.000000:000", -1 },
    { "20141303144550.000000+000", -1 },
    { "P0DT0H1M40S", -1 },
    { "", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ResiteCimValue) value = resite_cim_value_new_datetime (texts[i].text);
      gint64 time = 99;

      g_test_message ("%s", texts[i].text);
      g_assert_cmpint (resite_cim_value_get_time (value, &time), ==, texts[i].time != -1);
      g_assert_cmpint (time, ==, texts[i].time != -1 ? texts[i].time : 99);
    }
}

static void
test_arrays (void)
{
  static const char *const texts[] = { "a", "b", NULL };
  g_autoptr (ResiteCimValue) many = resite_cim_value_new_strings (texts);
  g_autoptr (ResiteCimValue) one = resite_cim_value_new_string ("x");
  g_autoptr (ResiteCimValue) none = resite_cim_value_new_null ();
  g_auto (GStrv) strings = resite_cim_value_dup_strings (many);
  g_auto (GStrv) single = resite_cim_value_dup_strings (one);
  g_auto (GStrv) empty = resite_cim_value_dup_strings (none);

  g_assert_true (g_strv_equal ((const char *const *)strings, texts));
  g_assert_cmpuint (g_strv_length (single), ==, 1);
  g_assert_cmpuint (g_strv_length (empty), ==, 0);
  g_assert_true (resite_cim_value_get_item (one, 0) == one);
  g_assert_null (resite_cim_value_get_string (many));
}

static void
test_objects (void)
{
  g_autoptr (ResiteCimObject) object = resite_cim_object_new ("Win32_Service");
  g_autoptr (ResiteCimObject) copy = NULL;
  g_autoptr (ResiteCimObject) holder = resite_cim_object_new (NULL);

  resite_cim_object_set_string (object, "Name", "W3SVC");
  resite_cim_object_set_int (object, "ProcessId", 44);
  resite_cim_object_set_boolean (object, "Started", TRUE);
  copy = resite_cim_object_copy (object);
  resite_cim_object_set_string (object, "NAME", "BITS");
  g_assert_cmpuint (resite_cim_object_get_n_properties (object), ==, 3);
  g_assert_cmpstr (resite_cim_object_get_name (object, 0), ==, "Name");
  g_assert_cmpstr (resite_cim_object_get_string (object, "name"), ==, "BITS");
  g_assert_cmpstr (resite_cim_object_get_string (copy, "name"), ==, "W3SVC");
  g_assert_cmpint (resite_cim_object_get_int (copy, "processid", 0), ==, 44);
  g_assert_cmpint (resite_cim_object_get_int (copy, "Name", -3), ==, -3);
  g_assert_true (resite_cim_object_get_boolean (copy, "Started", FALSE));
  g_assert_true (resite_cim_object_get_boolean (copy, "Missing", TRUE));
  g_assert_null (resite_cim_object_get_string (copy, "Missing"));
  resite_cim_object_take (holder, "In", resite_cim_value_new_object (object));
  g_assert_true (resite_cim_value_get_object (resite_cim_object_get (holder, "In")) == object);
}

static void
test_quote (void)
{
  static const struct
  {
    const char *text;
    const char *quoted;
    const char *like;
  } texts[] = {
    { "plain", "'plain'", "'plain'" },
    { "", "''", "''" },
    { "it's", "'it\\'s'", "'it\\'s'" },
    { "\\\\BR01\\E$\\", "'\\\\\\\\BR01\\\\E$\\\\'", "'\\\\\\\\BR01\\\\E$\\\\'" },
    { "SMS_%[x]", "'SMS_%[x]'", "'SMS[_][%][[]x]'" },
    { "' OR ''='", "'\\' OR \\'\\'=\\''", "'\\' OR \\'\\'=\\''" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *quoted = resite_cim_quote (texts[i].text);
      g_autofree char *like = resite_cim_quote_like (texts[i].text);

      g_assert_cmpstr (quoted, ==, texts[i].quoted);
      g_assert_cmpstr (like, ==, texts[i].like);
    }
}

/* A ResiteCim that answers on the main loop what it was asked, or waits to be cancelled. */
#define TEST_TYPE_ECHO (test_echo_get_type ())
G_DECLARE_FINAL_TYPE (TestEcho, test_echo, TEST, ECHO, GObject)

struct _TestEcho
{
  GObject parent_instance;

  guint asked;
  gboolean on_main;
};

static void test_echo_init_cim (ResiteCimInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestEcho, test_echo, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_CIM, test_echo_init_cim))

static void
test_echo_class_init (TestEchoClass *klass)
{
}

static void
test_echo_init (TestEcho *self)
{
  self->on_main = TRUE;
}

static void
echo_cancelled (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;

  g_task_return_error_if_cancelled (task);
  g_object_unref (task);
}

static GPtrArray *
answer (const ResiteCimRequest *request)
{
  GPtrArray *objects = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_object_unref);
  ResiteCimObject *object;

  if (request->verb == RESITE_CIM_DELETE || g_strcmp0 (request->method, "Nothing") == 0)
    return objects;
  object = resite_cim_object_new (request->class_name);
  resite_cim_object_set_int (object, "Verb", request->verb);
  resite_cim_object_set_string (object, "Space", request->space);
  if (request->query != NULL)
    resite_cim_object_set_string (object, "Query", request->query);
  if (request->keys != NULL)
    resite_cim_object_take (object, "Keys", resite_cim_value_new_object (request->keys));
  if (request->object != NULL)
    resite_cim_object_take (object, "Object", resite_cim_value_new_object (request->object));
  g_ptr_array_add (objects, object);
  return objects;
}

static void
test_echo_perform_async (ResiteCim *cim, const ResiteCimRequest *request, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  TestEcho *self = TEST_ECHO (cim);
  GTask *task = g_task_new (cim, cancellable, callback, user_data);

  self->asked++;
  self->on_main = self->on_main && g_main_context_is_owner (g_main_context_default ());
  if (g_strcmp0 (request->class_name, "Slow") == 0)
    {
      g_cancellable_connect (cancellable, G_CALLBACK (echo_cancelled), task, NULL);
      return;
    }
  if (g_strcmp0 (request->class_name, "Broken") == 0)
    g_task_return_new_error (task, RESITE_ERROR, RESITE_ERROR_BUSY, "busy");
  else
    g_task_return_pointer (task, answer (request), (GDestroyNotify)g_ptr_array_unref);
  g_object_unref (task);
}

static GPtrArray *
test_echo_perform_finish (ResiteCim *cim, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_echo_init_cim (ResiteCimInterface *iface)
{
  iface->perform_async = test_echo_perform_async;
  iface->perform_finish = test_echo_perform_finish;
}

typedef struct
{
  TestEcho *echo;
  GCancellable *cancellable;
  gpointer (*work) (ResiteCim *cim, GCancellable *cancellable);
  gint ended;
} Scene;

static gpointer
run_scene (gpointer data)
{
  Scene *scene = data;

  scene->work (RESITE_CIM (scene->echo), scene->cancellable);
  g_atomic_int_set (&scene->ended, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

/* @work runs in a thread of its own while the main loop turns. */
static void
play (Scene *scene)
{
  GThread *thread;

  scene->echo = g_object_new (TEST_TYPE_ECHO, NULL);
  scene->cancellable = g_cancellable_new ();
  thread = g_thread_new ("scene", run_scene, scene);
  while (!g_atomic_int_get (&scene->ended))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (scene->echo->on_main);
}

static void
scene_clear (Scene *scene)
{
  g_assert_finalize_object (scene->echo);
  g_object_unref (scene->cancellable);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scene, scene_clear)

static gpointer
work_verbs (ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteCimObject) keys = resite_cim_object_new ("K");
  g_autoptr (GPtrArray) list = resite_cim_list (cim, "root/cimv2", "SELECT", cancellable, &error);
  g_autoptr (ResiteCimObject) got = resite_cim_get (cim, "s", "C", keys, NULL, &error);
  g_autoptr (ResiteCimObject) made = resite_cim_create (cim, "s", keys, NULL, &error);
  g_autoptr (ResiteCimObject) out = resite_cim_call (cim, "s", "C", NULL, "M", keys, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpstr (resite_cim_object_get_string (list->pdata[0], "Query"), ==, "SELECT");
  g_assert_cmpstr (resite_cim_object_get_class (got), ==, "C");
  g_assert_true (resite_cim_value_get_object (resite_cim_object_get (got, "Keys")) == keys);
  g_assert_cmpint (resite_cim_object_get_int (made, "Verb", -1), ==, RESITE_CIM_CREATE);
  g_assert_cmpstr (resite_cim_object_get_class (made), ==, "K");
  g_assert_cmpint (resite_cim_object_get_int (out, "Verb", -1), ==, RESITE_CIM_CALL);
  g_assert_true (resite_cim_put (cim, "s", keys, keys, NULL, &error));
  g_assert_true (resite_cim_delete (cim, "s", "C", keys, NULL, &error));
  g_assert_no_error (error);
  return NULL;
}

static void
test_waiting (void)
{
  g_auto (Scene) scene = { .work = work_verbs };

  play (&scene);
  g_assert_cmpuint (scene.echo->asked, ==, 6);
}

static gpointer
work_errors (ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_cim_get (cim, "s", "Broken", NULL, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_null (resite_cim_call (cim, "s", "C", NULL, "Nothing", NULL, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
  return NULL;
}

static void
test_waiting_errors (void)
{
  g_auto (Scene) scene = { .work = work_errors };

  play (&scene);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (20000);
  g_cancellable_cancel (data);
  return NULL;
}

static void
assert_cancelled_in_between (ResiteCim *cim, const char *class_name, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);

  g_assert_null (resite_cim_get (cim, "s", class_name, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

static gpointer
work_cancelled (ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  assert_cancelled_in_between (cim, "Slow", cancellable);
  g_assert_false (resite_cim_delete (cim, "s", "C", NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return NULL;
}

static void
test_waiting_cancelled (void)
{
  g_auto (Scene) scene = { .work = work_cancelled };

  play (&scene);
  g_assert_cmpuint (scene.echo->asked, ==, 1);
}

static gpointer
work_crowd_member (gpointer data)
{
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *query = g_strdup_printf ("%p %u", (void *)g_thread_self (), i);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) list = resite_cim_list (data, "s", query, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (resite_cim_object_get_string (list->pdata[0], "Query"), ==, query);
    }
  return NULL;
}

static gpointer
work_crowd (ResiteCim *cim, GCancellable *cancellable)
{
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("crowd", work_crowd_member, cim);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  return NULL;
}

/* The loop is entered anew for each turn, so it is free in between: the calls must not be run by
 * the thread that finds it free. */
static void
test_crowd (void)
{
  g_auto (Scene) scene = { .work = work_crowd };

  play (&scene);
  g_assert_cmpuint (scene.echo->asked, ==, 400);
}

static gboolean
leave (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static gboolean
wait_on_main (gpointer loop)
{
  g_autoptr (TestEcho) echo = g_object_new (TEST_TYPE_ECHO, NULL);

  resite_cim_list (RESITE_CIM (echo), "s", "q", NULL, NULL);
  g_idle_add (leave, loop);
  return G_SOURCE_REMOVE;
}

static void
test_never_on_main (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

      g_idle_add (wait_on_main, loop);
      g_main_loop_run (loop);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*g_main_context_is_owner*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cim/numbers", test_numbers);
  g_test_add_func ("/cim/booleans", test_booleans);
  g_test_add_func ("/cim/times", test_times);
  g_test_add_func ("/cim/arrays", test_arrays);
  g_test_add_func ("/cim/objects", test_objects);
  g_test_add_func ("/cim/quote", test_quote);
  g_test_add_func ("/cim/waiting", test_waiting);
  g_test_add_func ("/cim/waiting-errors", test_waiting_errors);
  g_test_add_func ("/cim/waiting-cancelled", test_waiting_cancelled);
  g_test_add_func ("/cim/crowd", test_crowd);
  g_test_add_func ("/cim/never-on-main", test_never_on_main);
  return g_test_run ();
}
