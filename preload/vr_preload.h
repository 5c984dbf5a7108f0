/* vr_preload.h: how the preload library replaces the client's functions.

   The preload library is loaded into the client by ld.so.  The core reads its
   symbols: one named _vgr<tag>ZU_<soname>_<function> says "run me in place of
   <function> of every object called <soname>", and is shown in stack traces
   as <function> (pub_tool_redir.h has the encoding of such names).

   A replacement is one C function.  It begins with the marker that makes the
   tool do the whole work (vr_native.h); what follows is run only if the tool
   has declined, in ordinary client code, so that every access is checked:

      SizeT _vgr20070ZU_libcZdsoZa_strlen(const HChar* s)
      {
         VR_TRY_NATIVE(SizeT, VRN_STRLEN, "D"(s));
         ...count byte by byte...
      }

   Rules for whoever adds one:
     - the marker is the first instruction, or at least nothing before it may
       need the stack: the core does not keep the guest's SP up to date from
       one instruction to the next, and the tool's stack traces would go wrong
       (look at the machine code; comparisons that ignore case are exempt, as
       they report nothing);
     - no calls of other functions, not even inlined ones, on the slow path:
       they would be an additional frame in the report of an error;
     - no memcpy, strlen or vector instructions made of the loops by the
       compiler, for a report says "of size 1"; nor may it split functions.
       The pragma below sees to that, whatever the user's CFLAGS are.

   Tags: the core meets two replacements for one address when a library gives
   one function several names (index and strchr).  The first four digits of
   the tag say that they are equivalent, the last one which is preferred.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_PRELOAD_H
#define VR_PRELOAD_H

#pragma GCC optimize("O2", "omit-frame-pointer", "no-inline", \
                     "no-partial-inlining", "no-unroll-loops", \
                     "no-tree-vectorize", "no-tree-slp-vectorize", \
                     "no-tree-loop-distribute-patterns")

#include "pub_tool_basics.h"
#include "pub_tool_redir.h"
#include "valgrind.h"
#include "vr_native.h"

/* Sonames, encoded: "libc.so*" and "ld-linux-x86-64.so.2".  The functions of
   the malloc family are replaced wherever they are found, which the core
   calls by the synonym "somalloc" (--soname-synonyms changes it). */
#define LIBC       VG_Z_LIBC_SONAME
#define LD_SO      VG_Z_LD_LINUX_X86_64_SO_2
#define LIBSTDCXX  VG_Z_LIBSTDCXX_SONAME
#define LIBCXX     VG_Z_LIBCXX_SONAME
#define ANYWHERE   SO_SYN_MALLOC

#define VR_REPLACEMENT(tag, soname, name) \
   VG_REPLACE_FUNCTION_EZU(tag, soname, name)

/* Starts the definition of the replacement of name.  The compiler is not to
   merge functions that do the same, for each is to show its name. */
#define FUNCTION_IN(soname, type, tag, name) \
   __attribute__((no_icf)) type VR_REPLACEMENT(tag, soname, name)
#define FUNCTION(type, tag, name) FUNCTION_IN(LIBC, type, tag, name)

/* Lets the replacement of name in libc replace other_name in soname as well.
   Stack traces show the shortest name of an address, so other_name has to be
   longer, or the same in an object with a longer name. */
#define VR_ALSO(tag, name, soname, other_name) \
   VR_ALIAS(VR_REPLACEMENT(tag, LIBC, name), \
            VG_REPLACE_FUNCTION_EZU(tag, soname, other_name))
/* The same with tag and other_name as the core encodes them. */
#define VR_ALSO_ENCODED(tag, name, other_tag, soname, other_name) \
   VR_ALIAS(VR_REPLACEMENT(tag, LIBC, name), \
            VG_REPLACE_FUNCTION_EZZ(other_tag, soname, other_name))

#define VR_ALIAS(function, alias_name)    VR_ALIAS_(function, alias_name)
#define VR_ALIAS_(function, alias_name) \
   extern __typeof__(function) alias_name __attribute__((alias(#function)));

/* Executes the marker of fn with the given operands: "D", "S", "d", "c" are
   the first four arguments.  done and result are lvalues. */
#define VR_RUN_NATIVE(done, result, fn, ...)                                  \
   do {                                                                       \
      register UWord vr_r11 __asm__("r11");                                   \
      __asm__ __volatile__("nopl %c2(%%rax,%%rax,1)"                          \
                           : "=a"(result), "=r"(vr_r11)                       \
                           : "i"(VR_NATIVE_MAGIC | (fn)), __VA_ARGS__         \
                           : "cc", "memory");                                 \
      (done) = vr_r11 != 0;                                                   \
   } while (0)

/* Returns from the enclosing function, unless the tool has declined. */
#define VR_TRY_NATIVE(type, fn, ...)                                          \
   do {                                                                       \
      UWord vr_result;                                                        \
      Bool  vr_done;                                                          \
      VR_RUN_NATIVE(vr_done, vr_result, fn, __VA_ARGS__);                     \
      if (LIKELY(vr_done))                                                    \
         return (type)vr_result;                                              \
   } while (0)

/* Ends the process as abort() does; for when libc can't be asked. */
__attribute__((noreturn, unused))
static void vr_die_of_abort(void)
{
   enum { sys_getpid = 39, sys_gettid = 186, sys_tgkill = 234, sys_exit = 231 };
   enum { sigabrt = 6 };
   Word pid, tid, result;

#  define SYSCALL(number, a, b, c)                                            \
      __asm__ __volatile__("syscall" : "=a"(result)                           \
                           : "a"((Word)number), "D"(a), "S"(b), "d"(c)        \
                           : "rcx", "r11", "memory")
   SYSCALL(sys_getpid, 0, 0, 0);
   pid = result;
   SYSCALL(sys_gettid, 0, 0, 0);
   tid = result;
   SYSCALL(sys_tgkill, pid, tid, (Word)sigabrt);
   for (;;)
      SYSCALL(sys_exit, 127L, 0, 0);
#  undef SYSCALL
}

#endif
