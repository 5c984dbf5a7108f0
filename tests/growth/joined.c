/* joined.c: Fifty texts are enlarged by what is added to them, in the first half of
   the run at one place, then at another, which has been there before: for one text
   that lasted a while (`known'), or for a moment.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>

enum { TEXTS = 50, ROUNDS = 10000, ADDED = 40 };

static char*  texts[TEXTS];
static size_t lengths[TEXTS];

static void add(int i)
{
   texts[i] = realloc(texts[i], lengths[i] + ADDED);
   memset(texts[i] + lengths[i], 'a', ADDED);
   lengths[i] += ADDED;
}

static void do_other_work(void)
{
   char* work = malloc(600);
   memset(work, 'w', 600);
   free(work);
}

static void say(int i)  { add(i); }
static void sing(int i) { add(i); }

static void sing_for_a_while(int rounds)
{
   for (int i = 0; i < 20; i++)
      sing(0);
   for (int i = 0; i < rounds; i++)
      do_other_work();
   free(texts[0]);
   texts[0]   = NULL;
   lengths[0] = 0;
}

int main(int argc, char** argv)
{
   sing_for_a_while(argc > 1 ? 100 : 0);
   for (int i = 0; i < ROUNDS; i++) {
      do_other_work();
      if (i < ROUNDS / 2)
         say(i % TEXTS);
      else
         sing(i % TEXTS);
   }
   if (argc > 2)
      for (int i = 0; i < TEXTS; i++)
         free(texts[i]);
   return 0;
}
