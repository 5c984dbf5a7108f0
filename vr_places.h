/* vr_places.h: what the addresses in a superblock have in common.

   Every temporary of a superblock is some root plus a constant: a root is the
   stack pointer (one root for each time that it gets a value that is not its
   old one plus a constant), or else a temporary that we know nothing about.

       t1 = GET(RSP)              root SP#0 + 0
       t2 = Sub64(t1, 24)         root SP#0 - 24
       PUT(RSP) = t2              SP is now SP#0 - 24
       t5 = GET(RBX)              root t5 + 0
       t6 = Add64(t5, 16)         root t5 + 16

   So two addresses with the same root are a known distance apart, and one
   comparison with the bounds of the stack can serve both.

   Used by vr_instrument; depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_PLACES_H
#define VR_PLACES_H

#include "vr_core.h"

typedef struct { UInt root; Long offset; } VrPlace;

typedef struct {
   UInt     n_temps;
   VrPlace* of_temp;     /* n_temps of them                               */
   VrPlace  sp;          /* the stack pointer at the statement looked at  */
   UInt     last_root;   /* the highest number of a root so far           */
} VrPlaces;

/* Roots are numbered: temporaries first, then the stack pointer's. */
static inline Bool VR_(is_sp)(const VrPlaces* places, VrPlace place)
{
   return place.root >= places->n_temps;
}

/* The highest number of roots that the block can have. */
extern UInt VR_(count_roots)(const IRSB* sb);

/* Before the first statement; of_temp has room for n_temps. */
extern void VR_(places_begin)(VrPlaces* places, VrPlace* of_temp,
                              UInt n_temps);

/* The statement has been passed. */
extern void VR_(places_step)(VrPlaces* places, const IRStmt* st);

#endif
