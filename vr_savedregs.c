/* vr_savedregs.c: see vr_savedregs.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_savedregs.h"

static const struct { const HChar* name; Int number; } preserved[] = {
   { "RBX", 3 }, { "RBP", 5 }, { "R12", 12 }, { "R13", 13 }, { "R14", 14 },
   { "R15", 15 }
};

#define N_PRESERVED (sizeof preserved / sizeof *preserved)

Int VR_(saved_register)(const HChar* name)
{
   for (UInt i = 0; i < N_PRESERVED; i++)
      if (VG_STREQ(name, preserved[i].name))
         return preserved[i].number;
   return -1;
}

/* Others are pushed to make room for a variable. */
static Bool is_preserved(Int reg)
{
   for (UInt i = 0; i < N_PRESERVED; i++)
      if (reg == preserved[i].number)
         return True;
   return False;
}

/* ---- what a function saves ---- */

#define MAX_SAVED 6

/* Bytes of a function's beginning that are looked at, and the longest
   instruction that is understood. */
#define MAX_PROLOGUE    64
#define MAX_INSTRUCTION 12

/* The bytes that say what an instruction works on: ModRM, SIB, displacement. */
static UInt length_of_operands(const UChar* modrm)
{
   static const UInt displacement[4] = { 0, 1, 4, 0 };
   UInt mod = modrm[0] >> 6;
   UInt rm  = modrm[0] & 7;
   UInt sib = mod != 3 && rm == 4;

   if (mod == 0 && (rm == 5 || (sib && (modrm[1] & 7) == 5)))
      return 1 + sib + 4;
   return 1 + sib + displacement[mod];
}

/* Does it work on the stack pointer?  Then no register is saved any more. */
static Bool is_stack_pointer(UInt rex, UChar modrm)
{
   return (modrm & 0xC7) == 0xC4 && (rex & 1) == 0;
}

/* The length of an instruction that compilers put between those that save: moves,
   and simple arithmetic.  0: it is another one. */
static UInt length_between(const UChar* code)
{
   UInt  has_rex = (code[0] & 0xF0) == 0x40;
   UInt  rex     = has_rex ? code[0] : 0;
   UChar op      = code[has_rex];
   const UChar* modrm = &code[has_rex + 1];

   if (op >= 0xB8 && op <= 0xBF)                      /* mov reg, constant */
      return has_rex + 1 + ((rex & 8) != 0 ? 8 : 4);
   switch (op) {
   case 0x01: case 0x03: case 0x29: case 0x2B: case 0x31: case 0x33:
   case 0x39: case 0x3B: case 0x63: case 0x83: case 0x85: case 0x89:
   case 0x8B: case 0x8D:
      if (is_stack_pointer(rex, modrm[0]))
         return 0;
      return has_rex + 1 + length_of_operands(modrm) + (op == 0x83);
   }
   return 0;
}

/* The registers that the code begins by pushing, in order. */
static UInt find_pushes(const UChar* code, UInt size, UChar* regs)
{
   static const UChar endbr64[4] = { 0xF3, 0x0F, 0x1E, 0xFA };
   UInt n = 0, length;
   UInt i = VG_(memcmp)(code, endbr64, sizeof endbr64) == 0 ? 4 : 0;

   while (n < MAX_SAVED && i + MAX_INSTRUCTION <= size) {
      if (code[i] >= 0x50 && code[i] <= 0x57)
         regs[n++] = code[i++] - 0x50;
      else if (code[i] == 0x41 && code[i + 1] >= 0x50 && code[i + 1] <= 0x57) {
         regs[n++] = code[i + 1] - 0x50 + 8;
         i += 2;
      } else if ((length = length_between(&code[i])) != 0)
         i += length;
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
   UInt  i = 0;
   UWord k;

   while (i + 1 < frames->n && (a < frames->sps[i] || a >= frames->sps[i + 1]))
      i++;
   if (i + 1 >= frames->n)
      return False;
   *frame = i;
   k = (frames->sps[i + 1] - a) / sizeof(UWord) - 2;
   *is_saved = k < registers_saved_by(frames->ips[i], regs)
            && is_preserved(regs[k]);
   return !*is_saved || find_saver(frames, i + 1, regs[k], frame);
}
