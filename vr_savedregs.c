/* vr_savedregs.c: see vr_savedregs.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_savedregs.h"

Int VR_(saved_register)(const HChar* name)
{
   static const struct { const HChar* name; Int number; } registers[] = {
      { "RBX", 3 }, { "RBP", 5 }, { "R12", 12 }, { "R13", 13 }, { "R14", 14 },
      { "R15", 15 }
   };

   for (UInt i = 0; i < sizeof registers / sizeof *registers; i++)
      if (VG_STREQ(name, registers[i].name))
         return registers[i].number;
   return -1;
}

/* ---- what a function saves ---- */

#define MAX_SAVED 6

/* Bytes of a function's beginning that are looked at. */
#define MAX_PROLOGUE 48

/* The length of an instruction that may stand between those that save and that
   moves, clears or tests registers only; 0: it is another one. */
static UInt length_of_move(const UChar* code)
{
   UInt  rex = (code[0] & 0xF0) == 0x40;
   UChar op  = code[rex];

   return (op == 0x89 || op == 0x8B || op == 0x31 || op == 0x33 || op == 0x85)
          && code[rex + 1] >= 0xC0 ? rex + 2 : 0;
}

/* The registers that the code begins by pushing, in order. */
static UInt find_pushes(const UChar* code, UInt size, UChar* regs)
{
   static const UChar endbr64[4] = { 0xF3, 0x0F, 0x1E, 0xFA };
   UInt n = 0;
   UInt i = VG_(memcmp)(code, endbr64, sizeof endbr64) == 0 ? 4 : 0;

   while (n < MAX_SAVED && i + 3 < size) {
      if (code[i] >= 0x50 && code[i] <= 0x57)
         regs[n++] = code[i++] - 0x50;
      else if (code[i] == 0x41 && code[i + 1] >= 0x50 && code[i + 1] <= 0x57) {
         regs[n++] = code[i + 1] - 0x50 + 8;
         i += 2;
      } else if (length_of_move(&code[i]) != 0)
         i += length_of_move(&code[i]);
      else
         break;
   }
   return n;
}

static UInt registers_saved_by(Addr ip, UChar* regs)
{
   PtrdiffT offset;
   Addr     entry;

   if (!VG_(get_inst_offset_in_function)(VG_(current_DiEpoch)(), ip, &offset))
      return 0;
   entry = ip - offset;
   if (!VG_(am_is_valid_for_client)(entry, MAX_PROLOGUE, VKI_PROT_READ))
      return 0;
   return find_pushes((const UChar*)entry, MAX_PROLOGUE, regs);
}

/* ---- whose it is ---- */

static Bool find_saver(const VrFrames* frames, UInt from, Int reg, UInt* frame)
{
   for (UInt i = from; i < frames->n; i++) {
      UChar regs[MAX_SAVED];
      UInt  n = registers_saved_by(frames->ips[i], regs);
      for (UInt k = 0; k < n; k++)
         if (regs[k] == reg) {
            *frame = i;
            return True;
         }
   }
   return False;
}

Bool VR_(frame_of_register)(const VrFrames* frames, Int reg, UInt* frame)
{
   return find_saver(frames, 0, reg, frame);
}

/* A frame ends where its caller's stack pointer will be: there is the return
   address, and below it what was saved first. */
Bool VR_(frame_of_word)(const VrFrames* frames, Addr a, UInt* frame,
                        Bool* is_saved)
{
   UChar regs[MAX_SAVED];
   UInt  i = 0, n;
   Addr  first;

   while (i + 1 < frames->n && (a < frames->sps[i] || a >= frames->sps[i + 1]))
      i++;
   if (i + 1 >= frames->n)
      return False;
   *frame = i;
   first  = frames->sps[i + 1] - 2 * sizeof(UWord);
   n      = registers_saved_by(frames->ips[i], regs);
   *is_saved = a <= first && (first - a) / sizeof(UWord) < n;
   return !*is_saved
       || find_saver(frames, i + 1, regs[(first - a) / sizeof(UWord)], frame);
}
