/* A leak in the parent and one in the child, which are not in the other.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void in_parent(void) { malloc(10); }
static void in_child(void)  { malloc(20); }
static void wipe(void)      { volatile char stack[4000]; for (int i = 0; i < 4000; i++) stack[i] = 0; }

int main(int argc, char** argv)
{
   if (argc > 1) {                 /* don't fork */
      in_parent();
      in_child();
   } else if (fork() == 0) {
      in_child();
   } else {
      in_parent();
      wait(NULL);
   }
   wipe();
   return 0;
}
