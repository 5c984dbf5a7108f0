/* mapped.c: Names are kept in a table that the program has mapped, one of two that are
   neighbours, to which a static variable or a local one points.

      mapped static|local

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ROUNDS = 20000, TABLE_SIZE = 1 << 20 };

static char** table;
static char** other;

static char** map_table(void)
{
   return mmap(NULL, TABLE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static char* new_name(void)
{
   return memset(malloc(60), 'n', 60);
}

static void keep_in(char** names)
{
   for (int i = 0; i < ROUNDS; i++)
      names[i] = new_name();
}

static void keep_in_own(void)
{
   char** volatile names = map_table();
   keep_in(names);
   exit(0);
}

int main(int argc, char** argv)
{
   other = map_table();
   if (strcmp(argv[1], "local") == 0) {
      keep_in_own();
      return 0;
   }
   table = map_table();
   keep_in(table);
   return 0;
}
