/* vr_inlines.h: which objects' inlined calls have not been read (see
   vr_inlines.c), and what can be said of them without reading them.

   Not part of the tool where configure leaves vr_inlines.c out.

   Depends on vr_core, vr_stats, vr_globs.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_INLINES_H
#define VR_INLINES_H

#include "vr_core.h"

typedef struct _VrUnread VrUnread;

/* The object of this code address, if what was inlined there has not been
   read; else NULL.  Valid until VR_(inlines_changes) changes. */
extern VrUnread* VR_(inlines_unread)(DiEpoch epoch, Addr ip);

/* Changes when an object is read, and when one comes or goes. */
extern UInt VR_(inlines_changes);

typedef enum {
   VrInlined_NotAsked,       /* see below                                    */
   VrInlined_Never,          /* no function with such a name is inlined here */
   VrInlined_Perhaps
} VrInlined;

/* May a function be inlined there whose name this pattern matches? */
extern VrInlined VR_(inlines_named)(const VrUnread* unread,
                                    const HChar* pattern);

/* Finds that out for these patterns (of const HChar*, which must stay; each
   once, and none asked before).  All at once, because it takes a while. */
extern void VR_(inlines_ask)(VrUnread* unread, const XArray* patterns);

#endif
