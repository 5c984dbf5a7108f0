/* vr_malloc.c: the malloc family as the client sees it.  See vr_malloc.h.

     native         one handler per function of vr_native.h
     callbacks      the same for the core's own replacement of malloc

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_malloc.h"
#include "vr_blocks.h"
#include "vr_clientmem.h"
#include "vr_clock.h"
#include "vr_errors.h"
#include "vr_guard.h"
#include "vr_instrument.h"
#include "vr_options.h"
#include "vr_shadow.h"
#include "vr_trace.h"

Bool VR_(preload_seen);
void (*VR_(before_exit))(void);

/* ------------------------------------------------------------------ */
/*  Native functions                                                   */
/* ------------------------------------------------------------------ */

typedef VexGuestAMD64State Guest;

static inline void done(Guest* g, UWord result)
{
   g->guest_RAX = result;
   g->guest_R11 = 1;
}

static inline void decline(Guest* g)
{
   g->guest_R11 = 0;
}

/* Who calls.  Where its count of blocks is, is seen by the way. */
static inline ThreadId me(const Guest* g)
{
   ThreadId tid = VG_(get_running_tid)();

   VR_(clock_learn)(tid, &g->host_EvC_COUNTER);
   return tid;
}

/* ---- C ---- */

static void native_malloc(Guest* g)
{
   done(g, VR_(block_alloc)(me(g), "malloc", g->guest_RDI, VG_(clo_alignment),
                            VrFamily_Malloc));
}

static void native_calloc(Guest* g)
{
   done(g, VR_(block_calloc)(me(g), g->guest_RDI, g->guest_RSI));
}

static void native_realloc(Guest* g)
{
   done(g, VR_(block_realloc)(me(g), g->guest_RDI, g->guest_RSI));
}

static void native_reallocarray(Guest* g)
{
   SizeT total;

   if (__builtin_mul_overflow(g->guest_RSI, g->guest_RDX, &total))
      done(g, 0);
   else
      done(g, VR_(block_realloc)(me(g), g->guest_RDI, total));
}

static void native_memalign(Guest* g)
{
   SizeT align = g->guest_RDI;

   if (!VR_(is_power_of_2)(align))
      VR_(error_bad_align)(me(g), align, " (should be power of 2)");
   done(g, VR_(block_memalign)(me(g), align, g->guest_RSI));
}

/* C11 wanted the size to be a multiple of the alignment; C17 does not. */
static void native_aligned_alloc(Guest* g)
{
   SizeT align = g->guest_RDI, size = g->guest_RSI;

   if ((align & (align - 1)) != 0)
      VR_(error_bad_align)(me(g), align, " (should be a power of 2)");
   done(g, VR_(block_memalign)(me(g), align, size));
}

/* It stores through its first argument.  If that can't be done it declines
   before it has any effect, and the slow path stores, as client code. */
static void native_posix_memalign(Guest* g)
{
   Addr  result = g->guest_RDI;
   SizeT align  = g->guest_RSI;

   if (!VR_(is_power_of_2)(align) || align < sizeof(void*)) {
      VR_(error_bad_align)(me(g), align,
                           " (should be non-zero, a power of 2 and a multiple"
                           " of sizeof(void*))");
      done(g, VKI_EINVAL);
      return;
   }
   if (!VR_(client_can_write_word)(result)) {
      decline(g);
      return;
   }
   Addr a = VR_(block_memalign)(me(g), align, g->guest_RDX);
   if (a != 0)
      *(Addr*)result = a;
   done(g, a != 0 ? 0 : VKI_ENOMEM);
}

static void native_valloc(Guest* g)
{
   done(g, VR_(block_memalign)(me(g), VKI_PAGE_SIZE, g->guest_RDI));
}

/* Whole pages.  A size that rounds up to nothing is more than there is. */
static void native_pvalloc(Guest* g)
{
   SizeT size    = g->guest_RDI;
   SizeT rounded = VG_PGROUNDUP(size);

   done(g, rounded < size
           ? 0 : VR_(block_memalign)(me(g), VKI_PAGE_SIZE, rounded));
}

