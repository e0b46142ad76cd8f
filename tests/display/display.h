/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <string.h>

/* What the tests of widgets share: a widget in a window, what can be read in it, keys that are
 * pressed in it, and proof that nothing of it is left. */

/* Text that a careless widget would take for markup, for a mnemonic or for a format. */
#define STRANGE_TEXT "<b>bold</b> & R_D %s \"quoted\" 'single'"
/* Arabic, German and a figure, from right to left. */
#define RTL_TEXT "خادم Straße 42"

#define DISPLAY_LIMIT_SECONDS 120

static inline gboolean
display_late_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Turns the main loop until @condition holds; the limit is generous, it is no measurement. */
#define display_until(condition)                                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gboolean display_late = FALSE;                                                                 \
    guint display_source =                                                                         \
        g_timeout_add_seconds (DISPLAY_LIMIT_SECONDS, display_late_cb, &display_late);             \
                                                                                                   \
    while (!(condition))                                                                           \
      {                                                                                            \
        if (display_late)                                                                          \
          g_error ("%s:%d: this never came: %s", __FILE__, __LINE__, #condition);                  \
        g_main_context_iteration (NULL, TRUE);                                                     \
      }                                                                                            \
    if (!display_late)                                                                             \
      g_source_remove (display_source);                                                            \
  }                                                                                                \
  G_STMT_END

/* Everything that waits now is done: sizes, redraws, idles. */
static inline void
display_settle (void)
{
  for (int i = 0; i < 10000 && g_main_context_iteration (NULL, FALSE); i++)
    continue;
}

static inline gboolean
display_drawn_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

static inline GtkWidget *
display_show (GtkWidget *child)
{
  gboolean drawn = FALSE;
  GtkWidget *window = gtk_window_new (GTK_WINDOW_TOPLEVEL);

  gtk_window_set_default_size (GTK_WINDOW (window), 900, 700);
  gtk_container_add (GTK_CONTAINER (window), child);
  gtk_widget_show (child);
  gtk_widget_show (window);
  gtk_widget_add_tick_callback (window, display_drawn_cb, &drawn, NULL);
  display_until (drawn);
  display_settle ();
  return window;
}

/* Walking over all widgets, also those that a container keeps to itself. */

typedef gboolean (*DisplayTest) (GtkWidget *widget, gconstpointer data);

typedef struct
{
  DisplayTest test;
  gconstpointer data;
  GPtrArray *found;
} DisplaySearch;

static inline void
display_search_cb (GtkWidget *widget, gpointer data)
{
  DisplaySearch *search = data;

  if (search->test (widget, search->data))
    g_ptr_array_add (search->found, widget);
  if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), display_search_cb, data);
}

/* (element-type GtkWidget) (transfer container) */
static inline GPtrArray *
display_search (GtkWidget *root, DisplayTest test, gconstpointer data)
{
  DisplaySearch search = { test, data, g_ptr_array_new () };

  display_search_cb (root, &search);
  return search.found;
}

static inline GtkWidget *
display_search_first (GtkWidget *root, DisplayTest test, gconstpointer data)
{
  g_autoptr (GPtrArray) found = display_search (root, test, data);

  return found->len > 0 ? g_ptr_array_index (found, 0) : NULL;
}

static inline gboolean
display_is_called (GtkWidget *widget, gconstpointer id)
{
  return g_strcmp0 (gtk_buildable_get_name (GTK_BUILDABLE (widget)), id) == 0;
}

/* The widget that the template of @root, or of one in it, calls @id. */
static inline gpointer
display_child (gpointer root, const char *id)
{
  GtkWidget *child = display_search_first (root, display_is_called, id);

  if (child == NULL)
    g_error ("There is no widget %s", id);
  return child;
}

static inline gboolean
display_is_a (GtkWidget *widget, gconstpointer type)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *)type);
}

static inline gpointer
display_nth (gpointer root, GType type, guint n)
{
  g_autoptr (GPtrArray) found = display_search (root, display_is_a, &type);

  g_assert_cmpuint (found->len, >, n);
  return g_ptr_array_index (found, n);
}

