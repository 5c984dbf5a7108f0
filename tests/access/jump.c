/* Calls of what is no function.

   jump handled    to all the places, with a handler that tells what it is told
   jump KIND       to one of them, without one
   jump good

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static char data[64];      /* begins with the target of the last call */
static sigjmp_buf landing;

/* Not si_code: the core has its own opinion of that. */
static void handler(int sig, siginfo_t* info, void* context)
{
   printf("signal %d at the target: %d\n", sig, info->si_addr == *(void**)data);
   siglongjmp(landing, 1);
}

static void good(void) { puts("good"); }

static void* place(const char* kind)
{
   if (strcmp(kind, "null") == 0) return NULL;
   if (strcmp(kind, "wild") == 0) return (void*)0x123456789abc;
   if (strcmp(kind, "data") == 0) return data + 32;
   if (strcmp(kind, "heap") == 0) return malloc(32);
   if (strcmp(kind, "unmapped") == 0) {
      void* page = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      munmap(page, 4096);
      return page;
   }
   return (void*)good;
}

static void call(void* target)
{
   *(void**)data = target;
   ((void (*)(void))target)();      /* @call */
}

int main(int argc, char** argv)
{
   setvbuf(stdout, NULL, _IONBF, 0);
   if (strcmp(argv[1], "handled") == 0) {
      const char* kinds[] = { "null", "wild", "unmapped" };
      struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_NODEFER };
      sigaction(SIGSEGV, &action, NULL);
      for (int i = 0; i < 3; i++)
         if (sigsetjmp(landing, 1) == 0)
            call(place(kinds[i]));
      return 0;
   }
   call(place(argv[1]));
   return 0;
}
