/* vr_containers.h: containers that the program has told of.

   VRLEAK_CONTAINER gives an object a name and bounds: of its items, whose number
   the program tells (VRLEAK_CONTAINER_SIZE), and of the bytes that it holds,
   which are measured.  Crossing a bound is an error with the stack that did it:
   once, and again after it was below.

   What it holds is all blocks of the heap that can be reached from its object:

      object          words looked at      why

      in C++,         all of it            VrleakContainer knows its size
      a block or a
      variable,       all of it            a table, a struct of its own
      a part of one   VR_CONTAINER_WORDS   of a larger struct, whose other
      (or on a                             members are none of its business;
      stack)                               vectors, strings, lists, maps, hash
                                           maps and deques of libstdc++, libc++
                                           and Rust have their pointer there

   Measuring stops as soon as the bound is exceeded, so that it reads little more
   than that.  It is done when the number of items has changed by an eighth,
   which makes it rare, and at the end of each epoch (vr_epochs).  A container
   without a bound of bytes is never measured.

   Users: vr_requests, vr_growth, vr_owners.  Depends on vr_core, vr_callers,
   vr_contexts, vr_guard, vr_heap, vr_errors, vr_misuse.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_CONTAINERS_H
#define VR_CONTAINERS_H

#include "vr_core.h"

#define VR_CONTAINER_WORDS 3

/* object_size 0: not known. */
extern void VR_(container_begin)(ThreadId tid, Addr a, const HChar* name,
                                 UWord max_items, UWord max_bytes,
                                 UWord object_size);
extern void VR_(container_size)(ThreadId tid, Addr a, UWord items);
extern void VR_(container_end)(ThreadId tid, Addr a);

/* An epoch is over. */
extern void VR_(containers_measure)(void);

/* The name of the container in whose object a is, or NULL; *unbounded: is it
   meant to grow? */
extern const HChar* VR_(container_name_of)(Addr a, /*OUT*/Bool* unbounded);

#endif
