/* numbers.c: numbers of 32 bits that a program keeps are not taken for pointers.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdint.h>
#include <stdlib.h>

#define SIZE (1 << 20)
#define STEP (1 << 16)

/* Sixteen of them in each range of a million. */
static uint64_t numbers[(1UL << 32) / STEP];

__attribute__((noinline))
static void lose(void)
{
   char* volatile block = malloc(SIZE);
   block = NULL;
}

int main(void)
{
   lose();
   for (uint64_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
      numbers[i] = i * STEP + 8;
   return 0;
}
