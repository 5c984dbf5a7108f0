/* vrleak.h: what a program can tell vrleak, and ask it.

   For programs that are sometimes run under `valgrind --tool=vrleak`.  Each
   macro is a few instructions long; outside of Valgrind, and under tools that
   don't know a request, it does nothing and has the value that is given below
   as "elsewhere".  Nothing has to be linked.

   It builds on Valgrind's own headers (Debian: package valgrind), whose requests
   vrleak honours, too: memory pools, VALGRIND_PRINTF, VALGRIND_STACK_REGISTER and
   so on are in <valgrind/memcheck.h> and <valgrind/valgrind.h>.  Where these
   headers are missing, compiling stops; with VRLEAK_DISABLE defined, none are
   needed, and all macros do nothing, as everywhere.

   For C from C89 on and C++, with gcc or clang.

   ------------------------------------------------------------------------

   This file, unlike the rest of vrleak, may be used under these terms:

   Copyright (C) 2026 the vrleak developers.

   You may use, copy, change and pass on this file, in source or compiled form,
   for any purpose, provided that this notice stays in copies of the source and,
   if the file was changed, that it is said to be changed.  The names of the
   authors may not be used to advertise what is made from it.  It comes without
   any warranty, and the authors are not liable for any damage that arises from
   its use.

   SPDX-License-Identifier: LicenseRef-vrleak-header */

#ifndef VRLEAK_H
#define VRLEAK_H

/* Of this header: major * 10000 + minor * 100 + patch. */
#define VRLEAK_HEADER_VERSION 100

#if defined(VRLEAK_DISABLE)
#  define VRLEAK_REQUEST5(elsewhere, code, a, b, c, d, e) \
      ((void)(a), (void)(b), (void)(c), (void)(d), (void)(e), \
       (unsigned long)(elsewhere))
#else
#  if defined(__has_include)
#    if !__has_include(<valgrind/memcheck.h>)
#      error "vrleak.h needs Valgrind's headers; -DVRLEAK_DISABLE does without"
#    endif
#  endif
#  include <valgrind/memcheck.h>
#  define VRLEAK_REQUEST5(elsewhere, code, a, b, c, d, e) \
      ((unsigned long)VALGRIND_DO_CLIENT_REQUEST_EXPR((elsewhere), (code), \
                                                      (a), (b), (c), (d), (e)))
#endif
#define VRLEAK_REQUEST(elsewhere, code, a, b, c) \
   VRLEAK_REQUEST5(elsewhere, code, a, b, c, 0, 0)

/* vrleak's own requests.  Numbers never change their meaning. */
#define VRLEAK_REQUEST_BASE      0x56520000u     /* 'V', 'R' */
#define VRLEAK_REQUEST_VERSION   (VRLEAK_REQUEST_BASE + 0)
#define VRLEAK_REQUEST_LIVE      (VRLEAK_REQUEST_BASE + 1)
#define VRLEAK_REQUEST_LOST      (VRLEAK_REQUEST_BASE + 2)
#define VRLEAK_REQUEST_EPOCH     (VRLEAK_REQUEST_BASE + 3)
#define VRLEAK_REQUEST_CHECKPOINT_BEGIN (VRLEAK_REQUEST_BASE + 4)
#define VRLEAK_REQUEST_CHECKPOINT_END   (VRLEAK_REQUEST_BASE + 5)
#define VRLEAK_REQUEST_CONTAINER        (VRLEAK_REQUEST_BASE + 6)
#define VRLEAK_REQUEST_CONTAINER_SIZE   (VRLEAK_REQUEST_BASE + 7)
#define VRLEAK_REQUEST_CONTAINER_END    (VRLEAK_REQUEST_BASE + 8)
#define VRLEAK_REQUEST_BUDGET    (VRLEAK_REQUEST_BASE + 9)
#define VRLEAK_REQUEST_SNAPSHOT  (VRLEAK_REQUEST_BASE + 18)

#define VRLEAK_REQUEST_CORO_CREATE       (VRLEAK_REQUEST_BASE + 10)
#define VRLEAK_REQUEST_CORO_MOVE         (VRLEAK_REQUEST_BASE + 11)
#define VRLEAK_REQUEST_CORO_DESTROY      (VRLEAK_REQUEST_BASE + 12)
#define VRLEAK_REQUEST_CORO_SWITCH_TO    (VRLEAK_REQUEST_BASE + 13)
#define VRLEAK_REQUEST_CORO_SWITCH_BEGIN (VRLEAK_REQUEST_BASE + 14)
#define VRLEAK_REQUEST_CORO_SWITCH_END   (VRLEAK_REQUEST_BASE + 15)
#define VRLEAK_REQUEST_CORO_CURRENT      (VRLEAK_REQUEST_BASE + 16)
#define VRLEAK_REQUEST_CORO_SET_NAME     (VRLEAK_REQUEST_BASE + 17)

/* ---- which vrleak ---- */

/* The vrleak that the program runs under, counted like
   VRLEAK_HEADER_VERSION.  Elsewhere 0. */
