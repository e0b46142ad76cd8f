/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-class"

#include "config.h"

#include "resite-lab-class-table.h"
#include "resite-lab-supply.h"
#include "resite-lab-world-private.h"

/* What the parent knows of packages at its sites, and the summaries of it. */

#define SPACE "root/sms/site"

#define TYPE_MASTER "1"
#define TYPE_COPY   "2"

#define INSTALLED      0
#define INSTALL_FAILED 3

static const ResiteLabProperty status_properties[] = {
  { "Location", TEXT, "" },       { "PackageID", TEXT, NULL },
  { "Personality", NUMBER, "0" }, { "PkgServer", TEXT, NULL },
  { "ShareName", TEXT, "" },      { "SiteCode", TEXT, NULL },
  { "Status", NUMBER, "3" },      { "Type", NUMBER, NULL },
  { "UpdateTime", TIME, NULL },   { NULL },
};

static const ResiteLabProperty summary_properties[] = {
  { "LastCopied", TIME, NULL }, { "PackageID", TEXT, NULL },   { "ServerNALPath", TEXT, NULL },
  { "SiteCode", TEXT, NULL },   { "SourceNALPath", TEXT, "" }, { "SourceVersion", NUMBER, NULL },
  { "State", NUMBER, "0" },     { "SummaryDate", TIME, NULL }, { NULL },
};

#define TOTALS                                                                                     \
  { "Failed", NUMBER, NULL }, { "Installed", NUMBER, NULL }, { "Name", TEXT, NULL },               \
      { "PackageID", TEXT, NULL }, { "Retrying", NUMBER, "0" }, { "SourceVersion", NUMBER, NULL }, \
      { "SummaryDate", TIME, NULL },                                                               \
  {                                                                                                \
    "Targeted", NUMBER, NULL                                                                       \
  }

static const ResiteLabProperty detail_properties[] = {
  { "SiteCode", TEXT, NULL },
  { "SiteName", TEXT, NULL },
  TOTALS,
  { NULL },
};

static const ResiteLabProperty root_properties[] = {
  { "SourceCompressedSize", NUMBER, NULL },
  { "SourceDate", TIME, NULL },
  { "SourceSite", TEXT, RESITE_LAB_CENTRAL },
  { "SourceSize", NUMBER, NULL },
  TOTALS,
  { NULL },
};

static ResiteCimObject *
add_row (const ResiteLabClass *self, ResiteLabMachine *machine, GPtrArray *rows)
{
  ResiteCimObject *row = resite_lab_class_make_row (self, machine, NULL);

  g_ptr_array_add (rows, row);
  return row;
}

static void
set_time (ResiteCimObject *row, const char *name, gint64 time)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, time);

  resite_cim_object_take (row, name, resite_lab_class_make_value (TIME, text));
}

static ResiteCimObject *
add_status (const ResiteLabClass *self, ResiteLabMachine *machine, const ResiteLabStock *stock,
            const char *code, const char *server, const char *type, GPtrArray *rows)
{
  ResiteCimObject *row = add_row (self, machine, rows);

  resite_cim_object_set_string (row, "PackageID", stock->package->id);
  resite_cim_object_set_string (row, "SiteCode", code);
  resite_cim_object_set_string (row, "PkgServer", server);
  resite_cim_object_set_string (row, "Type", type);
  return row;
}

static void
set_place (ResiteCimObject *row, const char *id)
{
  g_autofree char *path = g_strdup_printf ("E:\\SMSPKG\\%s.PCK", id);

  resite_cim_object_set_string (row, "Location", path);
}

/* The compressed copies at the site servers. */
static void
add_masters (const ResiteLabClass *self, ResiteLabMachine *machine, const ResiteLabStock *stock,
             GPtrArray *rows)
{
  static const char *const sites[][2] = { { RESITE_LAB_SITE, RESITE_LAB_SITE_SERVER },
                                          { "S02", "BR02SMS" },
                                          { "S03", "BR03SMS" } };

  for (guint i = 0; i < G_N_ELEMENTS (sites); i++)
    {
      const guint version =
          resite_lab_supply_get_master (machine->world->supply, stock, sites[i][0]);
      ResiteCimObject *row;

      if (version == 0 ||
          resite_lab_store_find (machine->store, machine->role, "SMS_Site", sites[i][0]) == NULL)
        continue;
      row = add_status (self, machine, stock, sites[i][0], sites[i][1], TYPE_MASTER, rows);
      set_place (row, stock->package->id);
      set_time (row, "UpdateTime", stock->source_date);
    }
}

/* The source is an old share of the site that nobody asks for: as SMS has it, its row would stand
 * beside that of the new point. */
static gboolean
is_told_of (const ResiteLabCopy *copy)
{
  return copy->serial != 0 || !g_str_equal (copy->code, RESITE_LAB_SITE);
}

static void
add_copies (const ResiteLabClass *self, ResiteLabMachine *machine, const ResiteLabStock *stock,
            GPtrArray *rows)
{
  for (guint i = 0; i < stock->copies->len; i++)
    {
      const ResiteLabCopy *copy = stock->copies->pdata[i];
      ResiteCimObject *row;

      if (!is_told_of (copy))
        continue;
      row = add_status (self, machine, stock, copy->code, copy->nal, TYPE_COPY, rows);
      resite_cim_object_set_string (row, "ShareName", "SMSPKGE$");
      resite_cim_object_set_int (row, "Status", resite_lab_copy_get_status (copy));
      set_time (row, "UpdateTime", copy->summarized);
    }
}