static inline guint
display_count (gpointer root, GType type)
{
  g_autoptr (GPtrArray) found = display_search (root, display_is_a, &type);

  return found->len;
}

/* Names, as a screen reader has them. */

static inline char *
display_dup_name (GtkWidget *widget)
{
  AtkObject *accessible = gtk_widget_get_accessible (widget);
  const char *name = atk_object_get_name (accessible);
  AtkRelationSet *relations;
  AtkRelation *relation;
  GString *text = g_string_new (name);

  if (text->len > 0)
    return g_string_free (text, FALSE);
  relations = atk_object_ref_relation_set (accessible);
  relation = atk_relation_set_get_relation_by_type (relations, ATK_RELATION_LABELLED_BY);
  for (guint i = 0; relation != NULL && i < atk_relation_get_target (relation)->len; i++)
    {
      AtkObject *label = g_ptr_array_index (atk_relation_get_target (relation), i);

      if (atk_object_get_name (label) != NULL)
        g_string_append (text, atk_object_get_name (label));
    }
  g_object_unref (relations);
  return g_string_free (text, FALSE);
}

static inline gboolean
display_has_name (GtkWidget *widget, gconstpointer name)
{
  g_autofree char *own = display_dup_name (widget);

  return g_strcmp0 (own, name) == 0;
}

static inline gpointer
display_named (gpointer root, const char *name)
{
  GtkWidget *widget = display_search_first (root, display_has_name, name);

  if (widget == NULL)
    g_error ("Nothing is called \"%s\"", name);
  return widget;
}

static inline gboolean
display_takes_focus (GtkWidget *widget, gconstpointer data)
{
  return gtk_widget_is_visible (widget) && gtk_widget_is_sensitive (widget) &&
         gtk_widget_get_can_focus (widget) && !GTK_IS_SCROLLED_WINDOW (widget) &&
         gtk_widget_get_ancestor (
             gtk_widget_get_parent (widget) != NULL ? gtk_widget_get_parent (widget) : widget,
             GTK_TYPE_COMBO_BOX) == NULL;
}

/* Whatever can have the focus says what it is. */
static inline void
display_assert_named (gpointer root)
{
  g_autoptr (GPtrArray) found = display_search (root, display_takes_focus, NULL);

  for (guint i = 0; i < found->len; i++)
    {
      g_autofree char *name = display_dup_name (g_ptr_array_index (found, i));

      if (*name == '\0')
        g_error ("A %s (%s) has no name", G_OBJECT_TYPE_NAME (g_ptr_array_index (found, i)),
                 gtk_buildable_get_name (g_ptr_array_index (found, i)));
    }
}

/* What can be read. */

static inline void
display_read_cb (GtkWidget *widget, gpointer data)
{
  GString *text = data;

  /* Of a stack only the page in front can be read. */
  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
    return;
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (text, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  else if (GTK_IS_TEXT_VIEW (widget))
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget));
      g_autofree char *all = NULL;

      g_object_get (buffer, "text", &all, NULL);
      g_string_append_printf (text, "%s\n", all);
    }
  else if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), display_read_cb, data);
}

/* All visible texts of @root and in it, a line each. */
static inline char *
display_read (gpointer root)
{
  GString *text = g_string_new (NULL);

  display_read_cb (root, text);
  return g_string_free (text, FALSE);
}

static inline gboolean
display_says (gpointer root, const char *part)
{
  g_autofree char *text = display_read (root);

  return strstr (text, part) != NULL;
}

static inline void
display_assert_says (gpointer root, const char *part)
{
  g_autofree char *text = display_read (root);

  if (strstr (text, part) == NULL)
    g_error ("\"%s\" is not to be read in:\n%s", part, text);
}

static inline void
display_assert_silent (gpointer root, const char *part)
{
  g_autofree char *text = display_read (root);

  if (strstr (text, part) != NULL)
    g_error ("\"%s\" is to be read in:\n%s", part, text);
}

#define display_text(root, id) gtk_label_get_text (GTK_LABEL (display_child (root, id)))

