/* vr_entries.h: what the core keeps of an entry of a suppression file.

   A Supp belongs to the core, which hands out three of its fields.  The others
   are needed to say which entries matched nothing, to find out that none can
   match a stack (vr_maymatch), and to mark names that are to be compared as
   they are shown (vr_patterns).  How they lie in memory has changed once; both
   ways are known here, and which one it is is told by the fields that the core
   hands out.  With a core that has a third way, VR_(entry_of) fails, and what
   depends on it is left out.

   Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_ENTRIES_H
#define VR_ENTRIES_H

#include "vr_core.h"

typedef struct {
   enum { VrLine_Object = 1, VrLine_Function, VrLine_Dots, VrLine_Source } kind;
   Bool   is_plain;              /* has no wildcards      */
   HChar* pattern;
   UInt   source_line;
} VrEntryLine;

typedef struct {
   const Supp*  next;            /* in the order in which the core tries them */
   const HChar* name;
   Int          file;            /* index in VG_(clo_suppressions)            */
   Int          line_in_file;    /* of the name                               */
   Int          n_lines;
   VrEntryLine* lines;
} VrEntry;

extern Bool VR_(entry_of)(const Supp* su, /*OUT*/VrEntry* entry);

/* The name of the file that an entry comes from. */
extern const HChar* VR_(entry_file_name)(const VrEntry* entry);

#endif
