/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display.h"
#include "resite-paper-view.h"
#include "resite-summary-task.h"
#include "summary-run.h"

typedef struct
{
  RunFolder run;
  ResiteSummary *summary;
  ResitePaperView *view;
  GtkWidget *window;
  DisplayHeard turned;
} Paper;

static void
set_up (Paper *paper, gconstpointer data)
{
  const RunShape shape = { .packages = 60, .failed = 12, .notes = 3, .ended = TRUE };

  run_folder_set_up (&paper->run, data);
  paper->summary = run_summarize (&paper->run, &shape);
  paper->view = g_object_new (RESITE_TYPE_PAPER_VIEW, NULL);
  paper->window = display_show (GTK_WIDGET (paper->view));
  display_listen (paper->view, "turned", display_heard_cb, &paper->turned);
}

static void
tear_down (Paper *paper, gconstpointer data)
{
  display_destroy (paper->window);
  display_heard_clear (&paper->turned);
  g_assert_finalize_object (paper->summary);
  run_folder_tear_down (&paper->run, data);
}

static void
test_blank (Paper *paper, gconstpointer data)
{
  resite_paper_view_set_paper (paper->view, NULL, RESITE_PAPER_SUMMARY, FALSE);
  g_assert_cmpuint (resite_paper_view_count_pages (paper->view), ==, 0);
  resite_paper_view_turn (paper->view, 1);
  g_assert_cmpuint (resite_paper_view_get_page (paper->view), ==, 0);
  display_settle ();
}

static void
test_turn (Paper *paper, gconstpointer data)
{
  guint n_pages;

  resite_paper_view_set_paper (paper->view, paper->summary, RESITE_PAPER_CHECKLIST, FALSE);
  n_pages = resite_paper_view_count_pages (paper->view);
  g_assert_cmpuint (n_pages, >, 1);
  g_assert_cmpuint (paper->turned.count, ==, 1);
  resite_paper_view_turn (paper->view, -1);
  g_assert_cmpuint (paper->turned.count, ==, 1);
  gtk_widget_grab_focus (GTK_WIDGET (paper->view));
  display_press (paper->window, GDK_KEY_Page_Down, 0);
  g_assert_cmpuint (resite_paper_view_get_page (paper->view), ==, 1);
  display_press (paper->window, GDK_KEY_Page_Up, 0);
  g_assert_cmpuint (resite_paper_view_get_page (paper->view), ==, 0);
  resite_paper_view_turn (paper->view, 1000);
  g_assert_cmpuint (resite_paper_view_get_page (paper->view), ==, n_pages - 1);
  display_settle ();
  display_assert_named (paper->view);

  /* Another paper begins at its first sheet. */
  resite_paper_view_set_paper (paper->view, paper->summary, RESITE_PAPER_EMERGENCY, FALSE);
  g_assert_cmpuint (resite_paper_view_get_page (paper->view), ==, 0);
}

/* The view asks for the height that a sheet has at its width. */
static void
test_shape (Paper *paper, gconstpointer data)
{
  int a4;
  int letter;

  resite_paper_view_set_paper (paper->view, paper->summary, RESITE_PAPER_SUMMARY, FALSE);
  gtk_widget_get_preferred_height_for_width (GTK_WIDGET (paper->view), 624, &a4, NULL);
  resite_paper_view_set_paper (paper->view, paper->summary, RESITE_PAPER_SUMMARY, TRUE);
  gtk_widget_get_preferred_height_for_width (GTK_WIDGET (paper->view), 624, &letter, NULL);
  g_assert_cmpint (a4, >=, 870);
  g_assert_cmpint (a4, <=, 874);
  g_assert_cmpint (letter, >=, 798);
  g_assert_cmpint (letter, <=, 802);
}

static gboolean
has_dark_pixel (GdkPixbuf *picture)
{
  const guint8 *pixels = gdk_pixbuf_read_pixels (picture);
  int stride = gdk_pixbuf_get_rowstride (picture);
  int channels = gdk_pixbuf_get_n_channels (picture);

  for (int y = 60; y < gdk_pixbuf_get_height (picture) - 60; y++)
    for (int x = 60; x < gdk_pixbuf_get_width (picture) - 60; x++)
      if (pixels[y * stride + x * channels] < 80)
        return TRUE;
  return FALSE;
}

