/* vr_xtree.h: memory and leaks as execution trees, in files.

   An execution tree has a node per stack, with numbers (bytes, blocks) that
   add up towards main.  The core keeps and prints such trees; here they are
   filled:

      --xtree-memory=allocs    live blocks          counted when it is printed
      --xtree-memory=full      and all that is past counted all along: vr_xtfull
      --xtree-leak=yes         loss records         instead of being printed

   The name of the file says in which format it is written: massif's if ".ms"
   is part of it, which ms_print reads; callgrind's otherwise, for
   callgrind_annotate and kcachegrind.  Events and numbers are Memcheck's.

   Users: vr_leak, vr_main, vr_monitor.  Depends on vr_core, vr_options,
   vr_contexts, vr_heap, vr_custom, vr_errors, vr_xtfull.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_XTREE_H
#define VR_XTREE_H

#include "vr_core.h"
#include "vr_errors.h"

/* After the options are read: refuses file names that can't be meant. */
extern void VR_(xtree_init)(void);

/* ---- memory ---- */

/* When the client has ended: what --xtree-memory asks for. */
extern void VR_(xtree_memory_at_end)(void);

/* Any time: writes the tree of the blocks that live now (of all blocks, with
   --xtree-memory=full) to filename, in which %p, %n and %q{} are replaced;
   NULL: xtmemory.kcg.%p.%n.  False if it can't be written; the user has been
   told why. */
extern Bool VR_(xtree_memory_now)(const HChar* filename);

/* ---- leaks ---- */

/* The name of --xtree-leak-file in full, to be freed with VG_(free); NULL
   unless --xtree-leak=yes. */
extern HChar* VR_(xtree_leak_name)(void);

/* The same with a name of the user's making, for the monitor's commands; NULL
   if it is no good, of which the user has been told. */
extern HChar* VR_(xtree_name)(const HChar* format);

/* A tree of loss records: begin, add them one by one, write.  There is none to
   add to if begin returns False: the file can't be written, of which the user
   has been told.  always_tell: where the file is, even with -q. */
extern Bool VR_(xtree_leak_begin)(const HChar* filename);
extern void VR_(xtree_leak_add)(const VrLossRecord* record);
extern void VR_(xtree_leak_write)(const HChar* filename, Bool always_tell);

#endif
