/* Loads and stores of vectors under a mask, at both ends of a block: what the
   mask leaves out may lie outside.  With the argument "bad" the mask lets one
   lane through that does.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <immintrin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 13 };     /* ints: the last vector of eight has five good lanes */

#define LANES(n) _mm256_cmpgt_epi32(_mm256_set1_epi32(n), \
                                    _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7))

__attribute__((target("avx2")))
static int run(int* block, int extra)
{
   int* tail = block + 8;
   int* head = block - 4;
   __m256i five = LANES(5 + extra);
   /* Before the block: lanes 4 to 7 are good. */
   __m256i high = _mm256_cmpgt_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7),
                                     _mm256_set1_epi32(3 - extra));
   __m256i sum = _mm256_setzero_si256();
   __m128i two = _mm256_castsi256_si128(LANES(2));

   sum = _mm256_add_epi32(sum, _mm256_maskload_epi32(tail, five));               /* @load_int */
   sum = _mm256_add_epi32(sum, _mm256_maskload_epi32(head, high));               /* @load_before */
   sum = _mm256_add_epi32(sum, _mm256_castps_si256(_mm256_maskload_ps((float*)tail, five)));   /* @load_float */
   _mm256_maskstore_epi32(tail, five, sum);                                      /* @store_int */
   _mm256_maskstore_ps((float*)head, high, _mm256_castsi256_ps(sum));            /* @store_before */
   /* Four good bytes and four bad ones: one good lane of 8 would be too many. */
   _mm256_maskstore_epi64((long long*)(tail + 4), _mm256_set_epi64x(0, 0, 0, extra ? -1 : 0), sum);   /* @store_long */
   /* A mask that lets nothing through may go with any address. */
   _mm_maskstore_epi32((int*)8, _mm_setzero_si128(), two);
   two = _mm_add_epi32(two, _mm_maskload_epi32((int*)8, _mm_setzero_si128()));
   /* Gathers touch the lanes that are asked for. */
   __m256i indices = _mm256_setr_epi32(0, 2, 4, 6, 8, 10, 12, 12 + extra);
   sum = _mm256_add_epi32(sum, _mm256_i32gather_epi32(block, indices, 4));       /* @gather */
   indices = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 10000);
   sum = _mm256_add_epi32(sum, _mm256_mask_i32gather_epi32(sum, block, indices, LANES(7), 4));
   return _mm256_extract_epi32(sum, 0) + _mm256_extract_epi32(sum, 4);
}

int main(int argc, char** argv)
{
   if (!__builtin_cpu_supports("avx2")) return 0;
   int* block = calloc(N, sizeof(int));       /* @alloc */
   run(block, argc > 1 && strcmp(argv[1], "bad") == 0);
   free(block);
   puts("done");
   return 0;
}
