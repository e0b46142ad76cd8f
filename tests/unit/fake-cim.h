/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "resite-cim.h"
#include "resite-error.h"

/* A machine made of a table: what is asked, as one line of text, and what it answers.
 *
 *   list root/cimv2 SELECT UUID FROM Win32_ComputerSystemProduct
 *   get root/sms/site_P01 SMS_SCI_Address[ItemName=S01]
 *   call root/cimv2 Win32_Service[Name=CcmExec].ChangeStartMode(StartMode=Disabled)
 *
 * "*" in an expected line stands for anything. Of several answers to one line each is given once,
 * the last one again and again. A line that nobody expects fails the test. */
typedef struct
{
  char *line;
  GPtrArray *rows; /* NULL: the error */
  GError *error;
} FakeAnswer;

G_DECLARE_FINAL_TYPE (FakeCim, fake_cim, FAKE, CIM, GObject)

struct _FakeCim
{
  GObject parent_instance;

  GPtrArray *answers;
  GPtrArray *asked;
  gboolean deaf; /* answers nothing until it is cancelled */
};

static void fake_cim_init_cim (ResiteCimInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeCim, fake_cim, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_CIM, fake_cim_init_cim))

static inline void
fake_answer_free (gpointer data)
{
  FakeAnswer *answer = data;

  g_free (answer->line);
  g_clear_pointer (&answer->rows, g_ptr_array_unref);
  g_clear_error (&answer->error);
  g_free (answer);
}

static inline void
fake_cim_append_value (GString *text, ResiteCimValue *value)
{
  g_auto (GStrv) parts = resite_cim_value_dup_strings (value);
  g_autofree char *joined = g_strjoinv (",", parts);

  g_string_append (text, joined);
}

static inline void
fake_cim_append (GString *text, const char *open, ResiteCimObject *object, const char *close)
{
  g_string_append (text, open);
  for (guint i = 0; object != NULL && i < resite_cim_object_get_n_properties (object); i++)
    {
      g_string_append_printf (text, "%s%s=", i > 0 ? "|" : "",
                              resite_cim_object_get_name (object, i));
      fake_cim_append_value (text, resite_cim_object_get_value (object, i));
    }
  g_string_append (text, close);
}

static inline char *
fake_cim_describe (const ResiteCimRequest *request)
{
  static const char *const verbs[] = { "list", "get", "put", "create", "delete", "call" };
  GString *text = g_string_new (verbs[request->verb]);

  g_string_append_printf (text, " %s ", request->space);
  if (request->verb == RESITE_CIM_LIST)
    return g_string_append (text, request->query), g_string_free (text, FALSE);
  g_string_append (text, request->class_name);
  if (request->keys != NULL)
    fake_cim_append (text, "[", request->keys, "]");
  if (request->method != NULL)
    g_string_append_printf (text, ".%s", request->method);
  if (request->verb == RESITE_CIM_CALL || request->object != NULL)
    fake_cim_append (text, "(", request->object, ")");
  return g_string_free (text, FALSE);
}

static inline FakeAnswer *
fake_cim_find (FakeCim *self, const char *line, guint *place)
{
  guint n = 0;

  for (guint i = 0; i < self->answers->len; i++)
    {
      FakeAnswer *answer = g_ptr_array_index (self->answers, i);

      if (g_pattern_match_simple (answer->line, line) && n++ == 0)
        *place = i;
    }
  if (n == 0)
    return NULL;
  /* The last of its kind stays. */
  return n == 1 ? g_ptr_array_index (self->answers, *place) : (gpointer)1;
}

static inline void
fake_cim_cancelled_cb (GCancellable *cancellable, gpointer data)
{
  g_task_return_error_if_cancelled (data);
}