static inline gboolean
display_is_button_with (GtkWidget *widget, gconstpointer label)
{
  return GTK_IS_BUTTON (widget) && gtk_widget_is_visible (widget) &&
         g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

/* The visible button that says @label. */
static inline gpointer
display_button (gpointer root, const char *label)
{
  GtkWidget *button = display_search_first (root, display_is_button_with, label);

  if (button == NULL)
    g_error ("There is no button \"%s\"", label);
  return button;
}

/* As a person does it: only what is there and can be pressed. */
static inline void
display_click (gpointer button)
{
  g_assert_true (gtk_widget_is_visible (button));
  g_assert_true (gtk_widget_is_sensitive (button));
  gtk_button_clicked (GTK_BUTTON (button));
}

static inline void
display_type (gpointer entry, const char *text)
{
  g_assert_true (gtk_widget_is_visible (entry));
  g_assert_true (gtk_widget_is_sensitive (entry));
  g_assert_true (gtk_editable_get_editable (GTK_EDITABLE (entry)));
  gtk_entry_set_text (GTK_ENTRY (entry), text);
}

/* Keys. */

static inline void
display_press (GtkWidget *window, guint keyval, GdkModifierType modifiers)
{
  GdkDisplay *display = gtk_widget_get_display (window);
  g_autofree GdkKeymapKey *keys = NULL;
  int n_keys = 0;
  guint code = 0;

  if (gdk_keymap_get_entries_for_keyval (gdk_keymap_get_for_display (display), keyval, &keys,
                                         &n_keys) &&
      n_keys > 0)
    code = keys[0].keycode;
  for (int i = 0; i < 2; i++)
    {
      GdkEvent *event = gdk_event_new (i == 0 ? GDK_KEY_PRESS : GDK_KEY_RELEASE);

      event->key.window = g_object_ref (gtk_widget_get_window (window));
      event->key.send_event = TRUE;
      event->key.time = GDK_CURRENT_TIME;
      event->key.state = modifiers;
      event->key.keyval = keyval;
      event->key.hardware_keycode = (guint16)code;
      gdk_event_set_device (event, gdk_seat_get_keyboard (gdk_display_get_default_seat (display)));
      gtk_main_do_event (event);
      gdk_event_free (event);
    }
  display_settle ();
}

#define display_focus(window) gtk_window_get_focus (GTK_WINDOW (window))

/* (element-type GtkWidget) (transfer container): where Tab stops, from the first on. */
static inline GPtrArray *
display_list_tab_stops (GtkWidget *window)
{
  GPtrArray *stops = g_ptr_array_new ();

  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  for (int i = 0; i < 500; i++)
    {
      GtkWidget *focus;

      if (!gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD))
        break;
      focus = display_focus (window);
      if (focus == NULL || g_ptr_array_find (stops, focus, NULL))
        break;
      g_ptr_array_add (stops, focus);
    }
  return stops;
}

/* The end of it. */

static inline void
display_watch_cb (GtkWidget *widget, gpointer data)
{
  gpointer *place = g_new (gpointer, 1);

  *place = widget;
  g_object_add_weak_pointer (G_OBJECT (widget), place);
  g_ptr_array_add (data, place);
  if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), display_watch_cb, data);
}

/* The window goes, and every widget that was in it is destroyed with it. Memory that is still held
 * is for the address sanitizer to tell. */
static inline void
display_destroy (GtkWidget *window)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);

  display_watch_cb (window, places);
  gtk_widget_destroy (window);
  display_settle ();
  for (guint i = 0; i < places->len; i++)
    {
      gpointer *place = g_ptr_array_index (places, i);

      if (*place != NULL)
        g_error ("A %s (%s) outlived its window", G_OBJECT_TYPE_NAME (*place),
                 gtk_buildable_get_name (*place));
    }
}

/* Nobody listens to @signal of @object any more. */
static inline void
display_assert_unheard (gpointer object, const char *signal)
{
  guint id = g_signal_lookup (signal, G_OBJECT_TYPE (object));

  g_assert_cmpuint (id, !=, 0);
  g_assert_false (g_signal_has_handler_pending (object, id, 0, TRUE));
}