static void
list_status (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
             GPtrArray *rows)
{
  g_autoptr (GPtrArray) stocks = resite_lab_supply_list_wanted (machine->world->supply, wanted);

  for (guint i = 0; i < stocks->len; i++)
    {
      add_masters (self, machine, stocks->pdata[i], rows);
      add_copies (self, machine, stocks->pdata[i], rows);
    }
}

static void
list_summaries (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
                GPtrArray *rows)
{
  g_autoptr (GPtrArray) copies = resite_lab_supply_list_copies (machine->world->supply, wanted);

  for (guint i = 0; i < copies->len; i++)
    {
      const ResiteLabCopy *copy = copies->pdata[i];
      ResiteCimObject *row = add_row (self, machine, rows);

      resite_cim_object_set_string (row, "PackageID", copy->stock->package->id);
      resite_cim_object_set_string (row, "ServerNALPath", copy->nal);
      resite_cim_object_set_string (row, "SiteCode", copy->code);
      resite_cim_object_set_int (row, "SourceVersion", resite_lab_copy_get_version (copy));
      resite_cim_object_set_int (row, "State", resite_lab_copy_get_state (copy));
      set_time (row, "SummaryDate", copy->summarized);
      if (resite_lab_copy_get_version (copy) != 0)
        set_time (row, "LastCopied", MIN (copy->installs, copy->summarized));
    }
}

typedef struct
{
  guint targeted, installed, failed;
  gint64 date;
} Totals;

static void
count (Totals *totals, const ResiteLabCopy *copy)
{
  const guint state = resite_lab_copy_get_state (copy);

  totals->targeted++;
  totals->installed += state == INSTALLED;
  totals->failed += state == INSTALL_FAILED;
  totals->date = MAX (totals->date, copy->summarized);
}

static void
fill_totals (ResiteCimObject *row, const ResiteLabStock *stock, const Totals *totals)
{
  g_autofree char *name = g_strconcat ("Rehearsal package ", stock->package->id, NULL);

  resite_cim_object_set_string (row, "PackageID", stock->package->id);
  resite_cim_object_set_string (row, "Name", name);
  resite_cim_object_set_int (row, "SourceVersion", stock->version);
  resite_cim_object_set_int (row, "Targeted", totals->targeted);
  resite_cim_object_set_int (row, "Installed", totals->installed);
  resite_cim_object_set_int (row, "Failed", totals->failed);
  set_time (row, "SummaryDate", totals->date);
}

static void
add_detail (const ResiteLabClass *self, ResiteLabMachine *machine, const ResiteLabStock *stock,
            const ResiteLabCopy *first, GPtrArray *rows)
{
  Totals totals = { 0 };
  ResiteCimObject *row = add_row (self, machine, rows);

  for (guint i = 0; i < stock->copies->len; i++)
    {
      const ResiteLabCopy *copy = stock->copies->pdata[i];

      if (g_str_equal (copy->code, first->code))
        count (&totals, copy);
    }
  fill_totals (row, stock, &totals);
  resite_cim_object_set_string (row, "SiteCode", first->code);
  resite_cim_object_set_string (row, "SiteName", first->site_name);
}

static void
list_details (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
              GPtrArray *rows)
{
  g_autoptr (GPtrArray) stocks = resite_lab_supply_list_wanted (machine->world->supply, wanted);

  for (guint i = 0; i < stocks->len; i++)
    {
      const ResiteLabStock *stock = stocks->pdata[i];
      g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint k = 0; k < stock->copies->len; k++)
        {
          const ResiteLabCopy *copy = stock->copies->pdata[k];

          if (g_hash_table_add (seen, copy->code))
            add_detail (self, machine, stock, copy, rows);
        }
    }
}

static void
list_roots (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
            GPtrArray *rows)
{
  g_autoptr (GPtrArray) stocks = resite_lab_supply_list_wanted (machine->world->supply, wanted);

  for (guint i = 0; i < stocks->len; i++)
    {
      const ResiteLabStock *stock = stocks->pdata[i];
      const guint64 kilobytes = (stock->package->size + 1023) / 1024;
      ResiteCimObject *row = add_row (self, machine, rows);
      Totals totals = { 0 };

      for (guint k = 0; k < stock->copies->len; k++)
        count (&totals, stock->copies->pdata[k]);
      fill_totals (row, stock, &totals);
      resite_cim_object_set_int (row, "SourceCompressedSize", (gint64)kilobytes);
      resite_cim_object_set_int (row, "SourceSize", (gint64)(2 * kilobytes));
      set_time (row, "SourceDate", stock->source_date);
    }
}

static const ResiteLabClass status = {
  .space = SPACE,
  .name = "SMS_PackageStatus",
  .keys = "PackageID,Personality,PkgServer,SiteCode,Type",
  .properties = status_properties,
  .list = list_status,
  .narrows = TRUE,
};

static const ResiteLabClass summary = {
  .space = SPACE,
  .name = "SMS_PackageStatusDistPointsSummarizer",
  .keys = "PackageID,ServerNALPath,SiteCode",
  .properties = summary_properties,
  .list = list_summaries,
  .narrows = TRUE,
};

static const ResiteLabClass detail = {
  .space = SPACE,
  .name = "SMS_PackageStatusDetailSummarizer",
  .keys = "PackageID,SiteCode",
  .properties = detail_properties,
  .list = list_details,
  .narrows = TRUE,
};

static const ResiteLabClass root = {
  .space = SPACE,
  .name = "SMS_PackageStatusRootSummarizer",
  .keys = "PackageID",
  .properties = root_properties,
  .list = list_roots,
  .narrows = TRUE,
};

const ResiteLabClass *const resite_lab_classes_status[] = { &status, &summary, &detail, &root,
                                                            NULL };