static void
fake_cim_perform_async (ResiteCim *cim, const ResiteCimRequest *request, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  FakeCim *self = FAKE_CIM (cim);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  char *line = fake_cim_describe (request);
  FakeAnswer *answer;
  FakeAnswer *spent = NULL;
  guint place = 0;

  g_ptr_array_add (self->asked, line);
  if (self->deaf)
    {
      g_cancellable_connect (cancellable, G_CALLBACK (fake_cim_cancelled_cb), task, g_object_unref);
      return;
    }
  answer = fake_cim_find (self, line, &place);
  if (answer == NULL)
    g_error ("nobody expects: %s", line);
  if (answer == (gpointer)1)
    answer = spent = g_ptr_array_steal_index (self->answers, place);
  if (answer->rows != NULL)
    g_task_return_pointer (task, g_ptr_array_ref (answer->rows), (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, g_error_copy (answer->error));
  g_clear_pointer (&spent, fake_answer_free);
  g_object_unref (task);
}

static GPtrArray *
fake_cim_perform_finish (ResiteCim *cim, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_cim_init_cim (ResiteCimInterface *iface)
{
  iface->perform_async = fake_cim_perform_async;
  iface->perform_finish = fake_cim_perform_finish;
}

static void
fake_cim_finalize (GObject *object)
{
  FakeCim *self = FAKE_CIM (object);

  g_ptr_array_unref (self->answers);
  g_ptr_array_unref (self->asked);
  G_OBJECT_CLASS (fake_cim_parent_class)->finalize (object);
}

static void
fake_cim_class_init (FakeCimClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_cim_finalize;
}

static void
fake_cim_init (FakeCim *self)
{
  self->answers = g_ptr_array_new_with_free_func (fake_answer_free);
  self->asked = g_ptr_array_new_with_free_func (g_free);
}

static inline FakeCim *
fake_cim_new (void)
{
  return g_object_new (fake_cim_get_type (), NULL);
}

/* "Name=CcmExec|IPAddress[]=10.4.1.20,10.4.1.21|PartComponent{}=Domain:BR01,Name:BR01SMS$": lists
 * and references are told by the marks behind their names; "-" behind one is null. */
static inline ResiteCimValue *
fake_cim_parse_keys (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr (ResiteCimObject) keys = resite_cim_object_new ("Key");

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *colon = strchr (parts[i], ':');

      g_assert_nonnull (colon);
      *colon = '\0';
      resite_cim_object_set_string (keys, parts[i], colon + 1);
    }
  return resite_cim_value_new_reference (keys);
}

static inline void
fake_cim_parse_property (ResiteCimObject *row, char *text)
{
  char *sign = strchr (text, '=');
  g_auto (GStrv) list = NULL;

  g_assert_nonnull (sign);
  *sign = '\0';
  if (g_str_has_suffix (text, "[]"))
    {
      list = g_strsplit (sign + 1, ",", -1);
      sign[-2] = '\0';
      resite_cim_object_take (row, text, resite_cim_value_new_strings ((const char *const *)list));
    }
  else if (g_str_has_suffix (text, "{}"))
    {
      sign[-2] = '\0';
      resite_cim_object_take (row, text, fake_cim_parse_keys (sign + 1));
    }
  else if (g_str_has_suffix (text, "-"))
    {
      sign[-1] = '\0';
      resite_cim_object_take (row, text, resite_cim_value_new_null ());
    }
  else
    resite_cim_object_set_string (row, text, sign + 1);
}

static inline ResiteCimObject *
fake_cim_row (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "|", -1);
  ResiteCimObject *row = resite_cim_object_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    fake_cim_parse_property (row, parts[i]);
  return row;
}

static inline GPtrArray *
fake_cim_add (FakeCim *self, const char *line)
{
  FakeAnswer *answer = g_new0 (FakeAnswer, 1);

  answer->line = g_strdup (line);
  answer->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_object_unref);
  g_ptr_array_add (self->answers, answer);
  return answer->rows;
}

/* Rows as texts, NULL at the end. */
static inline void
fake_cim_answer (FakeCim *self, const char *line, ...)
{
  GPtrArray *rows = fake_cim_add (self, line);
  va_list arguments;

  va_start (arguments, line);
  for (const char *text = va_arg (arguments, const char *); text != NULL;
       text = va_arg (arguments, const char *))
    g_ptr_array_add (rows, fake_cim_row (text));
  va_end (arguments);
}

static inline void
fake_cim_fail (FakeCim *self, const char *line, ResiteError code, const char *message)
{
  FakeAnswer *answer = g_new0 (FakeAnswer, 1);

  answer->line = g_strdup (line);
  answer->error = g_error_new_literal (RESITE_ERROR, code, message);
  g_ptr_array_add (self->answers, answer);
}

/* Everything that is not told anew is forgotten. */
static inline void
fake_cim_forget (FakeCim *self)
{
  g_ptr_array_set_size (self->answers, 0);
  g_ptr_array_set_size (self->asked, 0);
}

static inline guint
fake_cim_count (FakeCim *self, const char *pattern)
{
  guint n = 0;

  for (guint i = 0; i < self->asked->len; i++)
    n += g_pattern_match_simple (pattern, g_ptr_array_index (self->asked, i));
  return n;
}

/* Only what changes something, in order. */
static inline char *
fake_cim_list_calls (FakeCim *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->asked->len; i++)
    {
      const char *line = g_ptr_array_index (self->asked, i);

      if (g_str_has_prefix (line, "call root/cimv2 "))
        g_string_append_printf (text, "%s\n", line + strlen ("call root/cimv2 "));
    }
  return g_string_free (text, FALSE);
}

typedef struct
{
  void (*run) (gpointer data);
  gpointer data;
  gboolean over;
} FakeWork;

static inline void
fake_work_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  FakeWork *work = data;

  work->run (work->data);
  g_task_return_boolean (task, TRUE);
}

static inline void
fake_work_over_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ((FakeWork *)data)->over = TRUE;
}

/* Runs @run in a worker, as the waiting calls want it, while this thread turns the main loop. */
static inline void
fake_cim_work (void (*run) (gpointer data), gpointer data)
{
  FakeWork work = { run, data, FALSE };
  g_autoptr (GTask) task = g_task_new (NULL, NULL, fake_work_over_cb, &work);

  g_task_set_task_data (task, &work, NULL);
  g_task_run_in_thread (task, fake_work_in_thread);
  while (!work.over)
    g_main_context_iteration (NULL, TRUE);
}

/* What a test asks in a worker, and what came of it. */
typedef struct
{
  ResiteCim *cim;
  GCancellable *cancellable;
  const char *argument;
  gboolean flag;
  gint64 number;
  char *text, *machine;
  gpointer result;
  GError *error;
} FakeQuestion;

static inline void
fake_cim_ask (FakeCim *cim, void (*run) (gpointer data), FakeQuestion *question)
{
  question->cim = RESITE_CIM (cim);
  fake_cim_work (run, question);
}