/* Sizes are given out in the next frame only. */
static void
wait_for_frame (GtkWidget *widget)
{
  gboolean drawn = FALSE;

  gtk_widget_queue_draw (widget);
  gtk_widget_add_tick_callback (widget, display_drawn_cb, &drawn, NULL);
  display_until (drawn);
  display_settle ();
}

/* There is ink on the sheet, and none on the blank one. */
static void
test_ink (Paper *paper, gconstpointer data)
{
  GtkWidget *widget = GTK_WIDGET (paper->view);

  for (int blank = 0; blank < 2; blank++)
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 800, 640);
      cairo_t *context = cairo_create (surface);
      g_autoptr (GdkPixbuf) picture = NULL;

      resite_paper_view_set_paper (paper->view, blank ? NULL : paper->summary, RESITE_PAPER_SUMMARY,
                                   FALSE);
      wait_for_frame (widget);
      cairo_set_source_rgb (context, 1, 1, 1);
      cairo_paint (context);
      gtk_widget_draw (widget, context);
      picture = gdk_pixbuf_get_from_surface (surface, 0, 0, 800, 640);
      g_assert_cmpint (has_dark_pixel (picture), ==, !blank);
      cairo_destroy (context);
      cairo_surface_destroy (surface);
    }
}

typedef struct
{
  GAsyncResult *result;
} Waiting;

static void
came_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Waiting *)data)->result = g_object_ref (result);
}

static char *
write_form (Paper *paper, ResiteSummaryForm form, const char *path, GError **error)
{
  Waiting waiting = { NULL };
  g_autoptr (GAsyncResult) result = NULL;

  resite_summary_task_write_async (paper->run.path, form, RESITE_PAPER_SUMMARY, FALSE, path,
                                   came_cb, &waiting);
  display_until (waiting.result != NULL);
  result = waiting.result;
  return resite_summary_task_write_finish (result, error);
}

static void
test_files (Paper *paper, gconstpointer data)
{
  static const struct
  {
    ResiteSummaryForm form;
    const char *name;
    const char *begins;
  } forms[] = {
    { RESITE_SUMMARY_FORM_PDF, "paper.pdf", "%PDF-" },
    { RESITE_SUMMARY_FORM_BUNDLE, "run.zip", "PK" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *path = g_build_filename (paper->run.folder, forms[i].name, NULL);
      g_autofree char *written = write_form (paper, forms[i].form, path, &error);
      g_autofree char *content = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (written, ==, path);
      g_assert_true (g_file_get_contents (path, &content, NULL, &error));
      g_assert_true (g_str_has_prefix (content, forms[i].begins));
    }
}

static void
test_files_that_cannot_be (Paper *paper, gconstpointer data)
{
  g_autofree char *path = g_build_filename (paper->run.folder, "no", "such", "place.pdf", NULL);

  for (ResiteSummaryForm form = RESITE_SUMMARY_FORM_PDF; form <= RESITE_SUMMARY_FORM_BUNDLE; form++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *written = write_form (paper, form, path, &error);

      g_assert_null (written);
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, "place.pdf"));
    }
}

static void
test_no_journal (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  Waiting waiting = { NULL };

  resite_summary_task_read_async ("/no/such/run.resite", NULL, came_cb, &waiting);
  display_until (waiting.result != NULL);
  result = waiting.result;
  g_assert_null (resite_summary_task_read_finish (result, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add ("/paper-view/blank", Paper, NULL, set_up, test_blank, tear_down);
  g_test_add ("/paper-view/turn", Paper, NULL, set_up, test_turn, tear_down);
  g_test_add ("/paper-view/shape", Paper, NULL, set_up, test_shape, tear_down);
  g_test_add ("/paper-view/ink", Paper, NULL, set_up, test_ink, tear_down);
  g_test_add ("/summary-task/files", Paper, NULL, set_up, test_files, tear_down);
  g_test_add ("/summary-task/files-that-cannot-be", Paper, NULL, set_up, test_files_that_cannot_be,
              tear_down);
  g_test_add_func ("/summary-task/no-journal", test_no_journal);
  return g_test_run ();
}
