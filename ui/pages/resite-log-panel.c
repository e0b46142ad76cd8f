/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-panel"

#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-log-panel.h"

struct _ResiteLogPanel
{
  GtkBox parent_instance;

  ResiteClock *clock;
  GtkWidget *legend; /* expander, or NULL */
  GtkWidget *signs;
  GtkWidget *bar;
  GtkWidget *bar_label;
  GtkWidget *log;
  char *path;
  char *machine;
  char *empty_text;
  ResiteWatchJob *job;
};

G_DEFINE_FINAL_TYPE (ResiteLogPanel, resite_log_panel, GTK_TYPE_BOX)

static guint keep_signal;

static const ResiteWatchPattern *
find_pattern (ResiteLogPanel *self, int pattern)
{
  GPtrArray *patterns = resite_watch_job_get_patterns (self->job);

  return pattern >= 0 && (guint)pattern < patterns->len ? patterns->pdata[pattern] : NULL;
}

static void
append_line (ResiteLogPanel *self, const char *file, const char *line, int index)
{
  const ResiteWatchPattern *pattern = find_pattern (self, index);
  ResiteLineSeverity severity = RESITE_LINE_INFORMATION;

  if (pattern != NULL && !pattern->good)
    severity = RESITE_LINE_ERROR;
  resite_log_view_append (RESITE_LOG_VIEW (self->log), file, line,
                          pattern != NULL ? pattern->label : NULL, severity,
                          pattern != NULL && pattern->good);
}

static void
line_cb (ResiteLogPanel *self, const char *file, const char *line, int pattern)
{
  append_line (self, file, line, pattern);
}

/* A gap is worse than an absence: the lines that are seen look as if they were all. */
static void
show_bar (ResiteLogPanel *self)
{
  g_autofree char *gap = self->job != NULL ? resite_watch_job_dup_gap (self->job) : NULL;
  g_autofree char *absence = self->job != NULL ? resite_watch_job_dup_absence (self->job) : NULL;
  const gboolean any = self->job != NULL && resite_watch_job_count_lines (self->job) > 0;
  GString *text = g_string_new (NULL);

  if (gap != NULL)
    g_string_append_printf (text, _ ("The record is not unbroken. %s"), gap);
  if (absence != NULL && any)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", absence);
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->bar_label)), text->str) != 0)
    {
      gtk_label_set_text (GTK_LABEL (self->bar_label), text->str);
      gtk_widget_set_visible (self->bar, text->len > 0);
      atk_object_set_name (gtk_widget_get_accessible (self->bar), text->str);
    }
  g_string_free (text, TRUE);
  resite_log_view_set_empty_text (RESITE_LOG_VIEW (self->log),
                                  absence != NULL ? absence : self->empty_text);
}

static void
show_legend (ResiteLogPanel *self)
{
  GPtrArray *patterns = self->job != NULL ? resite_watch_job_get_patterns (self->job) : NULL;

  if (self->legend == NULL)
    return;
  resite_label_empty_box (GTK_CONTAINER (self->signs));
  for (guint i = 0; patterns != NULL && i < patterns->len; i++)
    {
      const ResiteWatchPattern *pattern = patterns->pdata[i];
      /* TRANSLATORS: what a line of a log means when it comes. */
      g_autofree char *text = g_strdup_printf (
          pattern->good ? _ ("• A good sign: %s") : _ ("• A bad sign: %s"), pattern->label);

      gtk_container_add (GTK_CONTAINER (self->signs), resite_label_new (text, NULL));
    }
  gtk_widget_set_visible (self->legend, patterns != NULL && patterns->len > 0);
}

static void
forget_job (ResiteLogPanel *self)
{
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
}

/* "distmgr.log" of "E:\SMS\Logs\distmgr.log", "logs" of all of them. */
static char *
make_name (ResiteLogPanel *self)
{
  const char *base = self->path != NULL ? strrchr (self->path, '\\') : NULL;

  base = base != NULL ? base + 1 : self->path;
  if (base == NULL || *base == '\0' || strchr (base, '*') != NULL)
    base = "logs";
  return g_strdup_printf ("%s-lines.txt", base);
}

static void
keep_cb (ResiteLogPanel *self, const char *lines)
{
  g_autofree char *time = resite_clock_format (resite_clock_now (self->clock));
  g_autofree char *name = make_name (self);
  g_autofree char *text = NULL;
  g_autofree char *gap = self->job != NULL ? resite_watch_job_dup_gap (self->job) : NULL;

  /* TRANSLATORS: head of a text that is kept as evidence: a log file, a machine, a time. */
  text = g_strdup_printf (_ ("%s on %s, kept %s"), self->path != NULL ? self->path : "",
                          self->machine != NULL ? self->machine : "", time);
  if (gap != NULL)
    {
      char *with_gap = g_strdup_printf ("%s\n%s", text, gap);

      g_free (text);
      text = with_gap;
    }
  g_autofree char *all = g_strdup_printf ("%s\n\n%s", text, lines);
  g_signal_emit (self, keep_signal, 0, name, all);
}

