/* vr_callsite.c: the name by which a function was called.

   See vr_callsite.h.  Everything read here is the client's memory and may be
   anything, so it is read under vr_fault's guard and checked for plausibility.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <elf.h>

#include "vr_callsite.h"
#include "vr_guard.h"

/* Code is read byte by byte: it is not aligned. */
static Int displacement_at(Addr a)
{
   const UChar* p = (const UChar*)a;
   return p[0] | p[1] << 8 | p[2] << 16 | (UInt)p[3] << 24;
}

static Bool bytes_at(Addr a, const UChar* bytes, UInt n)
{
   for (UInt i = 0; i < n; i++)
      if (((const UChar*)a)[i] != bytes[i])
         return False;
   return True;
}

/* ------------------------------------------------------------------ */
/*  From the call to the slot                                          */
/* ------------------------------------------------------------------ */

/* The slot through which the entry of a procedure linkage table jumps, or 0:
   [endbr64] [bnd] jmp *slot(%rip). */
static Addr slot_of_plt_entry(Addr entry)
{
   static const UChar endbr64[]  = { 0xf3, 0x0f, 0x1e, 0xfa };
   static const UChar bnd[]      = { 0xf2 };
   static const UChar jmp_slot[] = { 0xff, 0x25 };

   if (bytes_at(entry, endbr64, sizeof endbr64))
      entry += sizeof endbr64;
   if (bytes_at(entry, bnd, sizeof bnd))
      entry += sizeof bnd;
   if (!bytes_at(entry, jmp_slot, sizeof jmp_slot))
      return 0;
   entry += sizeof jmp_slot + 4;
   return entry + displacement_at(entry - 4);
}

/* The slot used by the call that returns to return_address, or 0. */
static Addr slot_of_call(Addr return_address)
{
   static const UChar call[]      = { 0xe8 };
   static const UChar call_slot[] = { 0xff, 0x15 };
   Addr operand = return_address - 4;
   Addr target  = return_address + displacement_at(operand);

   if (bytes_at(operand - sizeof call_slot, call_slot, sizeof call_slot))
      return target;
   if (bytes_at(operand - sizeof call, call, sizeof call))
      return slot_of_plt_entry(target);
   return 0;
}

/* ------------------------------------------------------------------ */
/*  From the slot to the symbol                                        */
/* ------------------------------------------------------------------ */

/* Where the file that the code at a belongs to begins in memory, or 0.  What
   is before the code is mapped without holes; data may be further away. */
static Addr start_of_object(Addr a)
{
   const NSegment* seg = VG_(am_find_nsegment)(a);
   const Int max_steps = 32;

   if (seg == NULL || seg->kind != SkFileC)
      return 0;
   ULong dev = seg->dev, ino = seg->ino;
   for (Int i = 0; i < max_steps && seg != NULL; i++) {
      if (seg->kind == SkFileC && seg->dev == dev && seg->ino == ino
          && seg->offset == 0)
         return seg->start;
      seg = VG_(am_find_nsegment)(seg->start - 1);
   }
   return 0;
}

/* What is needed of an object's dynamic section. */
typedef struct {
   Addr  bias;              /* load address - address in the file          */
   Addr  plt_rela, rela;    /* Elf64_Rela[]                                */
   SizeT plt_rela_size, rela_size;
   Addr  symbols, strings;
   Addr  versions;          /* Elf64_Half[], one per symbol; 0: there are none */
   Addr  needed;            /* Elf64_Verneed: the versions' names              */
} Dynamic;

static Bool read_dynamic(Addr object, /*OUT*/Dynamic* dynamic)
{
   const Elf64_Ehdr* ehdr = (const Elf64_Ehdr*)object;
   const Elf64_Phdr* phdr = (const Elf64_Phdr*)(object + ehdr->e_phoff);
   const Elf64_Phdr* first_load = NULL;
   const Elf64_Phdr* section    = NULL;
   static const UChar magic[] = { 0x7f, 'E', 'L', 'F', ELFCLASS64 };

   if (!bytes_at(object, magic, sizeof magic))
      return False;
   for (UInt i = 0; i < ehdr->e_phnum; i++) {
      if (phdr[i].p_type == PT_LOAD && first_load == NULL)
         first_load = &phdr[i];
      if (phdr[i].p_type == PT_DYNAMIC)
         section = &phdr[i];
   }
   if (first_load == NULL || section == NULL)
      return False;

   *dynamic = (Dynamic){ .bias = object - VG_PGROUNDDN(first_load->p_vaddr) };
   const Elf64_Dyn* entry = (const Elf64_Dyn*)(dynamic->bias
                                               + section->p_vaddr);
   for (; entry->d_tag != DT_NULL; entry++) {
      /* ld.so has turned addresses into absolute ones, others' may not. */
      Addr value = entry->d_un.d_val;
      Addr address = value < object ? value + dynamic->bias : value;
      switch (entry->d_tag) {
         case DT_JMPREL:   dynamic->plt_rela      = address; break;
         case DT_PLTRELSZ: dynamic->plt_rela_size = value;   break;
         case DT_RELA:     dynamic->rela          = address; break;
         case DT_RELASZ:   dynamic->rela_size     = value;   break;
         case DT_SYMTAB:   dynamic->symbols       = address; break;
         case DT_STRTAB:   dynamic->strings       = address; break;
         case DT_VERSYM:   dynamic->versions      = address; break;
         case DT_VERNEED:  dynamic->needed        = address; break;
         default:          break;
      }
   }
   return dynamic->symbols != 0 && dynamic->strings != 0;
}

