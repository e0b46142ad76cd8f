/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include "resite-cli-driver.h"
#include "resite-cli-reach.h"
#include "resite-desk-way.h"

/* Each takes seconds where nobody answers, so all are asked at once. */
struct _ResiteCliDesk
{
  ResiteCliWait wait;
};

ResiteCliDesk *
resite_cli_desk_begin (ResiteCli *cli, ResitePlan *plan, const char *role, const char *host,
                       const char *expected)
{
  ResiteCliDesk *self = g_new0 (ResiteCliDesk, 1);
  g_auto (GStrv) servers = resite_desk_way_list_name_servers (plan);
  ResiteDeskQuestion question = { .host = host,
                                  .expected = expected,
                                  .name_servers = (const char *const *)servers };

  resite_desk_way_fill (plan, role, &question);
  resite_desk_form_opinion_async (&question, resite_cli_get_cancellable (cli), resite_cli_wait_cb,
                                  &self->wait);
  return self;
}

ResiteDeskOpinion *
resite_cli_desk_end (ResiteCliDesk *self)
{
  g_autoptr (GAsyncResult) result = resite_cli_wait (&self->wait);

  g_free (self);
  return resite_desk_form_opinion_finish (result, NULL);
}
