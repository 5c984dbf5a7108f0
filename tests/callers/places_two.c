/* See places_one.c.
   SPDX-License-Identifier: GPL-2.0-or-later */

static void* two(void* (*get)(void)) { void* p = get(); __asm__ volatile("" : : : "memory"); return p; }  /* @two */
void* library_get(void* (*get)(void)) { void* p = two(get); __asm__ volatile("" : : : "memory"); return p; }
