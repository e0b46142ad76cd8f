/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What this program is doing now outside its main loop, or has asked others for: a worker, a
 * child process, a request on the line. A clock that leaps over waiting (resite_clock_new_leaping())
 * must not leap over work. From any thread; begin and end go together. */
void resite_under_way_begin (void);
void resite_under_way_end (void);
/* What was counted waits for a clock itself, between these two: a worker that sleeps, a question
 * whose answer is put off. */
void resite_under_way_rest (void);
void resite_under_way_go_on (void);
gboolean resite_under_way_is_any (void);

/* Counted until @task is gone, which is after its callback. */
void resite_under_way_count_task (GTask *task);

/* As g_task_run_in_thread(), counted until @function is back and the callback has been called. */
void resite_under_way_run_task (GTask *task, GTaskThreadFunc function);

G_END_DECLS