static void native_free(Guest* g)
{
   if (g->guest_RDI != 0)
      VR_(block_free)(me(g), g->guest_RDI, VrFamily_Malloc);
   done(g, 0);
}

static void native_usable_size(Guest* g)
{
   done(g, VR_(block_usable_size)(g->guest_RDI));
}

#define FILL_MALLINFO(info)                                                   \
   do {                                                                       \
      VG_(memset)(&(info), 0, sizeof (info));                                 \
      (info).arena    = VR_(arena_bytes);                          \
      (info).uordblks = VR_(heap_stats).live_bytes;                           \
      (info).fordblks = (info).arena - (info).uordblks;                       \
      (info).ordblks  = VR_(heap_quarantined_blocks)()                        \
                      + ((info).fordblks > 0);   /* the part never used */    \
   } while (0)

/* Stores the result where the caller wants it, or declines. */
static void return_struct(Guest* g, const void* result, SizeT size)
{
   Addr where = g->guest_RDI;

   g->guest_RAX = where;
   g->guest_R11 = 0;
   if (VR_(shadow_all_clear)(where, size, NULL) && VR_FAULT_GUARD_BEGIN()) {
      VG_(memcpy)((void*)where, result, size);
      VR_FAULT_GUARD_END();
      g->guest_R11 = 1;
   }
}

static void native_mallinfo(Guest* g)
{
   VR_MALLINFO(Int) info;
   FILL_MALLINFO(info);
   return_struct(g, &info, sizeof info);
}

static void native_mallinfo2(Guest* g)
{
   VR_MALLINFO(SizeT) info;
   FILL_MALLINFO(info);
   return_struct(g, &info, sizeof info);
}

static void native_preload_loaded(Guest* g)
{
   VR_(preload_seen) = True;
   VR_(call_before)(g->guest_RDI, VR_(before_exit));
   done(g, 0);
}

/* ---- operator new ---- */

/* Where there is no memory, one that may not return NULL declines: what
   happens then (an exception, the end) is the slow path's business. */

static void new_or_decline(Guest* g, Addr a)
{
   if (a != 0)
      done(g, a);
   else
      decline(g);
}

static Addr plain_new(const Guest* g, VrFamily family)
{
   return VR_(block_alloc)(me(g), family == VrFamily_New
                                    ? "__builtin_new" : "__builtin_vec_new",
                           g->guest_RDI, VG_(clo_alignment), family);
}

static Addr aligned_new(const Guest* g, VrFamily family)
{
   return VR_(block_new_aligned)(me(g), family == VrFamily_New
                                          ? "__builtin_new_aligned"
                                          : "__builtin_vec_new_aligned",
                                 g->guest_RDI, g->guest_RSI, family);
}

static void native_new(Guest* g)
{
   new_or_decline(g, plain_new(g, VrFamily_New));
}

static void native_new_vec(Guest* g)
{
   new_or_decline(g, plain_new(g, VrFamily_NewVec));
}

static void native_new_nothrow(Guest* g)
{
   done(g, plain_new(g, VrFamily_New));
}

static void native_new_vec_nothrow(Guest* g)
{
   done(g, plain_new(g, VrFamily_NewVec));
}

static void native_new_align(Guest* g)
{
   new_or_decline(g, aligned_new(g, VrFamily_New));
}

static void native_new_vec_align(Guest* g)
{
   new_or_decline(g, aligned_new(g, VrFamily_NewVec));
}

static void native_new_align_nothrow(Guest* g)
{
   done(g, aligned_new(g, VrFamily_New));
}

static void native_new_vec_align_nothrow(Guest* g)
{
   done(g, aligned_new(g, VrFamily_NewVec));
}

/* ---- operator delete ---- */

static void do_delete(ThreadId tid, Addr a, VrFamily family)
{
   if (a != 0)
      VR_(block_free)(tid, a, family);
}

static void plain_delete(Guest* g, VrFamily family)
{
   VR_(check_deleted_alignment)(me(g), g->guest_RDI, 0, family);
   do_delete(me(g), g->guest_RDI, family);
   done(g, 0);
}

