/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim.h"
#include "resite-lab-store.h"
#include "resite-lab-world.h"

G_BEGIN_DECLS

/* What a WMI class of the lab is made of. Most are no more than the records of the machine that
 * are of the class's kind, with the properties as fields; what moves is in the functions. */

/* One machine of the world, borrowed for a call. */
typedef struct
{
  ResiteLabWorld *world;
  ResiteLabStore *store;
  const char *role;
  ResiteLabRecord *facts; /* name, address, boot time ... */
} ResiteLabMachine;

typedef enum
{
  RESITE_LAB_TEXT,
  RESITE_LAB_NUMBER,
  RESITE_LAB_BOOLEAN,
  RESITE_LAB_TIME,   /* microseconds since 1970 in the record */
  RESITE_LAB_TEXTS,  /* in the record separated by commas */
  RESITE_LAB_NUMBERS /* so too */
} ResiteLabType;

typedef struct
{
  const char *name;
  ResiteLabType type;
  const char *fallback; /* where the record has no such field; "@field": the machine's fact */
} ResiteLabProperty;

/* A method call that is under way. */
typedef struct
{
  ResiteLabMachine *machine;
  ResiteLabRecord *record; /* of the instance; NULL: static method, or no record behind it */
  ResiteCimObject *keys;   /* (nullable) */
  ResiteCimObject *in;     /* never NULL */
  ResiteCimObject *out;
} ResiteLabCall;

typedef struct
{
  const char *name;
  gboolean is_static;
  guint32 (*call) (ResiteLabCall *call); /* the method's ReturnValue */
} ResiteLabMethod;

typedef struct _ResiteLabClass ResiteLabClass;
struct _ResiteLabClass
{
  const char *space; /* "root/sms/site": that of the machine's own site */
  const char *name;
  const char *bases; /* (nullable) "CIM_Service,Win32_BaseService" */
  const char *keys;  /* "Domain,Name"; NULL: one instance without keys, or static methods only */
  const ResiteLabProperty *properties; /* ends with a name NULL */
  /* Adds ResiteCimObjects to @rows. @wanted: the only first key that matters, or NULL. NULL for
   * classes that are their records. */
  void (*list) (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
                GPtrArray *rows);
  /* (nullable): as @list, but only what lies in the folder with these Drive and Path. */
  void (*list_in) (const ResiteLabClass *self, ResiteLabMachine *machine, const char *drive,
                   const char *path, GPtrArray *rows);
  gboolean narrows; /* @list never adds a row with another first key than @wanted */
  /* (nullable): adds what only the single instance shows. */
  void (*fill) (const ResiteLabClass *self, ResiteLabMachine *machine, ResiteCimObject *row);
  const ResiteLabMethod *methods; /* (nullable) ends with a name NULL */
  const char *writable;           /* (nullable) properties that a Put may change */
  gboolean (*create) (ResiteLabMachine *machine, ResiteCimObject *instance, GError **error);
  gboolean (*remove) (ResiteLabMachine *machine, ResiteCimObject *keys, GError **error);
};

/* Ends with NULL. */
extern const ResiteLabClass *const resite_lab_classes_system[];
extern const ResiteLabClass *const resite_lab_classes_hardware[];
extern const ResiteLabClass *const resite_lab_classes_service[];
extern const ResiteLabClass *const resite_lab_classes_network[];
extern const ResiteLabClass *const resite_lab_classes_share[];
extern const ResiteLabClass *const resite_lab_classes_security[];
extern const ResiteLabClass *const resite_lab_classes_file[];
extern const ResiteLabClass *const resite_lab_classes_process[];
extern const ResiteLabClass *const resite_lab_classes_user[];
extern const ResiteLabClass *const resite_lab_classes_registry[];
extern const ResiteLabClass *const resite_lab_classes_sms[];
extern const ResiteLabClass *const resite_lab_classes_package[];
extern const ResiteLabClass *const resite_lab_classes_status[];
extern const ResiteLabClass *const resite_lab_classes_iis[];

/* (nullable): of a namespace that the machine has. */
const ResiteLabClass *resite_lab_class_find (ResiteLabMachine *machine, const char *space,
                                             const char *name);
/* Is it @name, or derived from it? */
gboolean resite_lab_class_is_a (const ResiteLabClass *self, const char *name);
gboolean resite_lab_class_has_space (ResiteLabMachine *machine, const char *space);
/* All classes that are, or are derived from, @name. (transfer container) */
GPtrArray *resite_lab_class_list_derived (ResiteLabMachine *machine, const char *space,
                                          const char *name);
const ResiteLabProperty *resite_lab_class_find_property (const ResiteLabClass *self,
                                                         const char *name);
/* (element-type ResiteCimObject) (transfer full). */
GPtrArray *resite_lab_class_list (const ResiteLabClass *self, ResiteLabMachine *machine,
                                  const char *wanted);
/* A row of class @self from a record's fields; @record NULL: fallbacks only. */
ResiteCimObject *resite_lab_class_make_row (const ResiteLabClass *self, ResiteLabMachine *machine,
                                            const ResiteLabRecord *record);
/* For classes of which a machine has just one instance, all of it fallbacks and facts. */
void resite_lab_class_list_single (const ResiteLabClass *self, ResiteLabMachine *machine,
                                   const char *wanted, GPtrArray *rows);
/* Are the keys of @row those in @keys? */
gboolean resite_lab_class_has_keys (const ResiteLabClass *self, ResiteCimObject *row,
                                    ResiteCimObject *keys);
/* (nullable) (transfer full): the only row with these keys. RESITE_ERROR_INVALID for keys that are
 * not the class's, _NOT_FOUND. */
ResiteCimObject *resite_lab_class_get (const ResiteLabClass *self, ResiteLabMachine *machine,
                                       ResiteCimObject *keys, GError **error);
/* The name under which the record of the instance with @keys is kept: the keys with commas. */
char *resite_lab_class_name_record (const ResiteLabClass *self, ResiteCimObject *keys);
/* (transfer full): a value of @type from text. */
ResiteCimValue *resite_lab_class_make_value (ResiteLabType type, const char *text);
/* Adds a reference property to an instance: CLASS with one or two text keys. */
void resite_lab_class_take_reference (ResiteCimObject *row, const char *name,
                                      const char *class_name, const char *key, const char *value,
                                      const char *second_key, const char *second_value);

G_END_DECLS
