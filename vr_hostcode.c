/* vr_hostcode.c: decoding a memory operand.  See vr_hostcode.h.

   An x86-64 instruction is

      legacy prefixes | REX or VEX | opcode (1 to 3 bytes) | ModRM [SIB] [disp]

   Everything that the code generator emits for a load or store has a ModRM
   byte right after its opcode; forms without one (push, string operations,
   absolute moves) it never uses for the client's accesses.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_hostcode.h"

void VR_(host_registers)(const struct vki_sigcontext* c, /*OUT*/UWord regs[16])
{
   regs[0]  = c->rax; regs[1]  = c->rcx; regs[2]  = c->rdx; regs[3]  = c->rbx;
   regs[4]  = c->rsp; regs[5]  = c->rbp; regs[6]  = c->rsi; regs[7]  = c->rdi;
   regs[8]  = c->r8;  regs[9]  = c->r9;  regs[10] = c->r10; regs[11] = c->r11;
   regs[12] = c->r12; regs[13] = c->r13; regs[14] = c->r14; regs[15] = c->r15;
}

static Bool is_legacy_prefix(UChar byte)
{
   switch (byte) {
      case 0x66: case 0x67: case 0xf0: case 0xf2: case 0xf3:
      case 0x2e: case 0x36: case 0x3e: case 0x26: case 0x64: case 0x65:
         return True;
      default:
         return False;
   }
}

/* Register number extensions from REX or VEX. */
typedef struct { UInt index_high, base_high; } Extensions;

/* Skips prefixes and opcode; returns the place of the ModRM byte. */
static const UChar* find_modrm(const UChar* p, /*OUT*/Extensions* ext)
{
   ext->index_high = ext->base_high = 0;
   while (is_legacy_prefix(*p))
      p++;

   if (p[0] == 0xc5)                       /* VEX, two bytes */
      return p + 3;
   if (p[0] == 0xc4) {                     /* VEX, three bytes: ~R ~X ~B */
      ext->index_high = p[1] & 0x40 ? 0 : 8;
      ext->base_high  = p[1] & 0x20 ? 0 : 8;
      return p + 4;
   }
   if ((p[0] & 0xf0) == 0x40) {            /* REX: W R X B */
      ext->index_high = p[0] & 2 ? 8 : 0;
      ext->base_high  = p[0] & 1 ? 8 : 0;
      p++;
   }
   if (p[0] != 0x0f)
      return p + 1;
   return p[1] == 0x38 || p[1] == 0x3a ? p + 3 : p + 2;
}

static Long read_displacement(const UChar* p, UInt mod)
{
   if (mod == 1)
      return (Char)p[0];
   return (Int)(p[0] | p[1] << 8 | p[2] << 16 | (UInt)p[3] << 24);
}

Bool VR_(host_operand)(const UChar* code, const UWord regs[16],
                       /*OUT*/VrHostOperand* operand)
{
   Extensions ext;
   const UChar* p = find_modrm(code, &ext);
   UInt mod = p[0] >> 6;
   UInt rm  = p[0] & 7;
   UWord index = 0;
   p++;

   if (mod == 3 || (mod == 0 && rm == 5))  /* a register; relative to rip */
      return False;

   VG_(memset)(operand, 0, sizeof *operand);
   operand->has_base = True;
   if (rm == 4) {                          /* a SIB byte follows */
      UInt scale     = p[0] >> 6;
      UInt index_reg = (p[0] >> 3 & 7) | ext.index_high;
      rm = p[0] & 7;
      p++;
      operand->has_index = index_reg != 4;
      if (operand->has_index)
         index = regs[index_reg] << scale;
      operand->has_base = !(mod == 0 && rm == 5);
   }
   if (operand->has_base)
      operand->base = regs[rm | ext.base_high];
   if (mod != 0 || !operand->has_base)
      operand->displacement = read_displacement(p, mod);
   operand->address = operand->base + index + operand->displacement;
   return True;
}
