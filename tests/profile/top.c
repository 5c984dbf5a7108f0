/* Places that are first in different ways.  Argument "wrapped": nothing else.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

static void *volatile kept[1000];

static void *xmalloc(size_t n)
{
   return malloc(n); /* @xmalloc */
}

static void big(void)
{
   kept[0] = xmalloc(50000); /* @big */
}

static void many(void)
{
   for (int i = 1; i < 1000; i++)
      kept[i] = malloc(10); /* @many */
}

static void churn(void)
{
   for (int i = 0; i < 500; i++)
      free(xmalloc(200)); /* @churn */
}

static void secret(void)
{
   free(malloc(70000)); /* @secret */
   kept[0] = realloc(kept[0], 30000); /* @again */
}

int main(void)
{
   big();
   many();
   churn();
   secret();
   for (int i = 0; i < 1000; i++)
      free(kept[i]);
   return 0;
}
