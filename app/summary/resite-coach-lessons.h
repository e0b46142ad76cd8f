/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a rehearsal's coach knows to say, read from a file: of each pause what stopping there
 * avoids, of each thing that can go wrong what it is called and what would have come of it. All
 * texts are translated, (transfer none), and NULL of what the file does not know. */
typedef struct _ResiteCoachLessons ResiteCoachLessons;

/* The program's own. Any thread. */
ResiteCoachLessons *resite_coach_lessons_new (void);
/* Errors name @name and the line. */
ResiteCoachLessons *resite_coach_lessons_new_from_text (const char *name, const char *text,
                                                        gssize length, GError **error);
void resite_coach_lessons_free (ResiteCoachLessons *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCoachLessons, resite_coach_lessons_free)

const char *resite_coach_lessons_get_pause (ResiteCoachLessons *self, const char *step);
const char *resite_coach_lessons_get_title (ResiteCoachLessons *self, const char *fault);
const char *resite_coach_lessons_get_avoided (ResiteCoachLessons *self, const char *fault);
/* Whether what fails at @step (nullable) ("C6") shows that fault; of a fault without such steps all
 * does. */
gboolean resite_coach_lessons_shows_at (ResiteCoachLessons *self, const char *fault,
                                        const char *step);

G_END_DECLS
