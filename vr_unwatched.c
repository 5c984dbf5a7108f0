/* vr_unwatched.c: see vr_unwatched.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_unwatched.h"
#include "vr_events.h"
#include "vr_heap.h"
#include "vr_malloc.h"
#include "pub_tool_redir.h"

/* A program that never calls malloc, yet gets this many bytes from the kernel,
   probably has an allocator of its own. */
#define OWN_HEAP_SUSPECTED (1UL << 20)

static Bool has_dynamic_linker(void)
{
   for (const DebugInfo* di = VG_(next_DebugInfo)(NULL); di != NULL;
        di = VG_(next_DebugInfo)(di)) {
      const HChar* soname = VG_(DebugInfo_get_soname)(di);
      if (soname != NULL && VG_(is_soname_ld_so)(soname))
         return True;
   }
   return False;
}

const HChar* VR_(why_heap_is_unwatched)(void)
{
   if (VR_(heap_stats).allocs > 0)
      return NULL;
   if (!VR_(preload_seen))
      return has_dynamic_linker()
           ? "vrleak's library was not preloaded into it (does it clear"
             " LD_PRELOAD?), so its malloc could not be replaced"
           : "it is statically linked, so its malloc could not be replaced";
   if (VR_(client_private_bytes) >= OWN_HEAP_SUSPECTED)
      return "it allocates without calling malloc under a known name"
             " (see --soname-synonyms)";
   return NULL;
}
