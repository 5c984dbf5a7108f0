/* vr_trace.c: see vr_trace.h.

   A line is printed in two pieces, since what the call has to complain about
   comes between them.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_trace.h"
#include "vr_options.h"

/* What a function returns. */
typedef enum { Result_None, Result_Block, Result_Size, Result_Stored } Result;

/* As the linker knows it; of functions that share a handler, the one that was
   called. */
static const HChar* name_of(Addr ip)
{
   const HChar* name;

   return VG_(get_fnname_no_cxx_demangle)(VG_(current_DiEpoch)(), ip, &name,
                                          NULL) ? name : "???";
}

static void print_memalign(ULong align, ULong size)
{
   VG_(dmsg)("memalign(al %llu, size %llu)", align, size);
}

/* Nothing to resize, or to nothing: Memcheck's realloc calls another function,
   which speaks as well. */
static Result print_realloc(Addr p, ULong size)
{
   VG_(dmsg)("realloc(%p,%llu)", (void*)p, size);
   if (p == 0) {
      VG_(dmsg)("malloc(%llu)", size);
   } else if (size == 0 && VR_(options).realloc_zero_frees) {
      VG_(dmsg)("free(%p)\n", (void*)p);
      return Result_Size;
   }
   return Result_Block;
}

static Result print_call(enum VrNativeFn fn, const VexGuestAMD64State* g)
{
   ULong a = g->guest_RDI, b = g->guest_RSI, c = g->guest_RDX;

   switch (fn) {
      case VRN_MALLOC:
      case VRN_NEW: case VRN_NEW_VEC:
      case VRN_NEW_NOTHROW: case VRN_NEW_VEC_NOTHROW:
         VG_(dmsg)("%s(%llu)", name_of(g->guest_RIP), a);
         return Result_Block;
      case VRN_NEW_ALIGN: case VRN_NEW_VEC_ALIGN:
      case VRN_NEW_ALIGN_NOTHROW: case VRN_NEW_VEC_ALIGN_NOTHROW:
         VG_(dmsg)("%s(size %llu, al %llu)", name_of(g->guest_RIP), a, b);
         return Result_Block;
      case VRN_CALLOC:
         VG_(dmsg)("calloc(%llu,%llu)", a, b);
         return Result_Block;
      case VRN_REALLOC:
         return print_realloc(a, b);
      case VRN_REALLOCARRAY:
         return print_realloc(a, b * c);
      case VRN_MEMALIGN: case VRN_ALIGNED_ALLOC:
         print_memalign(a, b);
         return Result_Block;
      case VRN_POSIX_MEMALIGN:
         print_memalign(b, c);
         return Result_Stored;
      case VRN_VALLOC:
         print_memalign(VKI_PAGE_SIZE, a);
         return Result_Block;
      case VRN_PVALLOC:
         print_memalign(VKI_PAGE_SIZE, VG_PGROUNDUP(a));
         return Result_Block;
      case VRN_USABLE_SIZE:
         VG_(dmsg)("malloc_usable_size(%p)", (void*)a);
         return Result_Size;
      case VRN_MALLINFO: case VRN_MALLINFO2:
         VG_(dmsg)("%s()\n", name_of(g->guest_RIP));
         return Result_None;
      case VRN_PRELOAD_LOADED:
         return Result_None;
      default:              /* free and all that delete */
         VG_(dmsg)("%s(%p)\n", name_of(g->guest_RIP), (void*)a);
         return Result_None;
   }
}

static void print_result(Result result, Addr stored_at,
                         const VexGuestAMD64State* g)
{
   Bool  is_done = g->guest_R11 != 0;
   UWord value   = is_done ? g->guest_RAX : 0;

   if (result == Result_Stored)
      value = is_done && value == 0 ? *(Addr*)stored_at : 0;
   if (result == Result_Size)
      VG_(dmsg)(" = %lu\n", value);
   else
      VG_(dmsg)(" = %p\n", (void*)value);
}

void VR_(trace_call)(enum VrNativeFn fn, VrNativeHandler handler,
                     VexGuestAMD64State* g)
{
   Addr   first_argument = g->guest_RDI;
   Result result         = print_call(fn, g);

   VG_(message_flush)();
   handler(g);
   if (result != Result_None)
      print_result(result, first_argument, g);
}
