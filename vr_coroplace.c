/* vr_coroplace.c: what an address has to do with a coroutine.  See
   vr_coroplace.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_coroplace.h"
#include "vr_contexts.h"
#include "vr_coro.h"
#include "vr_heap.h"
#include "vr_stacks.h"

#define TEXT_SIZE (VR_CORO_TITLE_SIZE + 100)

static VrCoroPlace* new_place(Bool is_stack)
{
   VrCoroPlace* place = VG_(calloc)("vr.coroplace", 1, sizeof *place);

   place->is_stack = is_stack;
   return place;
}

static void add_note(VrCoroPlace* place, UInt where, const HChar* format, ...)
{
   HChar   text[512];
   va_list args;

   va_start(args, format);
   VG_(vsnprintf)(text, sizeof text, format, args);
   va_end(args);
   place->notes[place->n].what  = VG_(strdup)("vr.coroplace", text);
   place->notes[place->n].where = where;
   place->n++;
}

/* Has anybody said what a is, other than which mapping it is in? */
static Bool is_known(const AddrInfo* ai)
{
   switch (ai->tag) {
      case Addr_Block: case Addr_DataSym: case Addr_Variable: return True;
      default:                                                return False;
   }
}

/* ------------------------------------------------------------------ */
/*  Frames                                                             */
/* ------------------------------------------------------------------ */

#define MAX_FRAMES 64

/* Innermost first; of a thread that runs, or from where it was left. */
static UInt frames_of(const VrCoro* coro, Addr* ips, Addr* sps)
{
   UnwindStartRegs regs;

   if (coro->state == VrCoro_Running)
      return VG_(get_StackTrace)(coro->tid, ips, MAX_FRAMES, sps, NULL, 0);
   VG_(memset)(&regs, 0, sizeof regs);
   VG_(memset)(ips, 0, MAX_FRAMES * sizeof *ips);
   regs.r_pc = coro->stop.ip;
   regs.r_sp = coro->stop.sp;
   regs.misc.AMD64.r_rbp = coro->stop.registers[1];
   return VG_(get_StackTrace_wrk)(coro->tid, ips, MAX_FRAMES, sps, NULL, &regs,
                                  coro->high - 1);
}

/* In Memcheck's words. */
static void add_frame(VrCoroPlace* place, DiEpoch epoch, Addr a,
                      const VrCoro* coro)
{
   Addr         ips[MAX_FRAMES], sps[MAX_FRAMES];
   UInt         line = 0, n = frames_of(coro, ips, sps);
   PtrdiffT     offset;
   const HChar* name;
   const HChar* fn   = "???";
   const HChar* file = "???";

   for (UInt i = 0; i + 1 < n; i++) {
      if (a < sps[i] || a >= sps[i + 1])
         continue;
      if (VG_(get_inst_offset_in_function)(epoch, ips[i], &offset))
         VG_(get_linenum)(epoch, ips[i] - offset, &line);
      HChar copy[300];
      if (VG_(get_filename)(epoch, ips[i], &name)) {
         VG_(snprintf)(copy, sizeof copy, "%s", name);
         file = copy;
      }
      if (VG_(get_fnname)(epoch, ips[i], &name))
         fn = name;
      add_note(place, 0, "in frame #%u, created by %s (%s:%u)", i, fn, file,
               line);
      return;
   }
}

/* ------------------------------------------------------------------ */
/*  Places                                                             */
/* ------------------------------------------------------------------ */

static const VrCoroPlace* in_stack(DiEpoch epoch, Addr a, const VrCoro* coro,
                                   Bool is_known)
{
   VrCoroPlace* place = new_place(!is_known);
   HChar title[VR_CORO_TITLE_SIZE];
   Addr  sp = coro->state == VrCoro_Running ? VG_(get_SP)(coro->tid)
                                            : coro->stop.sp;

   VR_(coro_title)(coro->id, coro->name, title, sizeof title);
   if (coro->state == VrCoro_Finished) {
      add_note(place, coro->created, "in the stack of finished %s, %s", title,
               coro->created_unknown ? "first entered from" : "created at");
      return place;
   }
   add_note(place, 0, "on the stack of %s", title);
   if (sp - coro->low > coro->high - coro->low)
      return place;
   if (a >= sp)
      add_frame(place, epoch, a, coro);
   else
      add_note(place, 0, "%'lu bytes below its stack pointer", sp - a);
   return place;
}

/* Or is that memory in use again? */
static Bool is_still_there(const VrDeadCoro* dead, const AddrInfo* ai, Addr a)
{
   Addr start = a - ai->Addr.Block.rwoffset;

   if (ai->tag != Addr_Block)
      return !dead->memory_gone || !VG_(am_is_valid_for_client)(a, 1,
                                                                VKI_PROT_NONE);
   return start <= dead->low
       && dead->high - start <= ai->Addr.Block.block_szB
       && (!dead->memory_gone || ai->Addr.Block.block_kind == Block_Freed);
}

