/* Calls back.  Its twin has the same code under other names and lines.
   SPDX-License-Identifier: GPL-2.0-or-later */
static void* one(void* (*get)(void)) { void* p = get(); __asm__ volatile("" : : : "memory"); return p; }  /* @one */
void* library_get(void* (*get)(void)) { void* p = one(get); __asm__ volatile("" : : : "memory"); return p; }
