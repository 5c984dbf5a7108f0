/* core_shim.h: the little of Valgrind's core that the tested files need, as an
   ordinary program.

   Ordered sets, pools and growing arrays are the core's own, linked from its
   library; what follows are the functions those need, and the client's
   memory.  Client memory comes from a range of its own, below the limit of
   the shadow map, page-aligned and no better, and can be made to run out.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef CORE_SHIM_H
#define CORE_SHIM_H

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <sys/syscall.h>

#include "../../vr_core.h"
#include "../../vr_options.h"
#include "../../vr_shadow.h"

#define SHIM_CLIENT_START 0x1000000000UL      /* 64 GB */

static UWord shim_client_next  = SHIM_CLIENT_START;
static SizeT shim_client_limit = ~0UL;        /* bytes it may map in all   */
static SizeT shim_client_mapped;

VrOptions VR_(options);
Addr      VR_(shadow_base);
Int       VG_(clo_redzone_size);

/* ---- the core's library functions ---- */

void* VG_(malloc)(const HChar* cc, SizeT n)       { return malloc(n); }
void* VG_(calloc)(const HChar* cc, SizeT n, SizeT each) { return calloc(n, each); }
void  VG_(free)(void* p)                          { free(p); }
void* VG_(memset)(void* p, Int c, SizeT n)        { return memset(p, c, n); }
void* VG_(memcpy)(void* d, const void* s, SizeT n)  { return memcpy(d, s, n); }
void* VG_(memmove)(void* d, const void* s, SizeT n) { return memmove(d, s, n); }
Int   VG_(strcmp)(const HChar* a, const HChar* b) { return strcmp(a, b); }
SizeT VG_(strlen)(const HChar* s)                 { return strlen(s); }

void VG_(ssort)(void* base, SizeT n, SizeT size,
                Int (*compare)(const void*, const void*))
{
   qsort(base, n, size, compare);
}

void VG_(vcbprintf)(void (*sink)(HChar, void*), void* opaque,
                    const HChar* format, va_list args)
{
}

void VG_(assert_fail)(Bool is_core, const HChar* expr, const HChar* file,
                      Int line, const HChar* fn, const HChar* format, ...)
{
   printf("%s:%d: %s: %s\n", file, line, fn, expr);
   abort();
}

/* ---- memory ---- */

static SysRes shim_result(Bool ok, UWord value)
{
   SysRes res;
   memset(&res, 0, sizeof res);
   res._isError = !ok;
   res._val     = value;
   return res;
}

SysRes VG_(am_mmap_client_heap)(SizeT length, Int prot)
{
   Addr at = shim_client_next;

   if (length > shim_client_limit - shim_client_mapped)
      return shim_result(False, ENOMEM);
   if (mmap((void*)at, length, PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE,
            -1, 0) != (void*)at)
      return shim_result(False, ENOMEM);
   shim_client_mapped += length;
   shim_client_next   += (length + 4095) & ~4095UL;
   return shim_result(True, at);
}

/* What lies last is mapped again next, as the core does it. */
SysRes VG_(am_munmap_client)(Bool* discard, Addr start, SizeT length)
{
   *discard = False;
   if (munmap((void*)start, length) != 0)
      return shim_result(False, EINVAL);
   shim_client_mapped -= length;
   if (start + length == shim_client_next)
      shim_client_next = start;
   return shim_result(True, 0);
}

SysRes VG_(do_syscall)(UWord number, RegWord a1, RegWord a2, RegWord a3,
                       RegWord a4, RegWord a5, RegWord a6, RegWord a7,
                       RegWord a8)
{
   return shim_result(syscall(number, a1, a2, a3) == 0, 0);
}

/* ---- the shadow map, bit by bit at the ends of a range ---- */

static inline void shim_shadow_init(void)
{
   VR_(shadow_base) = (Addr)mmap(NULL, (VR_ADDRESS_LIMIT >> 3) + 4096,
                                 PROT_READ | PROT_WRITE,
                                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                                 -1, 0);
}

static void shim_set(Addr a, SizeT n, Bool mark)
{
   for (; n > 0 && (a & 7) != 0; a++, n--)
      *VR_(shadow_byte)(a) = mark ? *VR_(shadow_byte)(a) | 1 << (a & 7)
                                  : *VR_(shadow_byte)(a) & ~(1 << (a & 7));
   memset(VR_(shadow_byte)(a), mark ? 0xff : 0, n >> 3);
   for (a += n & ~7UL, n &= 7; n > 0; a++, n--)
      *VR_(shadow_byte)(a) = mark ? *VR_(shadow_byte)(a) | 1 << (a & 7)
                                  : *VR_(shadow_byte)(a) & ~(1 << (a & 7));
}

void VR_(shadow_mark)(Addr a, SizeT n)  { shim_set(a, n, True); }
void VR_(shadow_clear)(Addr a, SizeT n) { shim_set(a, n, False); }

static inline Bool shim_is_marked(Addr a)
{
   return (*VR_(shadow_byte)(a) >> (a & 7)) & 1;
}

#endif
