/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "deed-list.h"

/* Every deed killed and cancelled at every single call, and gone on with. */

/* Killed when the call was on its way: it is done, nobody hears of it, and no row is written any
 * more. Cancelling is how the dead job's worker is got rid of. */
static DeedFate
kill_after (DeedWorld *world, DeedBox *box, const ResiteCimRequest *request)
{
  if (is_due (world))
    {
      world->dead = TRUE;
      resite_job_cancel (world->job);
    }
  return world->dead ? DEED_LOST_AFTER : DEED_PASS;
}

static DeedFate
cancel_at (DeedWorld *world, DeedBox *box, const ResiteCimRequest *request)
{
  if (is_due (world))
    resite_job_cancel (world->job);
  return DEED_PASS;
}

static void
test_killed (gconstpointer data)
{
  strike_everywhere (data, kill_after, 2);
}

static void
test_cancelled (gconstpointer data)
{
  strike_everywhere (data, cancel_at, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_tests ("killed", test_killed);
  add_tests ("cancelled", test_cancelled);
  return g_test_run ();
}
