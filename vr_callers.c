/* vr_callers.c: the running thread's stack trace, as a number.  See
   vr_callers.h.

   The unwinder is the core's; what it reads is deduced from what it finds.
   For each frame it says what the instruction, stack and frame pointers were:

     sps[i]      ┌──────────────────┐  frame i-1 was called from i: the word
     sps[i] - 8  │ return address   │  below the stack pointer of i is the
                 ├──────────────────┤  return address, ips[i] + 1
                 │ saved frame ptr? │  if the frame pointer of i lies in the
                 │ locals           │  stack, it may be what the stack pointer
     sps[i-1]    └──────────────────┘  above it is computed from, and some word
                                       of the frame i-1 is where it was saved

   Where a return address is not at its place (a signal frame), the trace is
   not remembered.  Where several words of a frame have the saved pointer's
   value, all of them must stay the same.  A frame pointer that points
   nowhere near the stack is used as a general register and of no concern:
   neither its saved value, nor what it holds when the stack is recorded.

   Coroutines run the same code, each on a stack of its own.  There, all addresses
   within the stack are remembered as distances from where it was entered (its
   base), so that what was learnt from one is true of all.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_callers.h"
#include "vr_contexts.h"
#include "vr_coro.h"
#include "vr_guard.h"
#include "vr_stats.h"

/* Deeper traces (--num-callers) are not remembered. */
#define MAX_FRAMES 64

/* A trace of n frames needs n - 1 return addresses, as many saved frame
   pointers at most, usually far fewer, and the words at its end. */
#define MAX_WORDS 64

/* Frames that hold large arrays are not searched for saved pointers. */
#define MAX_SEARCHED 1024

#define N_MEMOS_LOG2 11

/* One key may belong to several stacks that take turns (a recursive function
   reaches the same depth on many ways).  Learning each of them anew would
   cost more than it brings; so what is known gives way only after it was
   refused that many times in a row. */
#define PATIENCE 16

typedef struct {
   Addr   ip, sp, fp;         /* the key ...                              */
   UInt   epoch;              /* ... with the state of the debug info     */
   UInt   room;               /* ... and what is above a base; 0: no base  */
   UInt   number;             /* the answer; 0: none was learnt            */
   UShort patience;           /* refusals left before it learns anew       */
   UShort n_words;            /* that must be unchanged: memo_words        */
} Memo;

typedef struct {
   UInt  offsets[MAX_WORDS];  /* where, in bytes from the memo's sp        */
   UWord values[MAX_WORDS];   /* what                                      */
   ULong relative;            /* a bit for each: the value is one from the
                                 base on                                   */
} MemoWords;

/* Apart, because most keys come once and never have words: short programs
   get along without most of this memory. */
static Memo      memos[1 << N_MEMOS_LOG2];
static MemoWords memo_words[1 << N_MEMOS_LOG2];

static inline MemoWords* words_of(const Memo* m)
{
   return &memo_words[m - memos];
}

/* ------------------------------------------------------------------ */
/*  Recalling                                                          */
/* ------------------------------------------------------------------ */

/* What the unwinder may see of the frame pointer: it looks at one only where it
   points into the stack.  Optimised code computes with that register, and
   whatever it holds must not make the key a new one each time. */
static inline Addr visible_fp(ThreadId tid, Addr sp, Addr fp)
{
   if (LIKELY(fp < sp - VKI_PAGE_SIZE))
      return 0;
   Addr end = VG_(thread_get_stack_max)(tid);
   return sp <= end && fp > end + VKI_PAGE_SIZE ? 0 : fp;
}

/* The return address is in it since one function calls malloc in many
   places with the same registers. */
static inline Memo* memo_of(Addr ip, Addr sp, Addr fp, Addr return_address)
{
   UWord mix = (ip ^ sp << 20 ^ fp << 40 ^ return_address << 7)
               * 0x9e3779b97f4a7c15UL;
   return &memos[mix >> (64 - N_MEMOS_LOG2)];
}

static inline Bool has_key(const Memo* m, Addr ip, Addr sp, Addr fp, UInt epoch)
{
   return m->ip == ip && m->sp == sp && m->fp == fp && m->epoch == epoch;
}

static inline Bool is_still_true(const Memo* m)
{
   const MemoWords* words       = words_of(m);
   UWord            differences = 0;

   /* They are nearly always the same: no branch that waits for each. */
   for (UInt i = 0; i < m->n_words; i++)
      differences |= *(UWord*)(m->sp + words->offsets[i]) ^ words->values[i];
   return differences == 0;
}

/* ---- on a coroutine's stack ---- */

/* The stack that a trace is of; a thread's own: base 0, and no bounds, since
   nothing is counted from there. */
typedef struct { Addr base, low, high; } Stack;

static inline Bool is_inside(const Stack* stack, Addr a)
{
   return a - stack->low < stack->high - stack->low;
}

static inline UInt room_above(const Stack* stack)
{
   return stack->high - stack->base;
}

