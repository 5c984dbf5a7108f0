/* spawned MEMORY: a coroutine runs programs.  posix_spawn, which system() uses, has
   a child begin on a stack of its own, in a copy of all that the parent has.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include "switch.h"

#define SIZE (128 * 1024)

static void* caller_sp;
static void* coroutine_sp;

static void spawn(const char* program)
{
   char* arguments[] = { "true", NULL };
   pid_t pid;

   if (posix_spawn(&pid, program, NULL, NULL, arguments, NULL) == 0)
      waitpid(pid, NULL, 0);
}

static void run(void)
{
   void* volatile block = malloc(10);

   spawn("/bin/true");
   spawn("/nowhere/true");
   if (system("true") != 0)
      abort();
   free(block);
   swap(&coroutine_sp, caller_sp);
}

int main(int argc, char** argv)
{
   int   is_mapped = strcmp(argv[1], "mmap") == 0;
   char* stack = is_mapped ? mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                           : malloc(SIZE);

   swap(&caller_sp, prepare(stack, SIZE, run));
   if (is_mapped)
      munmap(stack, SIZE);
   else
      free(stack);
   return 0;
}
