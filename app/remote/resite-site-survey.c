/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-site-survey"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-site-survey-private.h"
#include "resite-under-way.h"

#define SITE_SECONDARY 1
/* A ring of parents is a fault of the data, not of ours. */
#define MOST_PARENTS 8

typedef ResiteSurveyWork Work;

static const struct
{
  guint build;
  const char *product;
} products[] = {
  { 4253, "sms2003-sp3" },
  { 4160, "sms2003-sp2" },
  { 3174, "sms2003-sp1" },
  { 2726, "sms2003" },
};

static void
finding_free (gpointer data)
{
  ResiteSurveyFinding *self = data;

  g_free (self->key);
  g_free (self->value);
  g_free (self->where);
  g_free (self);
}

static ResiteSiteSurvey *
survey_new (const char *space)
{
  ResiteSiteSurvey *self = g_new0 (ResiteSiteSurvey, 1);

  self->asked = resite_sms_get_site_code (space);
  self->similar = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_sms_similar_free);
  self->findings = g_ptr_array_new_with_free_func (finding_free);
  self->remarks = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
resite_site_survey_free (ResiteSiteSurvey *self)
{
  if (self == NULL)
    return;
  g_free (self->asked);
  g_clear_pointer (&self->sites, g_ptr_array_unref);
  g_clear_pointer (&self->points, g_ptr_array_unref);
  g_ptr_array_unref (self->similar);
  g_ptr_array_unref (self->findings);
  g_ptr_array_unref (self->remarks);
  g_free (self);
}

void
_resite_survey_find (Work *self, const char *key, const char *value, char *where,
                     gboolean is_choice)
{
  ResiteSurveyFinding *finding;

  if (value == NULL || *value == '\0')
    {
      g_free (where);
      return;
    }
  finding = g_new0 (ResiteSurveyFinding, 1);
  finding->key = g_strdup (key);
  finding->value = g_strdup (value);
  finding->where = where;
  finding->is_choice = is_choice;
  g_ptr_array_add (self->survey->findings, finding);
}

void
_resite_survey_remark (Work *self, char *text)
{
  g_ptr_array_add (self->survey->remarks, text);
}

/* "SMS_Site of P01" */
static void
find_in_sites (Work *self, const char *key, const char *value)
{
  _resite_survey_find (self, key, value,
                       g_strdup_printf (_ ("site list of %s"), self->survey->asked), FALSE);
}

static char *
list_secondaries (GPtrArray *sites)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();

  for (guint i = 0; i < sites->len; i++)
    {
      const ResiteSmsSite *site = g_ptr_array_index (sites, i);

      if (site->type == SITE_SECONDARY)
        g_ptr_array_add (codes, site->code);
    }
  g_ptr_array_add (codes, NULL);
  return g_strjoinv (", ", (GStrv)codes->pdata);
}

static const ResiteSmsSite *
find_own (Work *self, GError **error)
{
  const ResiteSmsSite *site = resite_sms_find_site (self->survey->sites, self->code);
  g_autofree char *list = NULL;

  if (site != NULL && site->type == SITE_SECONDARY)
    return site;
  list = list_secondaries (self->survey->sites);
  if (site != NULL)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 _ ("%s is a primary site; only secondary sites are replaced in this way: %s."),
                 self->code, list);
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                 _ ("The site %s knows no site %s. It knows these secondary sites: %s."),
                 self->survey->asked, self->code, *list != '\0' ? list : "-");
  return NULL;
}

static void
find_product (Work *self, const ResiteSmsSite *parent)
{
  guint build = parent->build;

  if (build == 0)
    {
      g_auto (GStrv) parts = g_strsplit (parent->version, ".", 4);

      build = g_strv_length (parts) >= 3 ? (guint)g_ascii_strtoull (parts[2], NULL, 10) : 0;
    }
  for (guint i = 0; i < G_N_ELEMENTS (products); i++)
    if (build == products[i].build)
      {
        _resite_survey_find (
            self, "site.product", products[i].product,
            /* TRANSLATORS: a version of SMS and the code of a site. */
            g_strdup_printf (_ ("version %s of the parent %s"), parent->version, parent->code),
            FALSE);
        return;
      }
  _resite_survey_remark (
      self,
      g_strdup_printf (_ ("The parent %s says that its version is %s, which is no SMS 2003 that "
                          "this program knows: choose the product yourself."),
                       parent->code, *parent->version != '\0' ? parent->version : "?"));
}

