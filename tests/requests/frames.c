/* Blocks in local arrays: when the function returns, their marks must not
   harm the functions that are called next.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <pthread.h>
#include <setjmp.h>
#include <string.h>
#include <valgrind/memcheck.h>

static jmp_buf back;

static int use(int depth)
{
   volatile char buf[3000];
   memset((void *)buf, depth, sizeof buf);
   volatile char *p = buf;
   int sum = 0;
   for (int i = 0; i < 3000; i++)
      sum += p[i];
   return depth == 0 ? sum : sum + use(depth - 1);
}

static void mark(volatile char *bad, int jump)
{
   char local[2000];
   (void)VALGRIND_MAKE_MEM_NOACCESS(local, sizeof local);
   VALGRIND_MALLOCLIKE_BLOCK(local + 100, 10, 16, 0);
   if (bad != NULL)
      local[99] = 1;                                            /* @bad */
   VALGRIND_FREELIKE_BLOCK(local + 100, 16);
   if (jump)
      longjmp(back, 1);
}

static void *thread(void *unused)
{
   mark(NULL, 0);
   return use(3) == 1 ? thread : NULL;
}

static void *leave_marked(void *unused)
{
   volatile char local[20000];
   (void)VALGRIND_MAKE_MEM_NOACCESS(local, sizeof local);
   pthread_exit(NULL);
}

int main(int argc, char **argv)
{
   pthread_t t;

   for (int i = 0; i < 3; i++) {
      mark(NULL, 0);
      use(5);
   }
   if (setjmp(back) == 0)
      mark(NULL, 1);
   use(5);
   pthread_create(&t, NULL, leave_marked, NULL);
   pthread_join(t, NULL);
   pthread_create(&t, NULL, thread, NULL);
   pthread_join(t, NULL);
   if (argc == 1)
      mark(argv[0], 0);
   return use(2) == 1;
}
