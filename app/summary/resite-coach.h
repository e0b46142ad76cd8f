/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* What a rehearsal came to: what went wrong, how soon it was noticed, what help was asked for. From
 * the run's journal and from what its caller knows of the simulated site; neither points nor blame.
 * Blocks while it reads; any one thread. */
#define RESITE_TYPE_COACH (resite_coach_get_type ())
G_DECLARE_FINAL_TYPE (ResiteCoach, resite_coach, RESITE, COACH, GObject)

/* One thing that went wrong. Times are microseconds since 1970, 0: never. */
typedef struct
{
  char *name;
  char *title;   /* translated; @name of what the coach does not know */
  char *avoided; /* what would have come of it, translated, or NULL */
  gint64 struck;
  gint64 noticed;   /* the first time after that when the journal says that something is wrong */
  char *noticed_at; /* at that step, or NULL */
  gint64 mended;
} ResiteCoachFault;

typedef enum
{
  RESITE_COACH_HELP_READ,  /* the help of a step was opened */
  RESITE_COACH_HELP_ASKED, /* “Can't do this…” was opened */
  RESITE_COACH_HELP_DONE   /* the person at the machines did what the page says */
} ResiteCoachHelp;

ResiteCoach *resite_coach_new (const char *journal_path, GError **error);
void resite_coach_set_scenario (ResiteCoach *self, const char *title);
/* What there was to learn in it. */
void resite_coach_set_lesson (ResiteCoach *self, const char *lesson);
void resite_coach_add_fault (ResiteCoach *self, const char *name, gint64 struck, gint64 mended);
void resite_coach_add_help (ResiteCoach *self, ResiteCoachHelp help, const char *step);

/* (element-type ResiteCoachFault) (transfer none), in the order in which they struck. */
GPtrArray *resite_coach_list_faults (ResiteCoach *self);
/* FALSE: the run is open, and what was not mended may not have been noticed either. */
gboolean resite_coach_has_ended (ResiteCoach *self);
/* One to four sentences. (transfer full) */
char *resite_coach_get_result (ResiteCoach *self);
/* "The help of the step was read at C6, W1 (2).", one for each kind of help; none: empty. (transfer
 * full) */
GStrv resite_coach_list_help (ResiteCoach *self);
/* "at once", "after 3 minutes". (transfer full) */
char *resite_coach_format_delay (gint64 microseconds);

/* The page for the trainer. */
char *resite_coach_to_text (ResiteCoach *self);
gboolean resite_coach_save_pdf (ResiteCoach *self, gboolean letter, const char *path,
                                GError **error);
guint resite_coach_count_pages (ResiteCoach *self, double width, double height);
void resite_coach_draw_page (ResiteCoach *self, guint page, double width, double height,
                             cairo_t *context);

G_END_DECLS
