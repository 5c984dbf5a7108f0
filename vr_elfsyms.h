/* vr_elfsyms.h: names of variables that are missing in the core's tables.

   The core keeps an object's functions and ordinary variables.  It leaves out
   thread-local variables, whose symbols are no addresses, and GNU's "unique"
   ones: the static variables of C++'s inline functions and templates.  They are
   looked up in the object's file when somebody wants to know, which is rare; so
   nothing is kept, and the table is read from beginning to end.

       file    ehdr ──> section headers ──> .symtab ──> .strtab
                   └──> program headers ──> PT_TLS: where a thread's block begins

   Whatever the file contains, the worst outcome is that no name is found.

   Users: vr_rootnames.  Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_ELFSYMS_H
#define VR_ELFSYMS_H

#include "vr_core.h"

#define VR_ELF_NAME 256

typedef struct {
   HChar name[VR_ELF_NAME];      /* as the linker knows it, cut if it's long  */
   ULong start, size;            /* an address as the object was linked; of a
                                    thread-local variable: how far below the
                                    thread pointer it begins                  */
   Bool  is_global;              /* other files can see it                    */
} VrElfSymbol;

/* The variable at the address a, as the object was linked. */
extern Bool VR_(elf_variable)(Int fd, ULong a, /*OUT*/VrElfSymbol* symbol);

/* The program's thread-local variable whose memory contains the byte that is
   `below` bytes before what the thread pointer points to. */
extern Bool VR_(elf_thread_local)(Int fd, ULong below,
                                  /*OUT*/VrElfSymbol* symbol);

#endif