#define VRLEAK_VERSION() \
   VRLEAK_REQUEST(0, VRLEAK_REQUEST_VERSION, 0, 0, 0)

/* ---- the heap ---- */

/* Bytes and blocks that are allocated now (in use, as HEAP SUMMARY says).
   Elsewhere 0. */
#define VRLEAK_HEAP_BYTES() \
   VRLEAK_REQUEST(0, VRLEAK_REQUEST_LIVE, 0, 0, 0)
#define VRLEAK_HEAP_BLOCKS() \
   VRLEAK_REQUEST(0, VRLEAK_REQUEST_LIVE, 1, 0, 0)

/* Searches for leaks and reports them, as at the end of the program. */
#define VRLEAK_LEAK_CHECK() \
   ((void)VRLEAK_REQUEST(0, VRLEAK_CODE(DO_LEAK_CHECK), 0, 0, 0))
/* The same, but reports only what has increased since the last search. */
#define VRLEAK_LEAK_CHECK_INCREASED() \
   ((void)VRLEAK_REQUEST(0, VRLEAK_CODE(DO_LEAK_CHECK), 0, 1, 0))

/* What the last search found to be definitely or indirectly lost.
   Elsewhere 0. */
#define VRLEAK_LOST_BYTES() \
   VRLEAK_REQUEST(0, VRLEAK_REQUEST_LOST, 0, 0, 0)
#define VRLEAK_LOST_BLOCKS() \
   VRLEAK_REQUEST(0, VRLEAK_REQUEST_LOST, 1, 0, 0)

/* ---- growth ---- */

/* Names are strings that end with '\0'; vrleak copies them. */

/* A round of work is done: a request was served, a frame drawn.  From the first
   one on, these are what vrleak measures time in, when it looks for what grows
   without bound. */
#define VRLEAK_EPOCH(name) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_REQUEST_EPOCH, (name), 0, 0))

/* A round trip, after which the heap should be as before.  What leaves something
   behind in three rounds of the same name in a row is reported.  Rounds of
   different names may overlap in any way; a round ends on the thread on which it
   began. */
#define VRLEAK_CHECKPOINT_BEGIN(name) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_REQUEST_CHECKPOINT_BEGIN, (name), 0, 0))
#define VRLEAK_CHECKPOINT_END(name) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_REQUEST_CHECKPOINT_END, (name), 0, 0))

/* The container at ptr should never have more than max_items items (as it says
   itself, by VRLEAK_CONTAINER_SIZE), nor hold more than max_bytes bytes of heap.
   0: no such bound, but reports call it by its name.  VRLEAK_UNBOUNDED: it is
   meant to grow, and never reported. */
#define VRLEAK_UNBOUNDED (~0ul >> 1)
#define VRLEAK_CONTAINER(ptr, name, max_items, max_bytes) \
   ((void)VRLEAK_REQUEST5(0, VRLEAK_REQUEST_CONTAINER, \
                          (ptr), (name), (max_items), (max_bytes), 0))
#define VRLEAK_CONTAINER_SIZE(ptr, items) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_REQUEST_CONTAINER_SIZE, (ptr), (items), 0))
/* It is no more. */
#define VRLEAK_CONTAINER_END(ptr) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_REQUEST_CONTAINER_END, (ptr), 0, 0))

/* The allocation after which more than that is live is reported, once.
   0: none. */
#define VRLEAK_BUDGET(bytes) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_REQUEST_BUDGET, (bytes), 0, 0))

/* ---- profile ---- */

/* Notes under that name what the heap consists of now, for the timeline of the
   JSON report. */
#define VRLEAK_SNAPSHOT(name) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_REQUEST_SNAPSHOT, (name), 0, 0))
/* ---- coroutines ---- */

/* Any stack that the program switches to by itself is a coroutine (fiber, green
   thread).  vrleak sees the switches without being told; what it can't see are
   names, and where a stack ends if it is a part of a larger block or mapping.
   So one call per coroutine is all that helps, and the others are for those who
   have them at hand:

      id = VRLEAK_CORO_CREATE(stack, stack + size, "http-worker");
      ...                          switch to it and back, as ever
      VRLEAK_CORO_DESTROY(id);     before the stack is freed, or used again

   VALGRIND_STACK_REGISTER, _CHANGE and _DEREGISTER of <valgrind/valgrind.h> do
   the same, without a name, and the ids are of one kind. */

/* A stack from lo up to, not including, hi; the name may be NULL.  If lo and hi
   are NULL, it is the one that is entered after VRLEAK_CORO_SWITCH_TO.  The
   coroutine's id, never 0; elsewhere 0. */
#define VRLEAK_CORO_CREATE(lo, hi, name) \
   VRLEAK_REQUEST(0, VRLEAK_REQUEST_CORO_CREATE, (lo), (hi), (name))

/* Its stack is there now. */
#define VRLEAK_CORO_MOVE(id, lo, hi) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_REQUEST_CORO_MOVE, (id), (lo), (hi)))

/* It is over.  On its own stack: as soon as it switches away.  An access to what
   it has used of its stack is an error, until that is used again or freed. */
