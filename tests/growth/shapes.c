/* shapes.c: Memory that develops in each of the ways that have a name, and five lists
   of which each grows faster than the one before.

      shapes growing|saturating|sawtooth|plateau|insufficient|filled|gone|late|pairs|small|lists

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 20000, KEYS = 2000, TOOTH = 3000, IN_RING = 64, LISTS = 5 };

typedef struct Item { struct Item* next; char text[40]; } Item;

static void* table[ROUNDS];

static Item* new_item(void) { return malloc(sizeof(Item)); }

static void grow(long i) { table[i] = new_item(); }

/* A cache of all answers to questions that are asked at random. */
static void fill(long i)
{
   static unsigned long random = 1;
   random = random * 6364136223846793005ul + 1442695040888963407ul;
   void** answer = &table[(random >> 33) % KEYS];
   if (*answer == NULL)
      *answer = new_item();
   free(malloc(40));
}

static void empty(int n)
{
   for (int i = 0; i < n; i++) {
      free(table[i]);
      table[i] = NULL;
   }
}

static void fill_and_empty(long i)
{
   table[i % TOOTH] = new_item();
   if (i % TOOTH == TOOTH - 1)
      empty(TOOTH);
}

static void replace(long i)
{
   free(table[i % IN_RING]);
   table[i % IN_RING] = new_item();
}

/* Enlarged so rarely that only what is written to shows that it grows. */
static void append(long i)
{
   static char*  text;
   static size_t size, room;
   if (size + 20 > room)
      text = realloc(text, room = room == 0 ? 3000 : 8 * room);    /* @text */
   memset(text + size, 'x', 20);
   size += 20;
   free(malloc(20));
}

/* A text that is freed in the end, beside more that stays. */
static void grow_for_a_while(long i)
{
   static void *stays, *text;
   if (i == 0)
      stays = malloc(ROUNDS * 100);
   if (i % 100 == 0)
      text = realloc(text, (i + 1) * 50);                          /* @gone */
   free(malloc(40));
   if (i == ROUNDS - 1)
      free(text);
}

static void grow_from_half_time(long i)
{
   if (i < ROUNDS / 2)
      free(new_item());
   else
      grow(i);
}

/* By less than 512 bytes in all. */
static void grow_little(long i)
{
   if (i < 100 || i % 500 == 0)
      table[i] = malloc(8);                                        /* @small */
   free(malloc(40));
}

/* Two blocks for each, from two places. */
typedef struct Pair { struct Pair* next; char* text; } Pair;
static Pair* pairs;

static void grow_by_pairs(long i)
{
   Pair* pair = malloc(sizeof *pair);
   pair->text = malloc(100);                                       /* @payload */
   pair->next = pairs;
   pairs = pair;
}

static void do_little(long i)
{
   if (i < IN_RING)
      table[i] = new_item();
}

/* ---- lists ---- */

Item *list_a, *list_b, *list_c, *list_d, *list_e;

static Item* before(Item* next)
{
   Item* item = malloc(sizeof *item);                             /* @list */
   item->next = next;
   return item;
}

static void push_a(void) { list_a = before(list_a); }
static void push_b(void) { list_b = before(list_b); }
static void push_c(void) { list_c = before(list_c); }
static void push_d(void) { list_d = before(list_d); }
static void push_e(void) { list_e = before(list_e); }

/* One item of the first for each two of the second, and so on. */
static void grow_lists(long i)
{
   static void (*const push[LISTS])(void) = { push_a, push_b, push_c, push_d, push_e };
   for (int list = 0; list < LISTS; list++)
      if (i % LISTS <= list)
         push[list]();
}

int main(int argc, char** argv)
{
   static const struct { const char* name; void (*step)(long); } shapes[] = {
      { "growing", grow }, { "saturating", fill }, { "sawtooth", fill_and_empty },
      { "plateau", replace }, { "insufficient", do_little },
      { "filled", append }, { "gone", grow_for_a_while },
      { "late", grow_from_half_time }, { "pairs", grow_by_pairs },
      { "small", grow_little }, { "lists", grow_lists }
   };
   for (int shape = 0; shape < 11; shape++)
      for (long i = 0; i < ROUNDS && strcmp(argv[1], shapes[shape].name) == 0; i++)
         shapes[shape].step(i);
   return 0;
}
