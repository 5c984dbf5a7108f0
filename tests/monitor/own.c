/* Commands and arguments that Memcheck 3.19 does not have, or has otherwise.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/memcheck.h>

/* Leaves nothing of what happened before in registers and dead frames. */
static __attribute__((noinline)) void forget(void)
{
   volatile char frames[8000];
   memset((void*)frames, 0, sizeof frames);
}

static void ask(const char* command)
{
   forget();
   fprintf(stderr, "> %s\n", command);
   if (VALGRIND_MONITOR_COMMAND(command) != 0)
      fprintf(stderr, "not recognised\n");
}

static void* kept[10];

static void* small(void)   { return calloc(1, 10); }    /* @small */
static void* large(void)   { return calloc(1, 1000); }  /* @large */

static __attribute__((noinline)) void lose(size_t n)
{
   memset(calloc(1, n), 'x', n);                         /* @lose */
}

/* A list of lost blocks, deeper than a recursion could follow it. */
static __attribute__((noinline)) void lose_list(void)
{
   void** last = NULL;

   for (int i = 0; i < 20000; i++) {
      void** block = malloc(sizeof *block);
      *block = last;
      last = block;
   }
}

static void request_new_records(void)
{
   forget();
   fprintf(stderr, "> DO_NEW_LEAK_CHECK\n");
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__DO_LEAK_CHECK, 0, 3, 0, 0, 0);
}

static void new_records(void)
{
   ask("leak_check full any");
   lose(20);
   forget();
   ask("leak_check full new");
   ask("leak_check full new");
   request_new_records();
   lose(30);
   forget();
   request_new_records();
}

int main(int argc, char** argv)
{
   ask("heap");
   kept[0] = small();
   kept[1] = large();
   kept[2] = small();
   free(malloc(5000));
   ask("heap");
   ask("hea 1");
   ask("heap 0");
   ask("heap x");

   new_records();
   ask("leak_check full any reachable limited 1");
   ask("block_list 1..");
   ask("get_vbits 0x1000 99999999999");
   ask("make_memory noaccess 0x1000 0x7fffffffffff");
   ask("check_memory addressable 0x1000 0x7fffffffffff");
   ask("h");
   ask("v.clo --leak-check=full --show-leak-kinds=all --malloc-fill=0x11");
   ask("v.clo --freelist-vol=1000");
   ask("report live.json");
   ask("report /nonexistent/live.json");
   ask("report");
   ask("rep live2.json");

   lose_list();
   forget();
   ask("leak_check summary any");
   ask("block_list 4 limited 3");
   ask("block_list 7");
   return 0;
}
