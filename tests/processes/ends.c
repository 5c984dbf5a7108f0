/* Does what the arguments say, in order.  (like_memcheck.t)

   SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void* volatile kept;

static void error(void)     { char* p = malloc(10); *(volatile char*)(p + 10) = 1; free(p); }
static void definite(void)  { kept = malloc(100); kept = NULL; }
static void possible(void)  { kept = (char*)malloc(60) + 7; }
static void reachable(void) { kept = malloc(70); }

/* What the calls leave on the stack would keep blocks reachable. */
static void __attribute__((noinline)) clean_stack(void) { char room[4096]; memset(room, 0, sizeof room); kept = kept ? kept : (room[0] = 0, NULL); }

int main(int argc, char** argv)
{
   for (int i = 1; i < argc; i++) {
      const char* how = argv[i];
      if (strcmp(how, "error") == 0)          error();
      else if (strcmp(how, "error_3") == 0)   error(), error();
      else if (strcmp(how, "definite") == 0)  definite();
      else if (strcmp(how, "possible") == 0)  possible();
      else if (strcmp(how, "reachable") == 0) reachable();
      else if (strcmp(how, "open") == 0)      open("/dev/zero", O_RDONLY);
      else if (strcmp(how, "abort") == 0)     abort();
      else if (strcmp(how, "segv") == 0)      *(volatile int*)8 = 1;
      else if (strcmp(how, "term") == 0)      raise(SIGTERM);
      else if (strcmp(how, "_exit") == 0)     _exit(0);
      else if (strcmp(how, "3") == 0)         exit(3);
      clean_stack();
   }
   return 0;
}
