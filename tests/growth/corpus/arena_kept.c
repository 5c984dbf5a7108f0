/* arena_kept.c: Each request takes its memory from an arena; the call that
   resets it after the request was lost in a merge.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Chunk { struct Chunk* next; size_t used; char data[16 * 1024]; } Chunk;
typedef struct { Chunk* chunks; size_t total; } Arena;

static void* arena_alloc(Arena* arena, size_t size)
{
   size = (size + 15) & ~(size_t)15;
   if (!arena->chunks || arena->chunks->used + size > sizeof arena->chunks->data) {
      Chunk* chunk = malloc(sizeof *chunk);
      chunk->next   = arena->chunks;
      chunk->used   = 0;
      arena->chunks = chunk;
   }
   char* block = arena->chunks->data + arena->chunks->used;
   arena->chunks->used += size;
   arena->total        += size;
   return block;
}

static void serve(Arena* arena)
{
   char* name  = letters(arena_alloc(arena, 64), between(4, 60));
   char* reply = arena_alloc(arena, between(100, 500));
   char* line  = malloc(100);
   snprintf(line, 100, "hello %s", name);
   memcpy(reply, line, 10);
   mix_text(line);
   free(line);
}

int main(int argc, char** argv)
{
   long  rounds = start(argc, argv, 25000);
   Arena arena  = { NULL, 0 };
   while (rounds-- > 0)
      serve(&arena);
   mix(arena.total);
   return finish();
}
