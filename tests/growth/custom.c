/* custom.c: Blocks that only client requests tell of: of a program's own allocator
   (MALLOCLIKE), of a pool, and a block that is resized in place.

      custom malloclike|pool|resize grow|stay

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <string.h>
#include <sys/mman.h>
#include "valgrind/valgrind.h"

enum { ROUNDS = 20000, SIZE = 48, ALIVE = 20 };

static char* memory;                    /* what blocks are cut from */

static char* place(int i) { return memory + (size_t)i * 2 * SIZE; }

static void new_block(int i)
{
   VALGRIND_MALLOCLIKE_BLOCK(place(i), SIZE, 0, 0);          /* @malloclike */
}

static void new_chunk(int i)
{
   VALGRIND_MEMPOOL_ALLOC(memory, place(i), SIZE);           /* @chunk */
}

static void new_buffer(void)
{
   VALGRIND_MALLOCLIKE_BLOCK(memory, 16, 0, 0);              /* @resized */
}

int main(int argc, char** argv)
{
   int grows = strcmp(argv[2], "grow") == 0;
   int is_pool = strcmp(argv[1], "pool") == 0;
   memory = mmap(NULL, 2ul * SIZE * ROUNDS, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   VALGRIND_CREATE_MEMPOOL(memory, 0, 0);

   if (strcmp(argv[1], "resize") == 0) {
      new_buffer();
      for (int i = 0, size = 16; i < ROUNDS; i++) {
         int larger = grows || i % 2 == 0 ? size + SIZE : size - SIZE;
         VALGRIND_RESIZEINPLACE_BLOCK(memory, size, larger, 0);
         size = larger;
         new_block(ROUNDS - 1);
         VALGRIND_FREELIKE_BLOCK(place(ROUNDS - 1), 0);
      }
      return 0;
   }
   for (int i = 0; i < ROUNDS; i++) {
      int old = i - ALIVE;
      if (is_pool)
         new_chunk(i);
      else
         new_block(i);
      if (!grows && old >= 0 && is_pool)
         VALGRIND_MEMPOOL_FREE(memory, place(old));
      else if (!grows && old >= 0)
         VALGRIND_FREELIKE_BLOCK(place(old), 0);
   }
   return 0;
}
