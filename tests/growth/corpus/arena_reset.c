/* arena_reset.c: Each request takes memory from an arena, which is reset after
   the request but for its first chunk.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Chunk { struct Chunk* next; size_t used; char data[4000]; } Chunk;
typedef struct { Chunk* chunks; } Arena;

static void* arena_alloc(Arena* arena, size_t size)
{
   if (!arena->chunks || arena->chunks->used + size > sizeof arena->chunks->data) {
      Chunk* chunk = malloc(sizeof *chunk);
      chunk->next   = arena->chunks;
      chunk->used   = 0;
      arena->chunks = chunk;
   }
   arena->chunks->used += size;
   return arena->chunks->data + arena->chunks->used - size;
}

static void arena_reset(Arena* arena)
{
   while (arena->chunks->next) {
      Chunk* chunk = arena->chunks;
      arena->chunks = chunk->next;
      free(chunk);
   }
   arena->chunks->used = 0;
}

int main(int argc, char** argv)
{
   long  rounds = start(argc, argv, 4000);
   Arena arena  = { NULL };
   while (rounds-- > 0) {
      for (uint64_t parts = between(1, 150); parts > 0; parts--) {
         size_t size = between(16, 240);
         char*  part = memset(arena_alloc(&arena, size), (int)parts, size);
         mix(part[size / 2]);
      }
      arena_reset(&arena);
   }
   return finish();
}
