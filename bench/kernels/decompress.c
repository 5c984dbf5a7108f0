/*
   decompress PASSES: the inner loop of an LZ decompressor on a made-up stream
   of (literals, match) pairs: unaligned loads and stores of 2, 8 and 16 bytes
   that copy a little more than asked, through general and vector registers.

      stream:  literal count | match length | distance (2 bytes) | literals ...

   SPDX-License-Identifier: GPL-2.0-or-later
*/

#include <emmintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAIRS  20000
#define SLACK  64        /* room for copies that overshoot */
#define OUTPUT (PAIRS * 96 + SLACK)

static unsigned next_random(unsigned* state)
{
   *state = *state * 1664525 + 1013904223;
   return *state >> 8;
}

/* Returns one past the end of the stream. */
static uint8_t* make_stream(uint8_t* stream)
{
   unsigned state   = 7;
   size_t   written = 0;
   for (int i = 0; i < PAIRS; i++) {
      unsigned literals = 4 + next_random(&state) % 28;
      unsigned length   = 4 + next_random(&state) % 60;
      written += literals;
      uint16_t distance = 1 + next_random(&state) % (written < 60000 ? written : 60000);
      stream[0] = literals;
      stream[1] = length;
      memcpy(stream + 2, &distance, 2);
      for (unsigned k = 0; k < literals; k++) stream[4 + k] = next_random(&state);
      stream += 4 + literals;
      written += length;
   }
   return stream;
}

static inline void copy16(uint8_t* to, const uint8_t* from)
{
   _mm_storeu_si128((__m128i*)to, _mm_loadu_si128((const __m128i*)from));
}

static inline void copy8(uint8_t* to, const uint8_t* from)
{
   uint64_t word;
   memcpy(&word, from, 8);
   memcpy(to, &word, 8);
}

static void copy_match(uint8_t* to, unsigned distance, unsigned length)
{
   const uint8_t* from = to - distance;
   uint8_t*       end  = to + length;
   if (distance >= 16)
      for (; to < end; to += 16, from += 16) copy16(to, from);
   else if (distance >= 8)
      for (; to < end; to += 8, from += 8) copy8(to, from);
   else
      while (to < end) *to++ = *from++;
}

/* Returns the number of bytes written. */
static size_t decompress(uint8_t* out, const uint8_t* stream, const uint8_t* end)
{
   uint8_t* to = out;
   while (stream < end) {
      unsigned literals = stream[0];
      unsigned length   = stream[1];
      uint16_t distance;
      memcpy(&distance, stream + 2, 2);
      stream += 4;
      for (unsigned k = 0; k < literals; k += 16) copy16(to + k, stream + k);
      to += literals;
      stream += literals;
      copy_match(to, distance, length);
      to += length;
   }
   return to - out;
}

int main(int argc, char** argv)
{
   long     passes = argc > 1 ? atol(argv[1]) : 1;
   uint8_t* stream = calloc(PAIRS, 36);
   uint8_t* out    = calloc(OUTPUT, 1);
   uint8_t* end    = make_stream(stream);

   size_t   length = 0;
   uint64_t sum    = 0;
   for (long pass = 0; pass < passes; pass++) {
      length = decompress(out, stream, end);
      sum    = sum * 31 + out[(pass * 997) % length];
   }
   for (size_t i = 0; i < length; i++) sum = sum * 31 + out[i];
   printf("%zu %llx\n", length, (unsigned long long)sum);
   free(stream);
   free(out);
   return 0;
}