static void
find_parent (Work *self, guint number, const ResiteSmsSite *parent)
{
  g_autofree char *name = g_strdup_printf ("primary.%u.server-name", number);
  g_autofree char *code = g_strdup_printf ("primary.%u.site-code", number);

  find_in_sites (self, name, parent->server);
  find_in_sites (self, code, parent->code);
}

static void
find_parents (Work *self, const ResiteSmsSite *site)
{
  const ResiteSmsSite *at = site;

  for (guint number = 1; *at->parent != '\0' && number <= MOST_PARENTS; number++)
    {
      const ResiteSmsSite *parent = resite_sms_find_site (self->survey->sites, at->parent);

      if (parent == NULL)
        {
          _resite_survey_remark (
              self, g_strdup_printf (_ ("The site %s is above %s, and nothing more is known of it "
                                        "here. Ask its provider, too: the site has to be removed "
                                        "from every primary up to the central site."),
                                     at->parent, at->code));
          return;
        }
      if (number == 1)
        find_product (self, parent);
      find_parent (self, number, parent);
      at = parent;
    }
}

/* The folders are not among what every question about sites needs. */
static gboolean
find_folder (Work *self, const ResiteSmsSite *site, GError **error)
{
  g_autofree char *quoted = resite_cim_quote (site->code);
  g_autofree char *query =
      g_strconcat ("SELECT InstallDir FROM SMS_Site WHERE SiteCode = ", quoted, NULL);
  g_autoptr (GPtrArray) rows =
      resite_cim_list (self->cim, self->space, query, self->cancellable, error);

  if (rows == NULL)
    return FALSE;
  if (rows->len > 0)
    find_in_sites (self, "site.sms-folder",
                   resite_cim_object_get_string (g_ptr_array_index (rows, 0), "InstallDir"));
  return TRUE;
}

static gboolean
survey_site (Work *self, GError **error)
{
  const ResiteSmsSite *site = find_own (self, error);

  if (site == NULL)
    return FALSE;
  find_in_sites (self, "site.code", site->code);
  find_in_sites (self, "site.name", site->name);
  find_in_sites (self, "site.server-name", site->server);
  if (!_resite_survey_drives (self, error) || !find_folder (self, site, error))
    return FALSE;
  find_parents (self, site);
  return _resite_survey_packages (self, error);
}

ResiteSiteSurvey *
resite_site_survey_run (ResiteCim *cim, const char *space, const char *code,
                        GCancellable *cancellable, GError **error)
{
  g_autofree char *capitals = code != NULL ? g_ascii_strup (code, -1) : NULL;
  Work work = { cim, space, capitals, cancellable, NULL };
  g_autoptr (ResiteSiteSurvey) survey = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL, NULL);

  survey = survey_new (space);
  work.survey = survey;
  survey->sites = resite_sms_list_sites (cim, space, cancellable, error);
  if (survey->sites == NULL)
    return NULL;
  survey->points = resite_sms_list_points (cim, space, cancellable, error);
  if (survey->points == NULL)
    return NULL;
  if (code != NULL && *code != '\0' && !survey_site (&work, error))
    return NULL;
  return g_steal_pointer (&survey);
}

typedef struct
{
  ResiteMachine *machine;
  char *code;
} Order;

static void
order_free (gpointer data)
{
  Order *self = data;

  g_object_unref (self->machine);
  g_free (self->code);
  g_free (self);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Order *order = data;
  g_autofree char *space = NULL;
  GError *error = NULL;
  g_autoptr (ResiteMachine) holder =
      resite_sms_open_provider (order->machine, &space, cancellable, &error);
  ResiteSiteSurvey *survey = NULL;

  if (holder != NULL)
    survey = resite_site_survey_run (resite_machine_get_cim (holder), space, order->code,
                                     cancellable, &error);
  if (survey != NULL)
    g_task_return_pointer (task, survey, (GDestroyNotify)resite_site_survey_free);
  else
    g_task_return_error (task, error);
}

void
resite_site_survey_run_async (ResiteMachine *machine, const char *code, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Order *order;

  g_return_if_fail (RESITE_IS_MACHINE (machine));

  task = g_task_new (NULL, cancellable, callback, user_data);
  order = g_new0 (Order, 1);
  order->machine = g_object_ref (machine);
  order->code = g_strdup (code);
  g_task_set_source_tag (task, resite_site_survey_run_async);
  g_task_set_task_data (task, order, order_free);
  resite_under_way_run_task (task, run_in_thread);
}

ResiteSiteSurvey *
resite_site_survey_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, resite_site_survey_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