static const VrCoroPlace* in_dead_stack(const VrDeadCoro* dead, Bool is_known)
{
   VrCoroPlace* place = new_place(!is_known);
   HChar title[VR_CORO_TITLE_SIZE];

   VR_(coro_title)(dead->id, dead->name, title, sizeof title);
   add_note(place, dead->destroyed, "in the stack of %s%s, destroyed%s",
            dead->state == VrCoro_Finished ? "finished " : "", title,
            dead->destroyed == 0 ? "" : " at");
   add_note(place, dead->created, "coroutine %lu was %s", dead->id,
            dead->created_unknown ? "first entered from" : "created at");
   return place;
}

/* The stack that begins just above a: a block's red zone, or a guard page. */
static const VrCoro* stack_above(Addr a, const AddrInfo* ai)
{
   const NSegment* seg;

   if (ai->tag == Addr_Block)
      return ai->Addr.Block.rwoffset >= 0
             ? NULL : VR_(coro_at)(a - ai->Addr.Block.rwoffset);
   seg = VG_(am_find_nsegment)(a);
   return seg == NULL || !VR_(is_client_segment)(seg) || VR_(has_permissions)(seg)
          ? NULL : VR_(coro_at)(seg->end + 1);
}

const VrCoroPlace* VR_(coro_place)(DiEpoch epoch, Addr a, const AddrInfo* ai)
{
   const VrCoro*     coro;
   const VrDeadCoro* dead;
   VrCoroPlace*      place;
   HChar             title[VR_CORO_TITLE_SIZE];

   if (!VR_(coro_seen))
      return NULL;
   coro = VR_(coro_at)(a);
   if (coro != NULL)
      return in_stack(epoch, a, coro, is_known(ai));
   coro = stack_above(a, ai);
   if (coro != NULL) {
      place = new_place(!is_known(ai));
      add_note(place, 0, "%'lu bytes below the stack of %s, of %'lu bytes",
               coro->low - a, VR_(coro_title)(coro->id, coro->name, title,
                                              sizeof title),
               coro->high - coro->low);
      return place;
   }
   dead = VR_(coro_dead_at)(a);
   return dead != NULL && is_still_there(dead, ai, a)
          ? in_dead_stack(dead, is_known(ai)) : NULL;
}

/* Red zones are smaller than this. */
#define FAR_BELOW 8192

static const VrCoroPlace* block_below(Addr a, const AddrInfo* ai)
{
   VrCoroPlace* place;
   VrBlock      block;
   Addr         start = a - ai->Addr.Block.rwoffset;

   if (ai->tag != Addr_Block || ai->Addr.Block.rwoffset >= 0)
      return NULL;
   for (Addr below = start - 16; below > start - FAR_BELOW; below -= 16)
      if (VR_(heap_block_near)(below, &block) && block.start != start) {
         place = new_place(False);
         add_note(place, block.record->alloc_ecu,
                  "below it, at %#lx, is a block of size %'lu %s",
                  block.start, (SizeT)block.record->size,
                  block.record->state == VrSlot_Live ? "alloc'd"
                                                     : "free'd, alloc'd");
         return place;
      }
   return NULL;
}

const VrCoroPlace* VR_(coro_place_below)(DiEpoch epoch, Addr a,
                                         const AddrInfo* ai)
{
   const VrCoro* other = VR_(coro_at)(a);

   return other != NULL && !other->overflowed
          ? in_stack(epoch, a, other, is_known(ai)) : block_below(a, ai);
}

void VR_(coro_correct)(Addr a, AddrInfo* ai)
{
   const NSegment* seg;
   Addr low, high;

   if (ai->tag != Addr_Stack || !VR_(coro_seen))
      return;
   VR_(stack_home)(ai->Addr.Stack.tinfo.tid, &low, &high);
   if (a >= low - VKI_PAGE_SIZE && a < high)
      return;
   seg = VG_(am_find_nsegment)(a);
   VG_(memset)(ai, 0, sizeof *ai);
   ai->tag = Addr_Unknown;
   if (!VR_(is_client_segment)(seg))
      return;
   ai->tag = Addr_SegmentKind;
   ai->Addr.SegmentKind.segkind = seg->kind;
   ai->Addr.SegmentKind.hasR = seg->hasR;
   ai->Addr.SegmentKind.hasW = seg->hasW;
   ai->Addr.SegmentKind.hasX = seg->hasX;
   if (seg->kind == SkFileC)
      ai->Addr.SegmentKind.filename = VG_(strdup)("vr.coroplace",
                                                  VG_(am_get_filename)(seg));
}
