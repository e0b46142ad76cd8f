/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "resite-item-layout.h"

static ResiteJobItem *
item_with (const char *output)
{
  ResiteJobItem *item = resite_job_item_new ("C0100012");

  resite_job_item_set (item, "assigned", "");
  if (output != NULL)
    resite_job_item_set_result (item, output, -1, 0, 1);
  return item;
}

static void
assert_layout (const char *output, const ResiteItemLayout *layout)
{
  g_autoptr (ResiteJobItem) item = item_with (output);

  g_assert_true (resite_item_layout_find (item) == layout);
}

static void
test_find (void)
{
  assert_layout (NULL, resite_item_layout_get_plain ());
  assert_layout ("", resite_item_layout_get_plain ());
  assert_layout ("Successfully forwarded the information up", resite_item_layout_get_plain ());
  assert_layout ("file=a.pck\nread_only=yes\n", resite_item_layout_get_preflight ());
  assert_layout ("name=WebView\nsource_version=3\n", resite_item_layout_get_preflight ());
  assert_layout ("name=WebView\npreloaded=no\nproof=in-full", resite_item_layout_get_assign ());
  assert_layout ("source_version=3\ninstalled_version=2\n", resite_item_layout_get_status ());
}

static const ResiteItemColumn *
column_of (const ResiteItemLayout *layout, const char *key)
{
  for (guint i = 0; i < layout->n_columns; i++)
    if (g_strcmp0 (layout->columns[i].key, key) == 0)
      return &layout->columns[i];
  g_error ("no column %s", key);
}

static void
assert_text (const ResiteItemLayout *layout, const char *key, const char *output, const char *text)
{
  g_autoptr (ResiteJobItem) item = item_with (output);
  g_autofree char *found = resite_item_layout_dup_text (column_of (layout, key), item);

  g_assert_cmpstr (found, ==, text);
}

static void
test_text (void)
{
  const ResiteItemLayout *assign = resite_item_layout_get_assign ();
  const ResiteItemLayout *status = resite_item_layout_get_status ();

  assert_text (assign, "name", "name=Straße = 42\nproof=in-full\n", "Straße = 42");
  assert_text (assign, "name", "othername=x\nname=\n", "");
  assert_text (assign, "name", NULL, "");
  assert_text (assign, "name", "rename=x\r\nname=y\r\n", "y");
  assert_text (assign, "preloaded", "preloaded=yes", "yes");
  assert_text (assign, "preloaded", "preloaded=unknown", "not known");
  assert_text (assign, "proof", "proof=info-only\n", "information only");
  assert_text (assign, "proof", "proof=in-full\n", "sent in full");
  assert_text (assign, "proof", "proof=something new\n", "something new");
  assert_text (status, "summary_date", "summary_date=2026-11-23T05:24:00Z\n", "2026-11-23 05:24");
  assert_text (status, "summary_date", "summary_date=yesterday\n", "yesterday");
}

static void
test_describe (void)
{
  g_autoptr (ResiteJobItem) item = item_with ("name=WebView\npreloaded=no\nway=create\n");
  g_autoptr (ResiteJobItem) program = item_with ("Forward package status");
  g_autofree char *text = resite_item_layout_describe (resite_item_layout_get_assign (), item);

  g_assert_cmpstr (text, ==, "Name: WebView\nPreloaded?: no");
  g_assert_null (resite_item_layout_describe (resite_item_layout_get_assign (), program));
  g_assert_null (resite_item_layout_describe (resite_item_layout_get_plain (), item));
}

/* No two columns of a layout show the same, and all have a title. */
static void
test_columns (void)
{
  const ResiteItemLayout *const layouts[] = { resite_item_layout_get_plain (),
                                              resite_item_layout_get_assign (),
                                              resite_item_layout_get_preflight (),
                                              resite_item_layout_get_status () };

  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

      for (guint j = 0; j < layouts[i]->n_columns; j++)
        {
          const ResiteItemColumn *column = &layouts[i]->columns[j];

          g_assert_true (g_hash_table_add (seen, GINT_TO_POINTER (column->id)));
          g_assert_cmpstr (column->title, !=, "");
          g_assert_true ((column->key != NULL) == (column->id >= RESITE_LIST_COLUMN_FACT));
          g_assert_cmpint (column->id, <, RESITE_LIST_COLUMN_FACT + RESITE_LIST_N_FACTS);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/item-layout/find", test_find);
  g_test_add_func ("/item-layout/text", test_text);
  g_test_add_func ("/item-layout/describe", test_describe);
  g_test_add_func ("/item-layout/columns", test_columns);
  return g_test_run ();
}