static Bool is_true_from(const Memo* m, Addr base)
{
   const MemoWords* words       = words_of(m);
   UWord            differences = 0;

   for (UInt i = 0; i < m->n_words; i++) {
      UWord value = *(UWord*)(base + m->sp + words->offsets[i]);
      if (words->relative >> i & 1)
         value -= base;
      differences |= value ^ words->values[i];
   }
   return differences == 0;
}

/* As recall, with sp and fp counted from the base on.  (Bases and stack pointers
   can't be mixed up: one is in the first page, or negative, the other not.) */
static Memo* recall_from(const Stack* stack, Addr ip, Addr sp, Addr fp,
                         UInt epoch, /*OUT*/UInt* number)
{
   Memo* m = memo_of(ip, sp, fp, *(Addr*)(stack->base + sp));

   *number = 0;
   if (has_key(m, ip, sp, fp, epoch) && m->room == room_above(stack)
       && m->number != 0 && is_true_from(m, stack->base)) {
      *number = m->number;
      m->patience = PATIENCE;
   }
   return m;
}

/* The number if it is remembered, else 0.  *memo is where it would be; NULL
   if the stack can't be read. */
static UInt recall(Addr ip, Addr sp, Addr fp, UInt epoch, /*OUT*/Memo** memo)
{
   UInt number = 0;

   *memo = NULL;
   if (!VR_FAULT_GUARD_BEGIN())
      return 0;
   Memo* m = memo_of(ip, sp, fp, *(Addr*)sp);
   *memo = m;
   if (has_key(m, ip, sp, fp, epoch) && m->number != 0 && is_still_true(m)) {
      number = m->number;
      m->patience = PATIENCE;
   }
   VR_FAULT_GUARD_END();
   return number;
}

/* ------------------------------------------------------------------ */
/*  Learning                                                           */
/* ------------------------------------------------------------------ */

typedef struct {
   Addr ips[MAX_FRAMES];
   Addr sps[MAX_FRAMES];
   Addr fps[MAX_FRAMES];
   UInt  n;
   Stack stack;
} Trace;

/* The word at a must stay as it is.  False if there are too many. */
static Bool depend_on(Memo* m, const Trace* t, Addr a)
{
   MemoWords* words = words_of(m);
   UWord      value;

   if (m->n_words == MAX_WORDS || a - t->sps[0] > 0xffffffffUL)
      return False;
   value = *(UWord*)a;
   if (is_inside(&t->stack, value)) {
      value -= t->stack.base;
      words->relative |= 1UL << m->n_words;
   }
   words->offsets[m->n_words] = a - t->sps[0];
   words->values[m->n_words]  = value;
   m->n_words++;
   return True;
}

static inline Bool is_in_stack(const Trace* t, Addr a)
{
   return a >= t->sps[0] && a < t->sps[t->n - 1] + VKI_PAGE_SIZE
       && VG_IS_8_ALIGNED(a);
}

/* Frame i, which ends below end, has saved the frame pointer of frame i + 1,
   or not touched it. */
static Bool depend_on_saved_fp(Memo* m, const Trace* t, UInt i, Addr end,
                               UInt* searched)
{
   Bool found = False;

   *searched += (end - t->sps[i]) / sizeof(Addr);
   if (*searched > MAX_SEARCHED)
      return False;
   for (Addr a = t->sps[i]; a < end; a += sizeof(Addr))
      if (*(Addr*)a == t->fps[i + 1]) {
         if (!depend_on(m, t, a))
            return False;
         found = True;
      }
   return found || t->fps[i] == t->fps[i + 1];
}

/* Where the return address from frame i to frame i + 1 is; 0 if not where it
   should be.  The unwinder, when all else fails (below _start it does),
   takes the word that the stack pointer points at for a return address; it
   says so by a stack pointer that moves by a word or not at all. */
static Addr return_slot(const Trace* t, UInt i)
{
   Addr sp = t->sps[i], next_sp = t->sps[i + 1];

   if (next_sp < sp || !VG_IS_8_ALIGNED(next_sp))
      return 0;
   if (next_sp > sp && *(Addr*)(next_sp - sizeof(Addr)) - 1 == t->ips[i + 1])
      return next_sp - sizeof(Addr);
   if (next_sp <= sp + sizeof(Addr) && *(Addr*)next_sp - 1 == t->ips[i + 1])
      return next_sp;
   return 0;
}

/* From frame i to frame i + 1. */
static Bool depend_on_step(Memo* m, const Trace* t, UInt i, UInt* searched)
{
   Addr slot = return_slot(t, i);

   if (slot == 0 || !depend_on(m, t, slot))
      return False;
   if (is_in_stack(t, t->fps[i + 1])
       && !depend_on_saved_fp(m, t, i, slot, searched))
      return False;
   /* A function that aligns its stack keeps the caller's stack pointer in
      the word below the saved frame pointer.  (A frame pointer above the
      function's own frame is a caller's, and below it are its variables.) */
   if (is_in_stack(t, t->fps[i] - sizeof(Addr))
       && t->fps[i] < t->sps[i + 1]
       && t->fps[i] + 2 * sizeof(Addr) != t->sps[i + 1]
       && !depend_on(m, t, t->fps[i] - sizeof(Addr)))
      return False;
   return True;
}