static void
resite_log_panel_dispose (GObject *object)
{
  forget_job (RESITE_LOG_PANEL (object));
  G_OBJECT_CLASS (resite_log_panel_parent_class)->dispose (object);
}

static void
resite_log_panel_finalize (GObject *object)
{
  ResiteLogPanel *self = RESITE_LOG_PANEL (object);

  g_clear_object (&self->clock);
  g_free (self->path);
  g_free (self->machine);
  g_free (self->empty_text);
  G_OBJECT_CLASS (resite_log_panel_parent_class)->finalize (object);
}

static void
resite_log_panel_class_init (ResiteLogPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_log_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = resite_log_panel_finalize;
  keep_signal = g_signal_new ("keep", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
add_bar (ResiteLogPanel *self)
{
  self->bar = gtk_info_bar_new ();
  gtk_info_bar_set_message_type (GTK_INFO_BAR (self->bar), GTK_MESSAGE_WARNING);
  self->bar_label = resite_label_new ("", NULL);
  gtk_container_add (GTK_CONTAINER (gtk_info_bar_get_content_area (GTK_INFO_BAR (self->bar))),
                     self->bar_label);
  gtk_widget_set_no_show_all (self->bar, TRUE);
  gtk_box_pack_start (GTK_BOX (self), self->bar, FALSE, FALSE, 0);
}

static void
add_legend (ResiteLogPanel *self)
{
  self->legend = gtk_expander_new (_ ("What good and bad lines look like"));
  self->signs = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_container_add (GTK_CONTAINER (self->legend), self->signs);
  /* What is folded away is not there for a screen reader either. */
  g_object_bind_property (self->legend, "expanded", self->signs, "visible", G_BINDING_SYNC_CREATE);
  gtk_widget_set_no_show_all (self->legend, TRUE);
  gtk_box_pack_start (GTK_BOX (self), self->legend, FALSE, FALSE, 0);
}

static void
resite_log_panel_init (ResiteLogPanel *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  add_bar (self);
}

GtkWidget *
resite_log_panel_new (ResiteClock *clock, gboolean with_legend)
{
  ResiteLogPanel *self = g_object_new (RESITE_TYPE_LOG_PANEL, "visible", TRUE, NULL);

  g_return_val_if_fail (RESITE_IS_CLOCK (clock), NULL);

  self->clock = g_object_ref (clock);
  if (with_legend)
    add_legend (self);
  self->log = resite_log_view_new ();
  g_signal_connect_object (self->log, "keep", G_CALLBACK (keep_cb), self, G_CONNECT_SWAPPED);
  gtk_box_pack_start (GTK_BOX (self), self->log, TRUE, TRUE, 0);
  return GTK_WIDGET (self);
}

static void
take_lines (ResiteLogPanel *self)
{
  for (guint i = 0; i < resite_watch_job_count_lines (self->job); i++)
    {
      const char *file = NULL;
      int pattern = -1;
      const char *line = resite_watch_job_get_line (self->job, i, &file, &pattern);

      append_line (self, file, line, pattern);
    }
  resite_log_view_flush (RESITE_LOG_VIEW (self->log));
}

void
resite_log_panel_set_job (ResiteLogPanel *self, ResiteWatchJob *job)
{
  g_return_if_fail (RESITE_IS_LOG_PANEL (self));

  if (job == self->job)
    return;
  forget_job (self);
  resite_log_view_clear (RESITE_LOG_VIEW (self->log));
  if (job != NULL)
    {
      self->job = g_object_ref (job);
      take_lines (self);
      g_signal_connect_object (job, "line", G_CALLBACK (line_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (job, "looked", G_CALLBACK (show_bar), self, G_CONNECT_SWAPPED);
    }
  show_legend (self);
  show_bar (self);
}

ResiteWatchJob *
resite_log_panel_get_job (ResiteLogPanel *self)
{
  g_return_val_if_fail (RESITE_IS_LOG_PANEL (self), NULL);

  return self->job;
}

void
resite_log_panel_set_place (ResiteLogPanel *self, const char *path, const char *machine)
{
  g_autofree char *source = NULL;

  g_return_if_fail (RESITE_IS_LOG_PANEL (self));
  g_return_if_fail (path != NULL && machine != NULL);

  g_free (self->path);
  self->path = g_strdup (path);
  g_free (self->machine);
  self->machine = g_strdup (machine);
  /* TRANSLATORS: a log file and the machine it lies on. */
  source = g_strdup_printf (_ ("%s on %s"), path, machine);
  resite_log_view_set_source (RESITE_LOG_VIEW (self->log), source);
}

void
resite_log_panel_set_empty_text (ResiteLogPanel *self, const char *text)
{
  g_return_if_fail (RESITE_IS_LOG_PANEL (self));

  g_free (self->empty_text);
  self->empty_text = g_strdup (text);
  show_bar (self);
}

ResiteLogView *
resite_log_panel_get_view (ResiteLogPanel *self)
{
  g_return_val_if_fail (RESITE_IS_LOG_PANEL (self), NULL);

  return RESITE_LOG_VIEW (self->log);
}
