/* A library with a constructor, a destructor, a buffer and a leak.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
static char* buffer;
static __attribute__((constructor)) void begin(void) { buffer = malloc(64); }
static __attribute__((destructor)) void end(void)    { free(buffer); }
char* plugin_block(void)    { return malloc(10); }            /* @plugin */
void  plugin_bad(char* p)   { p[10] = 1; }                    /* @plugin_bad */
void  plugin_leak(void)     { malloc(55); }                   /* @plugin_leak */
