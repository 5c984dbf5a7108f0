/* corpus.h: what the C and C++ programs of the corpus share: arguments, random
   numbers that depend on the seed only, and the checksum line.

   A program is called as `prog [seed] [rounds]`.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef CORPUS_H
#define CORPUS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct { uint64_t state; } Random;

static Random   corpus_random;
static uint64_t corpus_checksum;

/* xorshift64*, after a seed that was scrambled so that small ones differ. */
static inline Random random_from(uint64_t seed)
{
   Random random = { (seed + 1) * 0x9E3779B97F4A7C15ull ^ 0xD1B54A32D192ED03ull };
   return random;
}

static inline uint64_t random_next(Random* random)
{
   random->state ^= random->state >> 12;
   random->state ^= random->state << 25;
   random->state ^= random->state >> 27;
   return random->state * 0x2545F4914F6CDD1Dull;
}

static inline uint64_t random_between(Random* random, uint64_t lowest, uint64_t highest)
{
   return lowest + (random_next(random) >> 16) % (highest - lowest + 1);
}

static inline uint64_t any(void) { return random_next(&corpus_random); }

static inline uint64_t between(uint64_t lowest, uint64_t highest)
{
   return random_between(&corpus_random, lowest, highest);
}

static inline int percent(unsigned chance) { return between(1, 100) <= chance; }

/* The compiler may not leave out the allocation of BLOCK. */
static inline void use(void* block) { __asm__ volatile("" : : "r"(block) : "memory"); }

/* Fills TEXT with LENGTH letters and a 0. */
static inline char* letters(char* text, size_t length)
{
   for (size_t i = 0; i < length; i++)
      text[i] = 'a' + between(0, 25);
   text[length] = 0;
   return text;
}

static inline void mix(uint64_t value)
{
   corpus_checksum = (corpus_checksum ^ value) * 0x100000001B3ull;
}

static inline void mix_text(const char* text)
{
   while (*text)
      mix((unsigned char)*text++);
}

/* Seeds the random numbers; the number of rounds to do. */
static inline long start(int argc, char** argv, long rounds)
{
   corpus_random = random_from(argc > 1 ? strtoull(argv[1], NULL, 10) : 1);
   corpus_checksum = 0xCBF29CE484222325ull;
   return argc > 2 ? atol(argv[2]) : rounds;
}

static inline int finish(void)
{
   printf("%016llx\n", (unsigned long long)corpus_checksum);
   return 0;
}

#endif
