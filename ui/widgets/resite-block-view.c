/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-block-view"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-block-view.h"
#include "resite-label.h"
#include "resite-step-words.h"

struct _ResiteBlockView
{
  GtkBox parent_instance;

  char *command;          /* the first one */
  char *digest;           /* of the texts that are shown */
  GtkWidget *command_box; /* the last child, if that is one; unowned */
  char *command_machine;
  gboolean automatic; /* nobody has to type the commands */
  GtkSizeGroup *label_sizes;
};

G_DEFINE_FINAL_TYPE (ResiteBlockView, resite_block_view, GTK_TYPE_BOX)

#define GUARD_THAT_NAMES_THE_MACHINE 2

/* A dangerous line carries the name of its machine along to wherever it is pasted. */
static char *
make_copy_text (ResiteStepRun *step, const char *line, const char *machine)
{
  gboolean query = g_ascii_strncasecmp (line, "select", 6) == 0;

  if (resite_step_get_guard (resite_step_run_get_step (step)) < GUARD_THAT_NAMES_THE_MACHINE)
    return g_strdup (line);
  return g_strdup_printf ("%s %s\n%s", query ? "--" : "rem", machine, line);
}

/* Lines for one machine that follow each other stand in one box. */
static GtkWidget *
find_command_box (ResiteBlockView *self, const char *machine)
{
  GtkWidget *box;
  g_autofree char *heading = NULL;

  if (self->command_box != NULL && g_strcmp0 (self->command_machine, machine) == 0)
    return self->command_box;
  heading = g_strdup_printf (self->automatic
                                 /* TRANSLATORS: over commands that need not be typed: a machine. */
                                 ? _ ("The same by hand, on %s:")
                                 /* TRANSLATORS: over commands: the machine they are typed on. */
                                 : _ ("Type on %s:"),
                             machine);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_style_context_add_class (gtk_widget_get_style_context (box), "resite-command");
  gtk_box_pack_start (GTK_BOX (box), resite_label_new (heading, "resite-small"), FALSE, FALSE, 0);
  gtk_widget_show (box);
  gtk_box_pack_start (GTK_BOX (self), box, FALSE, FALSE, 0);
  self->command_box = box;
  g_free (self->command_machine);
  self->command_machine = g_strdup (machine);
  return box;
}

static void
add_command (ResiteBlockView *self, ResiteRun *run, ResiteStepRun *step, const ResiteBlock *block,
             const char *line)
{
  g_autofree char *machine = resite_step_words_machine (run, step, block->on);
  g_autofree char *copy = make_copy_text (step, line, machine);
  g_autofree char *what = g_strdup_printf (_ ("Copy the command for %s: %s"), machine, line);
  GtkWidget *box = find_command_box (self, machine);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_pack_start (GTK_BOX (row), resite_label_new_literal (line), TRUE, TRUE, 0);
  gtk_box_pack_end (GTK_BOX (row), resite_label_new_copy_button (copy, what), FALSE, FALSE, 0);
  gtk_widget_show (row);
  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
  if (self->command == NULL)
    self->command = g_steal_pointer (&copy);
}

static void
add_value (ResiteBlockView *self, const char *label, const char *value)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = resite_label_new (label, "resite-value-name");
  g_autofree char *what = g_strdup_printf (_ ("Copy %s: %s"), label, value);

  gtk_label_set_max_width_chars (GTK_LABEL (name), 28);
  gtk_size_group_add_widget (self->label_sizes, name);
  gtk_box_pack_start (GTK_BOX (row), name, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), resite_label_new_literal (value), TRUE, TRUE, 0);
  gtk_box_pack_end (GTK_BOX (row), resite_label_new_copy_button (value, what), FALSE, FALSE, 0);
  gtk_widget_show (row);
  gtk_box_pack_start (GTK_BOX (self), row, FALSE, FALSE, 0);
}

static void
add_item (ResiteBlockView *self, guint number, const char *text)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  /* TRANSLATORS: the number of a thing to do in a list. */
  g_autofree char *figure = g_strdup_printf (_ ("%u."), number);
  GtkWidget *label = resite_label_new (figure, "resite-number");

  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_label_set_width_chars (GTK_LABEL (label), 3);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_box_pack_start (GTK_BOX (row), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), resite_label_new (text, NULL), TRUE, TRUE, 0);
  gtk_widget_show (row);
  gtk_box_pack_start (GTK_BOX (self), row, FALSE, FALSE, 0);
}

