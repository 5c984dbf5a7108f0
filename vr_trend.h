/* vr_trend.h: does this series go up without bound?

   Arithmetic only: from what a site had at the end of each epoch to a verdict.
   docs/growth.md explains the rule and where its constants come from.

   The first quarter is warm-up.  What follows is cut into segments, of each of
   which only the lowest value counts, the floor: what goes up and comes down
   again leaves the floors where they are.

        bytes                         .·'        growing:    every floor is
          │                .·'|  .·'|'                       higher than the one
          │     .·'|  .·'|'   |.'   |                        before, by at least
          │ .·'|   |.'   |____|_____|                        a quarter of the
          │'   |___|_____| floors                            mean step
          └───────────────────────────── epochs  saturating: the steps shrink
                                                 sawtooth:   up and down
                                                 plateau:    none of these

   Growth may have begun later: if the whole is not growing, the rule is applied
   to what is left when an eighth more is taken away, down to three eighths.

   Blocks that are replaced by larger ones when they are full (of a vector, a
   table) go up by steps that become rarer as fast as the blocks become larger.
   For these there is a rule of its own.

   All this is about programs that do the same again and again.  Whether they
   do is seen from the places that allocate: if new ones come up all the time,
   the program is still starting, or does its only job.

   Users: vr_growth.  Depends on vr_core (types only).

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_TREND_H
#define VR_TREND_H

#include "vr_core.h"

typedef enum {
   VrVerdict_Insufficient,       /* too few epochs                          */
   VrVerdict_Plateau,
   VrVerdict_Sawtooth,
   VrVerdict_Saturating,
   VrVerdict_Growing,
   VrVerdict_KINDS
} VrVerdict;

/* Fewest epochs, after warm-up, on which anything is said. */
#define VR_TREND_MIN_EPOCHS 8

typedef struct {
   VrVerdict verdict;
   UInt      since;              /* epoch from which on it grows             */
   ULong     rise;               /* of the floors, since then                */
   UInt      epochs;             /* that took                                */
} VrTrend;

/* n values, one at the end of each epoch.  born[i]: how much of what is there
   now was born in epoch i; NULL if that does not matter. */
extern VrTrend VR_(trend_of_floors)(const UInt* value, UInt n,
                                    const UInt* born);

/* The same for capacities of a container that is enlarged by steps. */
extern VrTrend VR_(trend_of_steps)(const UInt* value, UInt n);

/* Does the program, in the second half of n epochs, still come to places that
   have not allocated before?  n_sites: how many had by the end of each epoch. */
extern Bool VR_(trend_of_new_work)(const UInt* n_sites, UInt n);

#endif
