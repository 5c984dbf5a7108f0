/* vr_elfsyms.c: see vr_elfsyms.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_elfsyms.h"
#include <elf.h>

/* ---- reading ---- */

static Bool read_at(Int fd, ULong offset, void* to, SizeT n)
{
   SysRes res = VG_(do_syscall)(__NR_pread64, fd, (RegWord)to, n, offset,
                                0, 0, 0, 0);

   return !sr_isError(res) && sr_Res(res) == n;
}

static Bool read_header(Int fd, Elf64_Ehdr* ehdr)
{
   return read_at(fd, 0, ehdr, sizeof *ehdr)
       && VG_(memcmp)(ehdr->e_ident, ELFMAG, SELFMAG) == 0
       && ehdr->e_ident[EI_CLASS] == ELFCLASS64;
}

static Bool read_section(Int fd, const Elf64_Ehdr* ehdr, UInt i,
                         Elf64_Shdr* section)
{
   return i < ehdr->e_shnum && ehdr->e_shentsize == sizeof *section
       && read_at(fd, ehdr->e_shoff + (ULong)i * sizeof *section, section,
                  sizeof *section);
}

/* The table of all symbols, or, if it has been stripped off, that of those which
   other objects see. */
static Bool find_table(Int fd, /*OUT*/Elf64_Shdr* symbols,
                       /*OUT*/Elf64_Shdr* strings)
{
   Elf64_Ehdr ehdr;
   Elf64_Shdr section;
   Bool       found = False;

   if (!read_header(fd, &ehdr))
      return False;
   for (UInt i = 0; read_section(fd, &ehdr, i, &section); i++)
      if (section.sh_type == SHT_SYMTAB
          || (section.sh_type == SHT_DYNSYM && !found)) {
         *symbols = section;
         found    = True;
      }
   return found && symbols->sh_entsize == sizeof(Elf64_Sym)
       && read_section(fd, &ehdr, symbols->sh_link, strings);
}

static Bool read_name(Int fd, const Elf64_Shdr* strings, ULong at, HChar* name)
{
   ULong n = at < strings->sh_size ? strings->sh_size - at : 0;

   if (n > VR_ELF_NAME - 1)
      n = VR_ELF_NAME - 1;
   if (n == 0 || !read_at(fd, strings->sh_offset + at, name, n))
      return False;
   name[n] = '\0';
   return name[0] != '\0';
}

/* ---- looking for one ---- */

static Bool covers(const Elf64_Sym* sym, UInt type, ULong a)
{
   return ELF64_ST_TYPE(sym->st_info) == type && sym->st_shndx != SHN_UNDEF
       && a >= sym->st_value && a - sym->st_value < sym->st_size;
}

static Bool find_symbol(Int fd, UInt type, ULong a, VrElfSymbol* symbol)
{
   enum { AT_A_TIME = 128 };
   static Elf64_Sym some[AT_A_TIME];
   Elf64_Shdr symbols, strings;

   if (!find_table(fd, &symbols, &strings))
      return False;
   for (ULong n = symbols.sh_size / sizeof(Elf64_Sym), i = 0; i < n; ) {
      ULong k = n - i < AT_A_TIME ? n - i : AT_A_TIME;
      if (!read_at(fd, symbols.sh_offset + i * sizeof *some, some,
                   k * sizeof *some))
         return False;
      for (ULong j = 0; j < k; j++)
         if (covers(&some[j], type, a)) {
            symbol->start     = some[j].st_value;
            symbol->size      = some[j].st_size;
            symbol->is_global = ELF64_ST_BIND(some[j].st_info) == STB_GLOBAL;
            return read_name(fd, &strings, some[j].st_name, symbol->name);
         }
      i += k;
   }
   return False;
}

Bool VR_(elf_variable)(Int fd, ULong a, VrElfSymbol* symbol)
{
   return find_symbol(fd, STT_OBJECT, a, symbol);
}

/* ---- thread-local variables ---- */

/* How far the block of the program's thread-local variables begins below what the
   thread pointer points to: it is the first one there, and ends where the
   alignment allows. */
static Bool find_tls_size(Int fd, /*OUT*/ULong* size)
{
   Elf64_Ehdr ehdr;
   Elf64_Phdr phdr;

   if (!read_header(fd, &ehdr) || ehdr.e_phentsize != sizeof phdr)
      return False;
   for (UInt i = 0; i < ehdr.e_phnum; i++) {
      if (!read_at(fd, ehdr.e_phoff + (ULong)i * sizeof phdr, &phdr,
                   sizeof phdr))
         return False;
      if (phdr.p_type == PT_TLS) {
         ULong align = phdr.p_align > 1 ? phdr.p_align : 1;
         *size = (phdr.p_memsz + align - 1) / align * align;
         return True;
      }
   }
   return False;
}

Bool VR_(elf_thread_local)(Int fd, ULong below, VrElfSymbol* symbol)
{
   ULong size;

   if (!find_tls_size(fd, &size) || below > size
       || !find_symbol(fd, STT_TLS, size - below, symbol))
      return False;
   symbol->start = size - symbol->start;
   return True;
}