#define VRLEAK_CORO_DESTROY(id) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_REQUEST_CORO_DESTROY, (id), 0, 0))

#define VRLEAK_CORO_SET_NAME(id, name) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_REQUEST_CORO_SET_NAME, (id), (name), 0))

/* The id of the one that this is called in; 0 on a thread's own stack, and
   elsewhere. */
#define VRLEAK_CORO_CURRENT() \
   VRLEAK_REQUEST(0, VRLEAK_REQUEST_CORO_CURRENT, 0, 0, 0)

/* Before switching to it.  id 0: to the thread's own stack. */
#define VRLEAK_CORO_SWITCH_TO(id) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_REQUEST_CORO_SWITCH_TO, (id), 0, 0))

/* Before switching to the stack of `size' bytes at lo, and on arrival there; of
   the shape of AddressSanitizer's calls.  `save' is where the coroutine keeps
   something (a void**), or NULL: it ends with this switch.  On arrival the
   bounds of the stack that was left are stored at lo_old and size_old, unless
   they are NULL.  A stack that isn't known is created by this. */
#define VRLEAK_CORO_SWITCH_BEGIN(save, lo, size) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_REQUEST_CORO_SWITCH_BEGIN, \
                         (save), (lo), (size)))
#define VRLEAK_CORO_SWITCH_END(save, lo_old, size_old) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_REQUEST_CORO_SWITCH_END, \
                         (save), (lo_old), (size_old)))

/* A program that is annotated for AddressSanitizer or ThreadSanitizer needs no
   other annotations: with VRLEAK_AS_SANITIZER defined before this file is
   included (and neither sanitizer on), their calls mean ours. */
#if defined(VRLEAK_AS_SANITIZER)
#  define __sanitizer_start_switch_fiber(save, lo, size) \
      VRLEAK_CORO_SWITCH_BEGIN(save, lo, size)
#  define __sanitizer_finish_switch_fiber(save, lo_old, size_old) \
      VRLEAK_CORO_SWITCH_END(save, lo_old, size_old)
#  define __tsan_create_fiber(flags) \
      ((void*)VRLEAK_CORO_CREATE(0, 0, 0))
#  define __tsan_destroy_fiber(fiber) \
      VRLEAK_CORO_DESTROY((unsigned long)(fiber))
#  define __tsan_switch_to_fiber(fiber, flags) \
      VRLEAK_CORO_SWITCH_TO((unsigned long)(fiber))
#  define __tsan_get_current_fiber() \
      ((void*)VRLEAK_CORO_CURRENT())
#  define __tsan_set_fiber_name(fiber, name) \
      VRLEAK_CORO_SET_NAME((unsigned long)(fiber), name)
#endif

/* ---- memory ---- */

/* Any access to the n bytes at p is an error from now on; is allowed again. */
#define VRLEAK_MAKE_NOACCESS(p, n) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_CODE(MAKE_MEM_NOACCESS), (p), (n), 0))
#define VRLEAK_MAKE_ACCESSIBLE(p, n) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_CODE(MAKE_MEM_DEFINED), (p), (n), 0))

/* Reports an error if not all of the n bytes at p may be accessed.  The address
   of the first that may not, or 0.  Elsewhere 0. */
#define VRLEAK_CHECK_ACCESSIBLE(p, n) \
   VRLEAK_REQUEST(0, VRLEAK_CODE(CHECK_MEM_IS_ADDRESSABLE), (p), (n), 0)

/* ---- blocks of the program's own allocator ---- */

/* The allocator has handed out the n bytes at p, and leaves red_zone bytes
   unused before and after them; takes the block back. */
#define VRLEAK_BLOCK_ALLOCATED(p, n, red_zone) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_CODE(MALLOCLIKE_BLOCK), \
                         (p), (n), (red_zone)))
#define VRLEAK_BLOCK_FREED(p, red_zone) \
   ((void)VRLEAK_REQUEST(0, VRLEAK_CODE(FREELIKE_BLOCK), \
                         (p), (red_zone), 0))

/* ---- errors ---- */

/* Errors reported so far.  Elsewhere 0. */
#define VRLEAK_ERRORS() \
   VRLEAK_REQUEST(0, VRLEAK_CODE(COUNT_ERRORS), 0, 0, 0)

/* The calling thread's errors are not reported, until as often switched on
   again. */
#define VRLEAK_ERRORS_OFF() \
   ((void)VRLEAK_REQUEST(0, VRLEAK_CODE(CHANGE_ERR_DISABLEMENT), 1, 0, 0))
#define VRLEAK_ERRORS_ON() \
   ((void)VRLEAK_REQUEST(0, VRLEAK_CODE(CHANGE_ERR_DISABLEMENT), \
                         -1, 0, 0))

/* Codes of requests that are Memcheck's or the core's. */
#if defined(VRLEAK_DISABLE)
#  define VRLEAK_CODE(name) 0
#else
#  define VRLEAK_CODE(name) VG_USERREQ__##name
#endif

#endif
