/* Loses a block and works until a byte comes on standard input; with "fork" in
   two processes, with "many" a hundred blocks from as many places.  SPDX-License-Identifier: GPL-2.0-or-later */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void lose(void) { char *p = malloc(77); p = NULL; }

#define TEN(x) x x x x x x x x x x
static void lose_many(void) { TEN(TEN(lose();)) }

static void work(void)
{
   struct pollfd fd = { 0, POLLIN };
   volatile unsigned long n = 0;
   while (poll(&fd, 1, 1) == 0)
      for (int i = 0; i < 1000; i++)
         n++;
}

int main(int argc, char **argv)
{
   int forks = argc > 1 && !strcmp(argv[1], "fork");

   lose();
   if (argc > 1 && !strcmp(argv[1], "many"))
      lose_many();
   puts("ready");
   fflush(stdout);
   if (forks && fork() == 0) {
      lose();
      work();
      _exit(0);
   }
   work();
   if (forks)
      wait(NULL);
   return 0;
}
