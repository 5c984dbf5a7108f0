/* A parent and its child, each with an error and a leak of its own.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
static __attribute__((noinline)) void in_child(char* p)  { p[20] = 1; malloc(200); }   /* @child */
static __attribute__((noinline)) void in_parent(char* p) { p[10] = 1; malloc(100); }   /* @parent */
int main(void)
{
   char* block = malloc(10);
   int status;
   if (fork() == 0) {
      in_child(block);
      free(block);
      exit(5);
   }
   wait(&status);
   in_parent(block);
   free(block);
   return WEXITSTATUS(status);
}
