/* Uses a local variable of a function that has returned: by instructions, by
   string functions and by a system call.  With an argument the function is
   still there.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <string.h>
#include <unistd.h>

static void* volatile kept;

static void use(void)
{
   volatile int* number = kept;
   int   sink = number[0];                   /* @read */
   number[1] = sink;                         /* @write */
   number[2]++;                              /* @modify */
   sink = *(volatile char*)&number[3];       /* @byte */
   *(volatile long*)&number[4] = sink;       /* @long */
}

static void use_strings(void)
{
   char  here[64] = "";
   char* text = (char*)kept + 32;
   memcpy(here, text, 16);                   /* @memcpy */
   memset(text, 'x', 15);                    /* @memset */
   write(STDOUT_FILENO, text, 8);            /* @syscall */
}

static __attribute__((noinline)) void call(int alive)
{
   int locals[64] = { 0 };
   kept = locals;
   if (alive) {
      use();
      use_strings();
   }
}

/* Between the frames of the two there is more than the red zone. */
static __attribute__((noinline)) void call_deeper(int alive)
{
   volatile char room[1000];
   room[0] = 0;
   call(alive);
}

int main(int argc, char** argv)
{
   call_deeper(argc > 1);
   if (argc == 1) {
      use();
      use_strings();
   }
   return 0;
}
