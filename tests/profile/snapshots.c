/* Asks for snapshots between phases.  SPDX-License-Identifier: GPL-2.0-or-later */
#include <vrleak.h>
#include <stdlib.h>
#include <string.h>

static void *blocks[1000];

static void fill(int n) { for (int i = 0; i < n; i++) blocks[i] = malloc(100); }
static void clear(int n) { for (int i = 0; i < n; i++) free(blocks[i]); }

int main(void)
{
   VRLEAK_SNAPSHOT("nothing");
   fill(1000);
   VRLEAK_SNAPSHOT("full \"\x01");
   clear(500);
   VALGRIND_MONITOR_COMMAND("snapshot half");
   VALGRIND_MONITOR_COMMAND("snapshot");
   VRLEAK_SNAPSHOT("");
   VRLEAK_SNAPSHOT((const char *)16);
   memmove(blocks, blocks + 500, 500 * sizeof blocks[0]);
   clear(500);
   return 0;
}