static void sized_delete(Guest* g, VrFamily family)
{
   VR_(check_deleted_size)(me(g), g->guest_RDI, g->guest_RSI, family);
   plain_delete(g, family);
}

static void aligned_delete(Guest* g, SizeT align, VrFamily family)
{
   VR_(check_cxx_alignment)(me(g), align);
   VR_(check_deleted_alignment)(me(g), g->guest_RDI, align, family);
   do_delete(me(g), g->guest_RDI, family);
   done(g, 0);
}

static void native_delete(Guest* g)
{
   plain_delete(g, VrFamily_New);
}

static void native_delete_vec(Guest* g)
{
   plain_delete(g, VrFamily_NewVec);
}

static void native_delete_sized(Guest* g)
{
   sized_delete(g, VrFamily_New);
}

static void native_delete_vec_sized(Guest* g)
{
   sized_delete(g, VrFamily_NewVec);
}

static void native_delete_align(Guest* g)
{
   aligned_delete(g, g->guest_RSI, VrFamily_New);
}

static void native_delete_vec_align(Guest* g)
{
   aligned_delete(g, g->guest_RSI, VrFamily_NewVec);
}

static void native_delete_sized_align(Guest* g)
{
   VR_(check_deleted_size)(me(g), g->guest_RDI, g->guest_RSI, VrFamily_New);
   aligned_delete(g, g->guest_RDX, VrFamily_New);
}

static void native_delete_vec_sized_align(Guest* g)
{
   VR_(check_deleted_size)(me(g), g->guest_RDI, g->guest_RSI, VrFamily_NewVec);
   aligned_delete(g, g->guest_RDX, VrFamily_NewVec);
}

static const struct { enum VrNativeFn fn; VrNativeHandler handler; }
natives[] = {
   { VRN_MALLOC,                 native_malloc                 },
   { VRN_CALLOC,                 native_calloc                 },
   { VRN_REALLOC,                native_realloc                },
   { VRN_REALLOCARRAY,           native_reallocarray           },
   { VRN_MEMALIGN,               native_memalign               },
   { VRN_ALIGNED_ALLOC,          native_aligned_alloc          },
   { VRN_POSIX_MEMALIGN,         native_posix_memalign         },
   { VRN_VALLOC,                 native_valloc                 },
   { VRN_PVALLOC,                native_pvalloc                },
   { VRN_FREE,                   native_free                   },
   { VRN_USABLE_SIZE,            native_usable_size            },
   { VRN_NEW,                    native_new                    },
   { VRN_NEW_VEC,                native_new_vec                },
   { VRN_NEW_NOTHROW,            native_new_nothrow            },
   { VRN_NEW_VEC_NOTHROW,        native_new_vec_nothrow        },
   { VRN_NEW_ALIGN,              native_new_align              },
   { VRN_NEW_VEC_ALIGN,          native_new_vec_align          },
   { VRN_NEW_ALIGN_NOTHROW,      native_new_align_nothrow      },
   { VRN_NEW_VEC_ALIGN_NOTHROW,  native_new_vec_align_nothrow  },
   { VRN_DELETE,                 native_delete                 },
   { VRN_DELETE_VEC,             native_delete_vec             },
   { VRN_DELETE_SIZED,           native_delete_sized           },
   { VRN_DELETE_VEC_SIZED,       native_delete_vec_sized       },
   { VRN_DELETE_ALIGN,           native_delete_align           },
   { VRN_DELETE_VEC_ALIGN,       native_delete_vec_align       },
   { VRN_DELETE_SIZED_ALIGN,     native_delete_sized_align     },
   { VRN_DELETE_VEC_SIZED_ALIGN, native_delete_vec_sized_align },
   { VRN_MALLINFO,               native_mallinfo               },
   { VRN_MALLINFO2,              native_mallinfo2              },
   { VRN_PRELOAD_LOADED,         native_preload_loaded         }
};

static VrNativeHandler handler_of(enum VrNativeFn fn)
{
   for (UInt i = 0; i < sizeof natives / sizeof natives[0]; i++)
      if (natives[i].fn == fn)
         return natives[i].handler;
   return NULL;
}

