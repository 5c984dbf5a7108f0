/* vr_errortext.c: errors in words.  See vr_errortext.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_errortext.h"
#include "vr_errorfacts.h"

/* ------------------------------------------------------------------ */
/*  Kinds                                                              */
/* ------------------------------------------------------------------ */

static const HChar* const leak_xml_kinds[VrLeak_KINDS] = {
   "Leak_StillReachable", "Leak_PossiblyLost",
   "Leak_IndirectlyLost", "Leak_DefinitelyLost"
};

const HChar* VR_(error_kind)(const Error* error)
{
   const VrErrorFacts* facts = VG_(get_error_extra)(error);

   switch ((VrErrorKind)VG_(get_error_kind)(error)) {
      case VrError_Access:
         return facts->is_write ? "InvalidWrite" : "InvalidRead";
      case VrError_Jump:          return "InvalidJump";
      case VrError_SyscallParam:  return "SyscallParam";
      case VrError_CoreMemory:    return "CoreMemError";
      case VrError_ClientCheck:   return "ClientCheck";
      case VrError_Free:          return "InvalidFree";
      case VrError_FreeMismatch:  return "MismatchedFree";
      case VrError_Overlap:       return "Overlap";
      case VrError_Fishy:         return "FishyValue";
      case VrError_ReallocZero:   return "ReallocSizeZero";
      case VrError_Pool:          return "InvalidMemPool";
      case VrError_BadAlign:      return "InvalidAlignment";
      case VrError_SizeMismatch:
         return "MismatchedAllocateDeallocateSize";
      case VrError_AlignMismatch:
         return "MismatchedAllocateDeallocateAlignment";
      case VrError_Leak:
         return leak_xml_kinds[facts->leak->kind];
      case VrError_Growth:        return "Growth";
      case VrError_StackOverflow: return "StackOverflow";
      case VrError_Resumed:       return "DestroyedCoroutine";
   }
   return "Unknown";
}

/* Readers of Memcheck's reports stop at kinds that they don't know.  Of those
   that came after Memcheck 3.19 they get one that all know (so not FishyValue)
   and that fits: Overlap stands for bogus arguments of any sort. */
const HChar* VR_(error_printed_kind)(const Error* error)
{
   if (VR_(options).xml_compat_memcheck)
      switch ((VrErrorKind)VG_(get_error_kind)(error)) {
         case VrError_SizeMismatch:
         case VrError_AlignMismatch:
         case VrError_ReallocZero:   return "MismatchedFree";
         case VrError_BadAlign:      return "Overlap";
         case VrError_Growth:        return "Leak_StillReachable";
         case VrError_StackOverflow: return "InvalidWrite";
         case VrError_Resumed:       return "InvalidJump";
         default:                    break;
      }
   return VR_(error_kind)(error);
}

/* ------------------------------------------------------------------ */
/*  Leaks                                                              */
/* ------------------------------------------------------------------ */

static const HChar* const leak_words[VrLeak_KINDS] = {
   "still reachable", "possibly lost", "indirectly lost", "definitely lost"
};

const HChar* VR_(change_text)(HChar buf[VR_CHANGE_SIZE], Bool show,
                              SizeT now, SizeT before)
{
   if (!show)
      buf[0] = '\0';
   else if (now >= before)
      VG_(snprintf)(buf, VR_CHANGE_SIZE, " (+%'lu)", now - before);
   else
      VG_(snprintf)(buf, VR_CHANGE_SIZE, " (-%'lu)", before - now);
   return buf;
}

const HChar* VR_(lost_coro_title)(const VrLostCoros* coros, HChar* buf,
                                  SizeT size)
{
   const VrCoro*     coro = VR_(coro_by_id)(coros->id);
   const VrDeadCoro* dead = VR_(coro_dead_by_id)(coros->id);

   return VR_(coro_title)(coros->id, coro != NULL ? coro->name
                                   : dead != NULL ? dead->name : NULL,
                          buf, size);
}

static void abandoned_sentence(HChar* buf, SizeT size, const VrLossRecord* r,
                               UInt n, UInt total)
{
   const VrLostCoros* lost = &r->coros;
   Bool  one = lost->n == 1;
   HChar title[VR_CORO_TITLE_SIZE], change[VR_CHANGE_SIZE], first[160];

   VR_(lost_coro_title)(lost, title, sizeof title);
   VR_(change_text)(change, r->show_change, lost->n, lost->old_n);
   if (one)
      VG_(snprintf)(first, sizeof first, "%s%s is", title, change);
   else
      VG_(snprintf)(first, sizeof first, "%'lu%s coroutines (%s, ...) are",
                    lost->n, change, title);
   VG_(snprintf)(buf, size,
                 "%s abandoned: %s of %'lu bytes and %'lu bytes in %'lu blocks "
                 "that only %s are definitely lost in loss record %'u of %'u",
                 first, one ? "its stack" : "their stacks", lost->stack_bytes,
                 r->indirect_bytes, lost->held_blocks,
                 one ? "it holds" : "they hold", n, total);
}

