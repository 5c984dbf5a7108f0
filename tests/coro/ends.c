/* ends [fault]: an error in the entry function of a coroutine, and in what it calls,
   within the last bytes of a mapping that nothing follows; with "fault" one that
   the processor refuses.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <sys/mman.h>
#include "switch.h"

#define SIZE 16384

static void* sp;
static void* main_sp;
static int*  block;

static __attribute__((noinline)) void at_end(int i)
{
   block[i] = 1;                             /* @bad */
}

static __attribute__((noinline)) void middle(int i)
{
   at_end(i);                                /* @middle */
   __asm__ volatile("");
}

static void work(void)
{
   middle(10);                               /* @work */
   swap(&sp, main_sp);
   __builtin_trap();
}

int main(int argc, char** argv)
{
   char* low = mmap(NULL, SIZE + 4096, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   munmap(low + SIZE, 4096);
   block = argc > 1 ? (int*)0x12345678000 : malloc(40);
   sp = prepare(low, SIZE, work);
   swap(&main_sp, sp);
   free(block);
   return 0;
}
