/* vr_epochs.h: time, measured in work.

   Whether something grows without bound can only be seen over time, and the
   time that counts is how much the program has done, not what the clock says.
   The unit of work is a byte allocated (of one block a page at most, so that
   one huge block is not an age of its own); blocks of code executed count a
   little too, so that time passes in programs that allocate rarely.

   Work is divided into epochs of equal length.  When there are too many, each
   two become one, so that a run of any length has between 32 and 64:

       0    1    2    3    4    5    6    7            length L
       └─0──┘    └─1──┘    └─2──┘    └─3──┘    4       length 2 L

   What is born in an epoch is stamped with the epoch's serial number, which
   never changes (VR_(heap_birth)): epochs that have become one still have all
   their numbers.

   Marks of the program's own (VRLEAK_EPOCH) replace work: from the first one on
   time is the number of marks.

   Users: vr_blocks and vr_stats (do work), vr_growth (listens).  Depends on
   vr_core, vr_heap.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_EPOCHS_H
#define VR_EPOCHS_H

#include "vr_core.h"

#define VR_MAX_EPOCHS 64

/* What is still to be done until the epoch is over; negative: it is. */
extern Long VR_(work_left);

/* An allocation. */
#define VR_WORK_OF_BLOCK     32
#define VR_WORK_OF_BLOCK_MAX 4096

/* True if the epoch is over: then VR_(epoch_over) must be called soon. */
static inline Bool VR_(work_alloc)(SizeT size)
{
   VR_(work_left) -= VR_WORK_OF_BLOCK
                   + (size < VR_WORK_OF_BLOCK_MAX ? size
                                                  : VR_WORK_OF_BLOCK_MAX);
   return VR_(work_left) < 0;
}

/* n blocks of code were executed.  May end epochs. */
extern void VR_(work_execute)(ULong n);

/* The client says that a round of its work is done.  May end an epoch. */
extern void VR_(work_mark)(void);

/* Ends the epochs that are over. */
extern void VR_(epoch_over)(void);

/* Who wants to know. */
typedef struct {
   void (*ended)(UInt epoch);    /* its index: 0 .. VR_MAX_EPOCHS - 1        */
   void (*merged)(void);         /* 2i and 2i + 1 are i now                  */
   void (*restarted)(void);      /* there are none any more                  */
} VrEpochListener;

extern void VR_(epochs_init)(const VrEpochListener* listener);

/* Epochs that are over. */
extern UInt VR_(n_epochs)(void);

/* The index of the epoch in which serial was current; n_epochs for the one
   that is not over yet. */
extern UInt VR_(epoch_of_serial)(UInt serial);

/* Work in each epoch, in the units above or in marks. */
extern ULong VR_(epoch_length)(void);
extern Bool  VR_(epochs_are_marks)(void);

#endif