/* Other windows: dialogs that a widget opened. */

static inline GtkWidget *
display_find_dialog (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *link = windows; link != NULL; link = link->next)
    if (g_type_is_a (G_OBJECT_TYPE (link->data), type) && gtk_widget_get_mapped (link->data))
      return link->data;
  return NULL;
}

/* With RESITE_PICTURES=FOLDER one can see what a test sees. */
static inline void
display_keep_picture (const char *name)
{
  static guint number;
  const char *folder = g_getenv ("RESITE_PICTURES");
  g_autofree char *path =
      g_strdup_printf ("%s/%02u-%s.png", folder != NULL ? folder : "", ++number, name);
  const char *const argv[] = { "import", "-silent", "-window", "root", path, NULL };

  if (folder != NULL)
    g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                  NULL);
}

static inline GtkWidget *
display_wait_dialog (GType type)
{
  gboolean drawn = FALSE;
  GtkWidget *dialog = NULL;

  display_until ((dialog = display_find_dialog (type)) != NULL);
  display_settle ();
  if (g_getenv ("RESITE_PICTURES") != NULL)
    {
      gtk_widget_add_tick_callback (dialog, display_drawn_cb, &drawn, NULL);
      display_until (drawn);
      display_settle ();
    }
  display_keep_picture (g_type_name (type));
  return dialog;
}

static inline gboolean
display_is_chosen (GtkFileChooser *chooser, const char *path)
{
  g_autofree char *chosen = gtk_file_chooser_get_filename (chooser);

  return g_strcmp0 (chosen, path) == 0;
}

/* Answers the file chooser that is on the screen with @path. */
static inline void
display_choose_file (const char *path)
{
  GtkWidget *dialog = display_wait_dialog (GTK_TYPE_FILE_CHOOSER_DIALOG);
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);

  if (gtk_file_chooser_get_action (chooser) == GTK_FILE_CHOOSER_ACTION_SAVE)
    {
      g_autofree char *folder = g_path_get_dirname (path);
      g_autofree char *name = g_path_get_basename (path);

      gtk_file_chooser_set_current_folder (chooser, folder);
      gtk_file_chooser_set_current_name (chooser, name);
    }
  else
    gtk_file_chooser_set_filename (chooser, path);
  /* Folders are read in a thread; before that the chooser knows of no file. */
  display_until (display_is_chosen (chooser, path));
  display_settle ();
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
  display_until (display_find_dialog (GTK_TYPE_FILE_CHOOSER_DIALOG) == NULL);
}

static inline char *
display_read_clipboard (void)
{
  return gtk_clipboard_wait_for_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD));
}

/* Signals that are counted and kept. */

typedef struct
{
  guint count;
  char *text;   /* first string of the newest */
  char *second; /* second one */
  char *third;
} DisplayHeard;

static inline void
display_heard_cb (DisplayHeard *heard)
{
  heard->count++;
}

static inline void
display_heard_text_cb (DisplayHeard *heard, const char *text)
{
  heard->count++;
  g_free (heard->text);
  heard->text = g_strdup (text);
}

static inline void
display_heard_texts_cb (DisplayHeard *heard, const char *text, const char *second)
{
  display_heard_text_cb (heard, text);
  g_free (heard->second);
  heard->second = g_strdup (second);
}

static inline void
display_heard_three_cb (DisplayHeard *heard, const char *text, const char *second,
                        const char *third)
{
  display_heard_texts_cb (heard, text, second);
  g_free (heard->third);
  heard->third = g_strdup (third);
}

static inline void
display_listen (gpointer object, const char *signal, gpointer callback, DisplayHeard *heard)
{
  g_signal_connect_swapped (object, signal, G_CALLBACK ((GCallback)callback), heard);
}

static inline void
display_heard_clear (DisplayHeard *heard)
{
  g_clear_pointer (&heard->text, g_free);
  g_clear_pointer (&heard->second, g_free);
  g_clear_pointer (&heard->third, g_free);
  heard->count = 0;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DisplayHeard, display_heard_clear)