void VR_(loss_sentence)(HChar* buf, SizeT size, const VrLossRecord* r,
                        UInt n, UInt total)
{
   HChar sum[VR_CHANGE_SIZE], direct[VR_CHANGE_SIZE], indirect[VR_CHANGE_SIZE];
   HChar blocks[VR_CHANGE_SIZE];
   SizeT used;

   if (VR_(is_of_coroutines)(r)) {
      abandoned_sentence(buf, size, r, n, total);
      return;
   }
   VR_(change_text)(sum, r->show_change, r->bytes + r->indirect_bytes,
                    r->old_bytes + r->old_indirect_bytes);
   VR_(change_text)(direct, r->show_change, r->bytes, r->old_bytes);
   VR_(change_text)(indirect, r->show_change, r->indirect_bytes,
                    r->old_indirect_bytes);
   VR_(change_text)(blocks, r->show_change, r->blocks, r->old_blocks);

   if (r->indirect_bytes > 0)
      used = VG_(snprintf)(buf, size,
             "%'lu%s (%'lu%s direct, %'lu%s indirect) bytes",
             r->bytes + r->indirect_bytes, sum, r->bytes, direct,
             r->indirect_bytes, indirect);
   else
      used = VG_(snprintf)(buf, size, "%'lu%s bytes", r->bytes, direct);
   VG_(snprintf)(buf + used, size - used,
                 " in %'lu%s blocks are %s in loss record %'u of %'u",
                 r->blocks, blocks, leak_words[r->kind], n, total);
}

/* ------------------------------------------------------------------ */
/*  All errors                                                         */
/* ------------------------------------------------------------------ */

static void align_mismatch_sentence(HChar* buf, SizeT size,
                                    const HChar* names,
                                    const VrErrorFacts* facts)
{
   HChar alloc[32] = "default-aligned";
   HChar dealloc[32] = "default-aligned";
   if (facts->align != 0)
      VG_(sprintf)(alloc, "%lu", facts->align);
   if (facts->size != 0)
      VG_(sprintf)(dealloc, "%lu", facts->size);
   VG_(snprintf)(buf, size,
                 "Mismatched %s alignment alloc value: %s dealloc value: %s",
                 names, alloc, dealloc);
}

const HChar* VR_(error_sentence)(const Error* error)
{
   static HChar buf[512];
   const VrErrorFacts* facts = VG_(get_error_extra)(error);
   const HChar* string = VG_(get_error_string)(error);

   switch ((VrErrorKind)VG_(get_error_kind)(error)) {
      case VrError_Access:
         VG_(snprintf)(buf, sizeof buf, "Invalid %s of size %lu",
                       facts->is_write ? "write" : "read", facts->size);
         break;
      case VrError_Jump:
         return "Jump to the invalid address stated on the next line";
      case VrError_SyscallParam:
         VG_(snprintf)(buf, sizeof buf,
                       "Syscall param %s points to unaddressable byte(s)",
                       string);
         break;
      case VrError_CoreMemory:
         VG_(snprintf)(buf, sizeof buf, "%s contains unaddressable byte(s)",
                       string);
         break;
      case VrError_ClientCheck:
         return "Unaddressable byte(s) found during client check request";
      case VrError_Free:
         return "Invalid free() / delete / delete[] / realloc()";
      case VrError_FreeMismatch:
         return "Mismatched free() / delete / delete []";
      case VrError_Overlap:
         if (facts->size == 0)
            VG_(snprintf)(buf, sizeof buf,
                          "Source and destination overlap in %s(%#lx, %#lx)",
                          string, facts->dst, facts->src);
         else
            VG_(snprintf)(buf, sizeof buf,
                          "Source and destination overlap in"
                          " %s(%#lx, %#lx, %lu)",
                          string, facts->dst, facts->src, facts->size);
         break;
      case VrError_Fishy:
         VG_(snprintf)(buf, sizeof buf,
                       "Argument '%s' of function %s has a fishy"
                       " (possibly negative) value: %ld",
                       facts->argument, string, (SSizeT)facts->size);
         break;
      case VrError_ReallocZero:
         return "realloc() with size 0";
      case VrError_Pool:
         return "Illegal memory pool address";
      case VrError_BadAlign:
         VG_(snprintf)(buf, sizeof buf, "Invalid alignment value: %lu%s",
                       facts->align, string);
         break;
      case VrError_SizeMismatch:
         VG_(snprintf)(buf, sizeof buf, "Mismatched %s size value: %lu",
                       string, facts->size);
         break;
      case VrError_AlignMismatch:
         align_mismatch_sentence(buf, sizeof buf, string, facts);
         break;
      case VrError_Leak:
         VR_(loss_sentence)(buf, sizeof buf, facts->leak,
                            facts->leak_n, facts->leak_total);
         break;
      case VrError_Growth:
      case VrError_StackOverflow:
      case VrError_Resumed:
         return string;
   }
   return buf;
}
