/* A meta pool: its chunk is where another allocator finds its blocks.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>
#include <valgrind/memcheck.h>

static char storage[4096];
static int  pool;

int main(int argc, char **argv)
{
   int auto_free = argc > 1 ? VALGRIND_MEMPOOL_AUTO_FREE : 0;
   int i;

   VALGRIND_CREATE_MEMPOOL_EXT(&pool, 0, 0, VALGRIND_MEMPOOL_METAPOOL | auto_free);
   VALGRIND_MEMPOOL_ALLOC(&pool, storage, sizeof storage);
   for (i = 1; i < 20; i++)
      VALGRIND_MALLOCLIKE_BLOCK(storage + 100 * i, 20 + i, 0, 0);
   for (i = 1; i < 5; i++)
      VALGRIND_FREELIKE_BLOCK(storage + 100 * i, 0);
   if (auto_free)
      VALGRIND_MEMPOOL_FREE(&pool, storage);
   return 0;
}
