/* ends.c: A list that grows (or a ring that doesn't), and the ways a program can
   end.

      ends grow|ring END [ROUNDS]

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "valgrind/valgrind.h"

enum { IN_RING = 64 };

typedef struct Item { struct Item* next; char text[40]; } Item;

Item* items;
static Item* ring[IN_RING];
static int   grows;
static long  rounds = 20000;

static Item* new_item(void)
{
   Item* item = malloc(sizeof *item);                 /* @push */
   memset(item, 1, sizeof *item);
   return item;
}

static void add(void)
{
   Item* item = new_item();
   item->next = items;
   items = item;
}

static void replace(long i)
{
   free(ring[i % IN_RING]);
   ring[i % IN_RING] = new_item();
}

static void work(void)
{
   for (long i = 0; i < rounds; i++)
      if (grows)
         add();
      else
         replace(i);
}

static void clean_up(void)
{
   while (items) {
      Item* next = items->next;
      free(items);
      items = next;
   }
}

static void* work_and_exit(void* unused)
{
   work();
   exit(0);
}

static int ends_by(const char* name, const char* end)
{
   return strcmp(name, end) == 0;
}

int main(int argc, char** argv)
{
   const char* end = argv[2];
   pthread_t thread;

   if (argc > 3)
      rounds = atol(argv[3]);
   grows = strcmp(argv[1], "grow") == 0;
   if (ends_by("atexit", end))
      atexit(clean_up);
   if (ends_by("thread", end)) {
      pthread_create(&thread, NULL, work_and_exit, NULL);
      pthread_join(thread, NULL);
   }
   if (ends_by("child", end) && fork() != 0) {
      wait(NULL);
      return 0;
   }
   work();
   if (ends_by("monitor", end))
      VALGRIND_MONITOR_COMMAND("growth");
   if (ends_by("main", end))
      clean_up();
   if (ends_by("exec", end))
      execl("/bin/true", "true", (char*)NULL);
   if (ends_by("_exit", end))
      _exit(0);
   if (ends_by("quick_exit", end))
      quick_exit(0);
   if (ends_by("term", end))
      raise(SIGTERM);
   if (ends_by("abort", end))
      abort();
   return 0;
}
