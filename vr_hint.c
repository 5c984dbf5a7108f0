/* vr_hint.c: see vr_hint.h.

   The strings of the debug information are in sections of their own, one
   after the other, each with its NUL:

      .debug_str        ... \0 i n t \0 GNU C17 12.2.0 -mtune=... -O0 \0 ...

   It is enough to walk through them; which compilation unit uses which does
   not matter.  The file is the client's and may be anything: every number in
   it is tested before it is used.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_hint.h"
#include "vr_options.h"
#include <elf.h>

/* Sections larger than this are not looked through; what they could say is
   not worth more than a few hundredths of a second. */
#define MAX_SECTION_BYTES (64UL << 20)

/* Read at a time.  Longer strings (of templates) can't be a compiler's. */
#define CHUNK_BYTES (64 * 1024)

#define MAX_SECTIONS 1000

/* What has been found out. */
typedef struct { Bool unoptimised, optimised, unknown; } Evidence;

static Bool read_at(Int fd, Off64T offset, void* to, SizeT n)
{
   return VG_(lseek)(fd, offset, VKI_SEEK_SET) == offset
       && VG_(read)(fd, to, n) == (Int)n;
}

static Bool starts_with(const HChar* text, const HChar* start)
{
   return VG_(strncmp)(text, start, VG_(strlen)(start)) == 0;
}

/* The last -O option counts; -O alone is -O1. */
static Bool says_optimised(const HChar* producer)
{
   Bool optimised = False;

   for (const HChar* p = producer; (p = VG_(strstr)(p, " -O")) != NULL; p += 3)
      optimised = !(p[3] == '0' && (p[4] == '\0' || p[4] == ' '));
   return optimised;
}

/* Is it the name of a compiler, and what does it tell?  -m options are always
   there, as gcc records its defaults, too; the assembler has none. */
static void weigh(const HChar* text, Evidence* evidence)
{
   if (!starts_with(text, "GNU ") || VG_(strstr)(text, " -m") == NULL)
      return;
   if (says_optimised(text))
      evidence->optimised = True;
   else
      evidence->unoptimised = True;
}

/* Weighs the strings that are complete in [text, text + n); returns how many
   bytes they are. */
static SizeT weigh_strings(const HChar* text, SizeT n, Evidence* evidence)
{
   SizeT start = 0;

   for (SizeT i = 0; i < n; i++)
      if (text[i] == '\0') {
         if (text[start] == 'G')
            weigh(text + start, evidence);
         start = i + 1;
      }
   return start;
}

static void weigh_section(Int fd, const Elf64_Shdr* section,
                          Evidence* evidence)
{
   static HChar chunk[CHUNK_BYTES];
   SizeT left = section->sh_size, have = 0;

   if (section->sh_flags & SHF_COMPRESSED || left > MAX_SECTION_BYTES
       || VG_(lseek)(fd, section->sh_offset, VKI_SEEK_SET)
          != (Off64T)section->sh_offset) {
      evidence->unknown = True;
      return;
   }
   while (left > 0 && !evidence->optimised) {
      SizeT room  = sizeof chunk - have;
      Int   n     = VG_(read)(fd, chunk + have, left < room ? left : room);
      if (n <= 0)
         return;
      left -= n;
      have += n;
      SizeT done = weigh_strings(chunk, have, evidence);
      if (done == 0 && have == sizeof chunk)
         done = have;
      have -= done;
      VG_(memmove)(chunk, chunk + done, have);
   }
}

/* Has this section strings of the debug information? */
static Bool has_strings(Int fd, const Elf64_Shdr* names,
                        const Elf64_Shdr* section)
{
   HChar name[sizeof ".debug_line_str"];

   return section->sh_type == SHT_PROGBITS
       && section->sh_name < names->sh_size
       && read_at(fd, names->sh_offset + section->sh_name, name, sizeof name)
       && (VG_(strncmp)(name, ".debug_str", sizeof name) == 0
           || VG_(strncmp)(name, ".debug_line_str", sizeof name) == 0);
}

static void weigh_file(Int fd, Evidence* evidence)
{
   Elf64_Ehdr header;
   Elf64_Shdr names, section;

   if (!read_at(fd, 0, &header, sizeof header)
       || VG_(memcmp)(header.e_ident, ELFMAG, SELFMAG) != 0
       || header.e_shentsize != sizeof section
       || header.e_shnum > MAX_SECTIONS || header.e_shstrndx >= header.e_shnum
       || !read_at(fd, header.e_shoff + header.e_shstrndx * sizeof names,
                   &names, sizeof names))
      return;
   for (UInt i = 1; i < header.e_shnum && !evidence->optimised; i++)
      if (read_at(fd, header.e_shoff + i * sizeof section,
                  &section, sizeof section)
          && has_strings(fd, &names, &section))
         weigh_section(fd, &section, evidence);
}

/* The main executable, under a file position of our own; -1 if that fails. */
static Int open_executable(void)
{
   HChar  path[40];
   SysRes res;

   VG_(sprintf)(path, "/proc/self/fd/%d", VG_(cl_exec_fd));
   res = VG_(open)(path, VKI_O_RDONLY, 0);
   return sr_isError(res) ? -1 : (Int)sr_Res(res);
}

static Bool is_compiled_without_optimisation(void)
{
   Evidence evidence = { False, False, False };
   Int fd = open_executable();

   if (fd < 0)
      return False;
   weigh_file(fd, &evidence);
   VG_(close)(fd);
   return evidence.unoptimised && !evidence.optimised && !evidence.unknown;
}

void VR_(hint_print)(void)
{
   if (VG_(clo_verbosity) < 1 || VG_(clo_xml)
       || (Long)VG_(get_user_milliseconds)() < VR_(options).hint_after_ms
       || !is_compiled_without_optimisation())
      return;
   VG_(umsg)("Note: %s was compiled without optimisation; -O1 or -Og would "
             "make it run several times faster here and natively.\n\n",
             VG_(args_the_exename));
}