/* Stands in for all of them with --trace-malloc=yes. */
static void native_traced(Guest* g)
{
   enum VrNativeFn fn = VR_(native_running)(g);
   VR_(trace_call)(fn, handler_of(fn), g);
}

/* ------------------------------------------------------------------ */
/*  Callbacks                                                          */
/* ------------------------------------------------------------------ */

/* From 3.22 on, those that take an alignment are told, besides the one that
   the core rounded up, the one that the client asked for. */
#ifdef VR_CORE_HAS_ORIG_ALIGN
#define VR_ORIG_ALIGN , SizeT orig_align
#else
#define VR_ORIG_ALIGN
#endif

static void* core_malloc(ThreadId tid, SizeT size)
{
   return (void*)VR_(block_alloc)(tid, "malloc", size, VG_(clo_alignment),
                                  VrFamily_Malloc);
}

static void* core_new(ThreadId tid, SizeT size)
{
   return (void*)VR_(block_alloc)(tid, "__builtin_new", size,
                                  VG_(clo_alignment), VrFamily_New);
}

static void* core_new_vec(ThreadId tid, SizeT size)
{
   return (void*)VR_(block_alloc)(tid, "__builtin_vec_new", size,
                                  VG_(clo_alignment), VrFamily_NewVec);
}

static void* core_new_aligned(ThreadId tid, SizeT size, SizeT align
                              VR_ORIG_ALIGN)
{
   return (void*)VR_(block_new_aligned)(tid, "__builtin_new_aligned", size,
                                        align, VrFamily_New);
}

static void* core_new_vec_aligned(ThreadId tid, SizeT size, SizeT align
                                  VR_ORIG_ALIGN)
{
   return (void*)VR_(block_new_aligned)(tid, "__builtin_vec_new_aligned", size,
                                        align, VrFamily_NewVec);
}

static void* core_memalign(ThreadId tid, SizeT align VR_ORIG_ALIGN, SizeT size)
{
   return (void*)VR_(block_memalign)(tid, align, size);
}

static void* core_calloc(ThreadId tid, SizeT count, SizeT size)
{
   return (void*)VR_(block_calloc)(tid, count, size);
}

static void core_free(ThreadId tid, void* p)
{
   VR_(block_free)(tid, (Addr)p, VrFamily_Malloc);
}

static void core_delete(ThreadId tid, void* p)
{
   VR_(block_free)(tid, (Addr)p, VrFamily_New);
}

static void core_delete_aligned(ThreadId tid, void* p, SizeT align)
{
   VR_(block_free)(tid, (Addr)p, VrFamily_New);
}

static void core_delete_vec(ThreadId tid, void* p)
{
   VR_(block_free)(tid, (Addr)p, VrFamily_NewVec);
}

static void core_delete_vec_aligned(ThreadId tid, void* p, SizeT align)
{
   VR_(block_free)(tid, (Addr)p, VrFamily_NewVec);
}

static void* core_realloc(ThreadId tid, void* p, SizeT size)
{
   return (void*)VR_(block_realloc)(tid, (Addr)p, size);
}

static SizeT core_usable_size(ThreadId tid, void* p)
{
   return VR_(block_usable_size)((Addr)p);
}

/* What --redzone-size is when it isn't given. */
#define DEFAULT_RED_ZONE 16

void VR_(malloc_register)(void)
{
   VG_(needs_malloc_replacement)(
      core_malloc, core_new, core_new_aligned, core_new_vec,
      core_new_vec_aligned, core_memalign, core_calloc, core_free,
      core_delete, core_delete_aligned, core_delete_vec,
      core_delete_vec_aligned, core_realloc, core_usable_size,
      DEFAULT_RED_ZONE);
}

void VR_(malloc_init)(void)
{
   VR_(blocks_init)();
   for (UInt i = 0; i < sizeof natives / sizeof natives[0]; i++)
      VR_(native_register)(natives[i].fn, VG_(clo_trace_malloc)
                                          ? native_traced : natives[i].handler);
}
