/* A program with phases: loads a table, works with short-lived buffers, caches,
   drops half of it, builds an index, enlarges a buffer.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row { struct row *next; int id; char text[40]; };

static struct row *table;
static char *cache[500];

static struct row *load_row(int id)
{
   struct row *r = calloc(1, sizeof *r); /* @row */
   r->id = id;
   r->next = table;
   return table = r;
}

static int parse(const char *line)
{
   char *copy = malloc(strlen(line) + 1); /* @parse */
   char *number = malloc(16); /* @number */
   strcpy(copy, line);
   snprintf(number, 16, "%d", (int)strlen(copy));
   int n = atoi(number);
   free(number);
   free(copy);
   return n;
}

static void remember(int i)
{
   free(cache[i % 500]);
   cache[i % 500] = malloc(100 + i % 300); /* @cache */
   memset(cache[i % 500], i, 100);
}

static void forget_half(void)
{
   struct row **at = &table;
   while (*at && (*at)->next) {
      struct row *gone = *at;
      *at = gone->next;
      free(gone);
      at = &(*at)->next;
   }
}

static char *append(char *buffer, int n)
{
   buffer = realloc(buffer, n * 200); /* @buffer */
   memset(buffer, n, n * 200);
   return buffer;
}

int main(void)
{
   long sum = 0;
   char *buffer = NULL, *index;

   for (int i = 0; i < 3000; i++) {
      load_row(i);
      sum += parse("one two three four");
   }
   for (int i = 0; i < 2000; i++)
      remember(i);
   forget_half();
   index = malloc(90000); /* @index */
   memset(index, 1, 90000);
   for (int i = 1; i < 300; i++)
      buffer = append(buffer, i);
   free(index);
   for (int i = 0; i < 300; i++)
      sum += parse("five");
   free(buffer);
   printf("%ld\n", sum);
   while (table) {
      struct row *next = table->next;
      free(table);
      table = next;
   }
   for (int i = 0; i < 500; i++)
      free(cache[i]);
   return 0;
}