/* Unwinding stops early at a return address of 0, where the stack or the
   frame pointer says one should be. */
static Bool depend_on_end(Memo* m, const Trace* t)
{
   UInt last = t->n - 1;

   if (t->n == (UInt)VG_(clo_backtrace_size))
      return True;
   if (!depend_on(m, t, t->sps[last])
       || !depend_on(m, t, t->sps[last] + sizeof(Addr)))
      return False;
   return !is_in_stack(t, t->fps[last])
       || (depend_on(m, t, t->fps[last])
           && depend_on(m, t, t->fps[last] + sizeof(Addr)));
}

static Bool find_dependencies(Memo* m, const Trace* t)
{
   UInt searched = 0;

   m->n_words = 0;
   m->room    = t->stack.base == 0 ? 0 : room_above(&t->stack);
   words_of(m)->relative = 0;
   for (UInt i = 0; i + 1 < t->n; i++)
      if (!depend_on_step(m, t, i, &searched))
         return False;
   return depend_on_end(m, t);
}

static void learn(Memo* m, const Trace* t, UInt number)
{
   m->number   = 0;
   m->patience = PATIENCE;
   if (!VR_FAULT_GUARD_BEGIN())
      return;
   Bool complete = find_dependencies(m, t);
   VR_FAULT_GUARD_END();
   if (complete)
      m->number = number;
}

/* ------------------------------------------------------------------ */

/* Whether the memo of a key that was not recalled shall learn.  It does when
   the key comes the second time, since many come only once. */
static Bool wants_to_learn(Memo* m, Addr ip, Addr sp, Addr fp, UInt epoch)
{
   if (has_key(m, ip, sp, fp, epoch))
      return --m->patience == 0;
   m->ip       = ip;
   m->sp       = sp;
   m->fp       = fp;
   m->epoch    = epoch;
   m->number   = 0;
   m->patience = 1;
   return False;
}

/* Not remembered: asks the core. */
__attribute__((noinline))
static UInt unwind(ThreadId tid, const Stack* stack, Addr ip, Addr sp, Addr fp,
                   UInt epoch, Memo* m)
{
   Trace t;

   VR_(stats).stacks_unwound++;
   t.n = VG_(get_StackTrace)(tid, t.ips, VG_(clo_backtrace_size),
                             t.sps, t.fps, 0);
   UInt number = VR_(context_number)(
                    VG_(make_ExeContext_from_StackTrace)(t.ips, t.n));
   t.stack = *stack;
   if (m != NULL && wants_to_learn(m, ip, sp, fp, epoch))
      learn(m, &t, number);
   return number;
}

/* The running thread is in a coroutine. */
__attribute__((noinline))
static UInt record_on(const VrCoro* coro, ThreadId tid)
{
   Stack stack = { coro->entry_sp, coro->low, coro->high };
   Addr  ip    = VG_(get_IP)(tid);
   Addr  sp    = VG_(get_SP)(tid) - stack.base;
   Addr  fp    = VG_(get_FP)(tid);
   UInt  epoch = VG_(current_DiEpoch)().n;
   Memo* volatile memo   = NULL;
   UInt  volatile number = 0;
   UInt  recalled;

   fp = is_inside(&stack, fp) ? fp - stack.base : 0;
   if (VR_FAULT_GUARD_BEGIN()) {
      memo   = recall_from(&stack, ip, sp, fp, epoch, &recalled);
      number = recalled;
      VR_FAULT_GUARD_END();
   }
   return number != 0 ? number : unwind(tid, &stack, ip, sp, fp, epoch, memo);
}

UInt VR_(callers_record)(ThreadId tid)
{
   static const Stack own = { 0, 0, 0 };
   const VrCoro*      coro;

   VR_(stats).stacks++;
   /* Merged traces leave frames out, and what they depend on with them. */
   if (VG_(clo_merge_recursive_frames) > 0
       || VG_(clo_backtrace_size) > MAX_FRAMES) {
      VR_(stats).stacks_unwound++;
      return VR_(context_number)(VG_(record_ExeContext)(tid, 0));
   }

   if (UNLIKELY(VR_(coro_seen)) && (coro = VR_(coro_of)(tid)) != NULL)
      return record_on(coro, tid);

   Addr  ip     = VG_(get_IP)(tid);
   Addr  sp     = VG_(get_SP)(tid);
   Addr  fp     = visible_fp(tid, sp, VG_(get_FP)(tid));
   UInt  epoch  = VG_(current_DiEpoch)().n;
   Memo* memo;
   UInt  number = recall(ip, sp, fp, epoch, &memo);

   return LIKELY(number != 0) ? number
                              : unwind(tid, &own, ip, sp, fp, epoch, memo);
}