/* The number of the symbol that the relocation of slot refers to, or 0, which
   is no symbol. */
static UWord symbol_of(const Dynamic* dynamic, Addr table, SizeT size,
                       Addr slot)
{
   const Elf64_Rela* rela = (const Elf64_Rela*)table;

   for (SizeT i = 0; i < size / sizeof *rela; i++) {
      if (dynamic->bias + rela[i].r_offset != slot)
         continue;
      return ELF64_R_SYM(rela[i].r_info);
   }
   return 0;
}

static const HChar* name_of(const Dynamic* dynamic, UWord symbol)
{
   const Elf64_Sym* symbols = (const Elf64_Sym*)dynamic->symbols;
   return (const HChar*)(dynamic->strings + symbols[symbol].st_name);
}

/* Of a symbol of another object, "" if it has none. */
static const HChar* version_of(const Dynamic* dynamic, UWord symbol)
{
   if (dynamic->versions == 0 || dynamic->needed == 0)
      return "";
   UWord version = ((const Elf64_Half*)dynamic->versions)[symbol] & 0x7fff;
   const Elf64_Verneed* file = (const Elf64_Verneed*)dynamic->needed;

   for (;; file = (const Elf64_Verneed*)((Addr)file + file->vn_next)) {
      const Elf64_Vernaux* aux = (const Elf64_Vernaux*)((Addr)file
                                                        + file->vn_aux);
      for (UInt i = 0; i < file->vn_cnt; i++) {
         if (aux->vna_other == version)
            return (const HChar*)(dynamic->strings + aux->vna_name);
         aux = (const Elf64_Vernaux*)((Addr)aux + aux->vna_next);
      }
      if (file->vn_next == 0)
         return "";
   }
}

/* The wanted name may have a version, "memcpy@GLIBC_2.14". */
static Bool is_wanted(const HChar* wanted, const HChar* name,
                      const HChar* version)
{
   while (*name != 0 && *name == *wanted)
      name++, wanted++;
   if (*name != 0 || *wanted != '@')
      return *name == *wanted;
   wanted++;
   while (*version != 0 && *version == *wanted)
      version++, wanted++;
   return *version == *wanted;
}

static Bool slot_is_of(Addr object, Addr slot, const HChar* name)
{
   Dynamic dynamic;
   UWord   symbol;

   if (!read_dynamic(object, &dynamic))
      return False;
   symbol = symbol_of(&dynamic, dynamic.plt_rela, dynamic.plt_rela_size, slot);
   if (symbol == 0)
      symbol = symbol_of(&dynamic, dynamic.rela, dynamic.rela_size, slot);
   return symbol != 0 && is_wanted(name, name_of(&dynamic, symbol),
                                   version_of(&dynamic, symbol));
}

/* ------------------------------------------------------------------ */
/*  The whole                                                          */
/* ------------------------------------------------------------------ */

static Bool find_out(Addr return_address, const HChar* name)
{
   volatile Addr slot   = 0;
   volatile Bool answer = False;

   if (VR_FAULT_GUARD_BEGIN()) {
      slot = slot_of_call(return_address);
      VR_FAULT_GUARD_END();
   }
   if (slot == 0)
      return False;
   Addr object = start_of_object(return_address);
   if (object == 0)
      return False;
   if (VR_FAULT_GUARD_BEGIN()) {
      answer = slot_is_of(object, slot, name);
      VR_FAULT_GUARD_END();
   }
   return answer;
}

/* What was found out before, by call site: a program that moves overlapping
   blocks at all usually does it again and again. */
#define N_KNOWN 256
static struct { Addr return_address; const HChar* name; Bool answer; }
   known[N_KNOWN];

Bool VR_(call_site_names)(const VexGuestAMD64State* guest, const HChar* name)
{
   volatile Addr return_address = 0;

   if (VR_FAULT_GUARD_BEGIN()) {
      return_address = *(const Addr*)guest->guest_RSP;
      VR_FAULT_GUARD_END();
   }
   UInt i = (return_address ^ (Addr)name) % N_KNOWN;
   if (known[i].return_address != return_address || known[i].name != name) {
      known[i].return_address = return_address;
      known[i].name           = name;
      known[i].answer         = find_out(return_address, name);
   }
   return known[i].answer;
}
