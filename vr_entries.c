/* vr_entries.c: see vr_entries.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_entries.h"

typedef struct {                 /* Valgrind 3.19 */
   const Supp*  next;
   Int          count;
   const HChar* name;
   Int          file, line_in_file;
   Int          n_lines;
   VrEntryLine* lines;
   SuppKind     kind;
   HChar*       string;
   void*        extra;
} OldEntry;

typedef struct {                 /* Valgrind 3.28 */
   const Supp*  next;
   const HChar* name;
   Int          count;
   Int          file, line_in_file;
   Int          n_lines;
   VrEntryLine* lines;
   SuppKind     kind;
   HChar*       string;
   void*        extra;
} NewEntry;

#define HAS_THIS_LAYOUT(su, layout)              \
   ((layout)->kind == VG_(get_supp_kind)(su)      \
    && (layout)->string == VG_(get_supp_string)(su) \
    && (layout)->extra == VG_(get_supp_extra)(su))

#define VIEW_OF(layout) \
   (VrEntry){ (layout)->next, (layout)->name, (layout)->file, \
              (layout)->line_in_file, (layout)->n_lines, (layout)->lines }

Bool VR_(entry_of)(const Supp* su, /*OUT*/VrEntry* entry)
{
   const OldEntry* old = (const OldEntry*)su;
   const NewEntry* new = (const NewEntry*)su;

   if (HAS_THIS_LAYOUT(su, old))
      *entry = VIEW_OF(old);
   else if (HAS_THIS_LAYOUT(su, new))
      *entry = VIEW_OF(new);
   else
      return False;
   return True;
}

const HChar* VR_(entry_file_name)(const VrEntry* entry)
{
   return *(const HChar**)VG_(indexXA)(VG_(clo_suppressions), entry->file);
}
