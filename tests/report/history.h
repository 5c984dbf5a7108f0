// A history without bound, and blocks that are lost: what the programs of real.t and
// real_formats.t do wrong.
//
// SPDX-License-Identifier: GPL-2.0-or-later

#include <stdlib.h>
#include <string.h>

struct line { struct line* next; char text[40]; };
static struct line* history;

static void remember(void)
{
   struct line* line = malloc(sizeof *line);
   memset(line->text, 'x', sizeof line->text);
   line->next = history;
   history = line;
}

static void lose(int size) { memset(malloc(size), 1, size); }