static void
add_block (ResiteBlockView *self, ResiteRun *run, ResiteStepRun *step, const ResiteBlock *block,
           const char *text, guint *number)
{
  g_autofree char *label = NULL;

  if (block->kind != RESITE_BLOCK_COMMAND)
    self->command_box = NULL;
  switch (block->kind)
    {
    case RESITE_BLOCK_ITEM:
      add_item (self, ++*number, text);
      break;
    case RESITE_BLOCK_COMMAND:
      add_command (self, run, step, block, text);
      break;
    case RESITE_BLOCK_VALUE:
      label = resite_run_expand (run, step, block->label != NULL ? block->label : "");
      add_value (self, label, text);
      break;
    case RESITE_BLOCK_PARAGRAPH:
    default:
      gtk_box_pack_start (GTK_BOX (self), resite_label_new (text, NULL), FALSE, FALSE, 0);
      break;
    }
}

/* (element-type utf8), NULL where a block's condition does not hold. */
static GPtrArray *
expand_blocks (ResiteRun *run, ResiteStepRun *step, GPtrArray *blocks, char **digest)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++)
    {
      const ResiteBlock *block = g_ptr_array_index (blocks, i);
      char *text = resite_step_words_holds (run, step, block->when)
                       ? resite_run_expand (run, step, block->text)
                       : NULL;

      g_ptr_array_add (texts, text);
      g_string_append_printf (all, "%d%s\n", block->kind, text != NULL ? text : "-");
    }
  *digest = g_string_free (all, FALSE);
  return texts;
}

static void
resite_block_view_dispose (GObject *object)
{
  g_clear_object (&RESITE_BLOCK_VIEW (object)->label_sizes);
  G_OBJECT_CLASS (resite_block_view_parent_class)->dispose (object);
}

static void
resite_block_view_finalize (GObject *object)
{
  ResiteBlockView *self = RESITE_BLOCK_VIEW (object);

  g_free (self->command);
  g_free (self->digest);
  g_free (self->command_machine);
  G_OBJECT_CLASS (resite_block_view_parent_class)->finalize (object);
}

static void
resite_block_view_class_init (ResiteBlockViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_block_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = resite_block_view_finalize;
}

static void
resite_block_view_init (ResiteBlockView *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->label_sizes = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
}

GtkWidget *
resite_block_view_new (void)
{
  return g_object_new (RESITE_TYPE_BLOCK_VIEW, "visible", TRUE, NULL);
}

void
resite_block_view_set_blocks (ResiteBlockView *self, ResiteRun *run, ResiteStepRun *step,
                              GPtrArray *blocks)
{
  g_autoptr (GPtrArray) texts = NULL;
  g_autofree char *digest = NULL;
  guint number = 0;

  g_return_if_fail (RESITE_IS_BLOCK_VIEW (self));
  g_return_if_fail (RESITE_IS_RUN (run));

  texts = expand_blocks (run, step, blocks, &digest);
  if (g_strcmp0 (digest, self->digest) == 0)
    return;
  g_free (self->digest);
  self->digest = g_steal_pointer (&digest);
  g_clear_pointer (&self->command, g_free);
  self->command_box = NULL;
  resite_label_empty_box (GTK_CONTAINER (self));
  for (guint i = 0; i < blocks->len; i++)
    if (g_ptr_array_index (texts, i) != NULL)
      add_block (self, run, step, g_ptr_array_index (blocks, i), g_ptr_array_index (texts, i),
                 &number);
}

gboolean
resite_block_view_is_empty (ResiteBlockView *self)
{
  g_autoptr (GList) children = NULL;

  g_return_val_if_fail (RESITE_IS_BLOCK_VIEW (self), TRUE);

  children = gtk_container_get_children (GTK_CONTAINER (self));
  return children == NULL;
}

const char *
resite_block_view_get_command (ResiteBlockView *self)
{
  g_return_val_if_fail (RESITE_IS_BLOCK_VIEW (self), NULL);

  return self->command;
}

void
resite_block_view_set_automatic (ResiteBlockView *self, gboolean automatic)
{
  g_return_if_fail (RESITE_IS_BLOCK_VIEW (self));

  if (self->automatic == automatic)
    return;
  self->automatic = automatic;
  g_clear_pointer (&self->digest, g_free); /* what is shown is drawn anew */
}
