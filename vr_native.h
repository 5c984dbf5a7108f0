/* vr_native.h: functions of the client that are executed by the tool.

   malloc, strlen, memcpy and their relatives are short and frequent.
   Translating and checking them instruction by instruction is what makes them
   slow under a tool, so vrleak replaces them by stubs (preload/) that hand
   the whole call to the tool:

       client                      stub (preload library)      tool
       call strlen  ──redirect──>  strlen:
                                     nopl MAGIC|fn  ─────────>  handler(guest)
                                     test %r11d,%r11d   <─────  rax, r11
                                     jz   slow_path
                                     ret

   The stub's first instruction is a no-op that no compiler emits.  When
   vr_instrument translates it, it puts a direct call of the registered
   handler in its place; a processor or another tool executes a no-op.

   The protocol, all in guest registers as the ABI has them at function entry:
     in    RDI RSI RDX RCX   the function's arguments
     out   RAX               the result
           R11               1: done, return RAX to the caller
                             0: not done, RAX is meaningless, run the slow
                                path (ordinary client code, fully checked)
   R11 is call-clobbered and carries no argument, so a stub may use it freely.
   A marker must be the first instruction that the translator sees of a piece
   of code, so a stub has to be entered by redirection or through a pointer: the
   translator follows direct calls, and would assume that RAX and R11 are what
   they were before.

   A handler changes nothing else in the guest.  It declines (R11 = 0) rather
   than report an invalid access: the slow path performs the same accesses one
   by one and is reported at the very byte.

   This header is shared by the tool and the preload library; it declares
   numbers only.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_NATIVE_H
#define VR_NATIVE_H

/* nopl disp32(%rax,%rax,1) is 0F 1F 84 00 <disp32>; ours has "VR" in the high
   half of the displacement and the function number in the low half. */
#define VR_NATIVE_MAGIC 0x56520000

enum VrNativeFn {
   /* Allocation: vr_malloc.c.  Arguments as in C; the C++ operators are told
      apart because a block remembers which family allocated it. */
   VRN_MALLOC,            /* malloc(n)                                     */
   VRN_CALLOC,            /* calloc(n, size)                               */
   VRN_REALLOC,           /* realloc(p, n)                                 */
   VRN_REALLOCARRAY,      /* reallocarray(p, n, size)                      */
   VRN_MEMALIGN,          /* memalign(align, n)                            */
   VRN_ALIGNED_ALLOC,     /* aligned_alloc(align, n)                       */
   VRN_POSIX_MEMALIGN,    /* posix_memalign(&p, align, n), RAX = errno     */
   VRN_VALLOC,            /* valloc(n)                                     */
   VRN_PVALLOC,           /* pvalloc(n)                                    */
   VRN_FREE,              /* free(p), cfree(p)                             */
   VRN_USABLE_SIZE,       /* malloc_usable_size(p)                         */
   VRN_NEW,               /* operator new(n)            R11=0 if no memory */
   VRN_NEW_VEC,           /* operator new[](n)          R11=0 if no memory */
   VRN_NEW_NOTHROW,       /* operator new(n, nothrow)                      */
   VRN_NEW_VEC_NOTHROW,   /* operator new[](n, nothrow)                    */
   VRN_NEW_ALIGN,         /* operator new(n, align)     R11=0 if no memory */
   VRN_NEW_VEC_ALIGN,     /* operator new[](n, align)   R11=0 if no memory */
   VRN_NEW_ALIGN_NOTHROW, /* operator new(n, align, nothrow)               */
   VRN_NEW_VEC_ALIGN_NOTHROW,
   VRN_DELETE,            /* operator delete(p [, nothrow])                */
   VRN_DELETE_VEC,        /* operator delete[](p [, nothrow])              */
   VRN_DELETE_SIZED,      /* operator delete(p, n)                         */
   VRN_DELETE_VEC_SIZED,  /* operator delete[](p, n)                       */
   VRN_DELETE_ALIGN,      /* operator delete(p, align [, nothrow])         */
   VRN_DELETE_VEC_ALIGN,  /* operator delete[](p, align [, nothrow])       */
   VRN_DELETE_SIZED_ALIGN,     /* operator delete(p, n, align)             */
   VRN_DELETE_VEC_SIZED_ALIGN, /* operator delete[](p, n, align)           */
   VRN_MALLINFO,          /* mallinfo(): RDI is where the result goes      */
   VRN_MALLINFO2,         /* mallinfo2(): likewise                         */
   VRN_PRELOAD_LOADED,    /* the preload library's constructor ran; RDI is
                             where the C library's exit is               */

   /* Strings and memory: vr_strings.c.  Arguments as in C, except that the
      case-insensitive comparisons take the locale's tolower table last. */
   VRN_STRLEN, VRN_STRNLEN, VRN_STRCHR, VRN_STRCHRNUL, VRN_STRRCHR,
   VRN_STRCPY, VRN_STRNCPY, VRN_STPCPY, VRN_STPNCPY,
   VRN_STRCAT, VRN_STRNCAT, VRN_STRLCPY, VRN_STRLCAT,
   VRN_STRCMP, VRN_STRNCMP,
   VRN_STRCASECMP,        /* strcasecmp(a, b, table)                       */
   VRN_STRNCASECMP,       /* strncasecmp(a, b, n, table)                   */
   VRN_STRSTR, VRN_STRPBRK, VRN_STRSPN, VRN_STRCSPN,
   VRN_MEMCPY, VRN_MEMMOVE, VRN_MEMPCPY, VRN_MEMSET, VRN_MEMCMP,
   /* The fortified functions: as above, but declined if the last argument,
      the size of the destination, does not suffice. */
   VRN_MEMCPY_CHK, VRN_MEMMOVE_CHK, VRN_MEMPCPY_CHK,
   VRN_MEMSET_CHK, VRN_WMEMSET_CHK, VRN_STRCPY_CHK, VRN_STPCPY_CHK,
   VRN_MEMCHR, VRN_MEMRCHR, VRN_RAWMEMCHR, VRN_BCOPY,
   VRN_WCSLEN, VRN_WCSNLEN, VRN_WCSCPY, VRN_WCPCPY, VRN_WCSNCPY, VRN_WCPNCPY,
   VRN_WCSCAT, VRN_WCSNCAT, VRN_WCSCMP, VRN_WCSNCMP,
   VRN_WCSCHR, VRN_WCSRCHR, VRN_WMEMCHR, VRN_WMEMCMP, VRN_WMEMSET,
   VRN_MEMCPY_STUBS,      /* RDI, RSI: the stubs of memcpy, __memcpy_chk   */

   VRN_COUNT
};

/* glibc's struct mallinfo (int) and mallinfo2 (size_t); of its fields, vrleak
   fills in four, the others are 0. */
#define VR_MALLINFO(type)                                                     \
   struct {                                                                   \
      type arena;                           /* bytes from the kernel     */   \
      type ordblks;                         /* freed, not yet reused     */   \
      type smblks, hblks, hblkhd, usmblks, fsmblks;                           \
      type uordblks, fordblks;              /* bytes in use, not in use  */   \
      type keepcost;                                                          \
   }

#endif
