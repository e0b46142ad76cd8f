/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-packages"

#include "config.h"

#include "resite-lab-site.h"

#define SMALLEST 512
/* The largest package has about so many times the size of the smallest. */
#define SPREAD 200.0
/* Below this many packages all are as they should be: a small rehearsal shows the plain road. */
#define WITH_FAULTS 20

static void
package_free (gpointer data)
{
  ResiteLabPackage *package = data;

  g_free (package->id);
  g_free (package);
}

static ResiteLabPackage *
package_new (guint number, GRand *random)
{
  ResiteLabPackage *package = g_new0 (ResiteLabPackage, 1);

  package->id = g_strdup_printf (RESITE_LAB_CENTRAL "%05X", number);
  package->version = g_rand_int_range (random, 1, 9);
  package->known_version = package->version;
  package->stored_version = package->version;
  package->read_only = TRUE;
  package->has_file = TRUE;
  package->ending = "PCK";
  return package;
}

/* Many small ones and few large ones, as in the field; all together about @bytes. */
static void
set_sizes (GPtrArray *packages, guint64 bytes, GRand *random)
{
  g_autofree double *weights = g_new (double, packages->len);
  double sum = 0;

  for (guint i = 0; i < packages->len; i++)
    {
      const double x = g_rand_double (random);

      weights[i] = 1 + (SPREAD - 1) * x * x * x * x;
      sum += weights[i];
    }
  for (guint i = 0; i < packages->len; i++)
    {
      ResiteLabPackage *package = g_ptr_array_index (packages, i);

      package->size = MAX (SMALLEST, (guint64)(bytes * weights[i] / sum));
    }
}

/* Never the first three, which the plan sends ahead. */
static void
set_faults (GPtrArray *packages)
{
  const guint n = packages->len;

  if (n < WITH_FAULTS)
    return;
  for (guint i = 5; i < n; i += n / 3)
    ((ResiteLabPackage *)packages->pdata[i])->read_only = FALSE;
  ((ResiteLabPackage *)packages->pdata[n - 2])->known_version++;
  ((ResiteLabPackage *)packages->pdata[n - 2])->stored_version++;
  ((ResiteLabPackage *)packages->pdata[n - 3])->known_version = 0;
  ((ResiteLabPackage *)packages->pdata[n - 4])->has_file = FALSE;
  ((ResiteLabPackage *)packages->pdata[n - 5])->ending = "pkg";
  ((ResiteLabPackage *)packages->pdata[n - 6])->stored_version++;
}

GPtrArray *
resite_lab_packages_new (guint n_packages, guint64 bytes, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  GPtrArray *packages = g_ptr_array_new_with_free_func (package_free);
  guint number = 0x10;

  for (guint i = 0; i < n_packages; i++)
    {
      number += g_rand_int_range (random, 1, 4);
      g_ptr_array_add (packages, package_new (number, random));
    }
  set_sizes (packages, bytes, random);
  set_faults (packages);
  return packages;
}

static gboolean
is_good (const ResiteLabPackage *package)
{
  return package->has_file && package->read_only && package->version == package->known_version &&
         package->stored_version == package->known_version;
}

const char *
resite_lab_packages_get_good (GPtrArray *packages, guint n)
{
  const char *id = NULL;

  g_return_val_if_fail (packages != NULL, NULL);

  for (guint i = 0; i < packages->len; i++)
    {
      const ResiteLabPackage *package = g_ptr_array_index (packages, i);

      if (!is_good (package))
        continue;
      id = package->id;
      if (n-- == 0)
        break;
    }
  return id;
}
