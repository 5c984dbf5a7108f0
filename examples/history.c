/* An order book that keeps a history of all its trades: memory that is no leak,
   since everything in it can be reached, and has no bound.

   Random orders arrive, are matched by price, or rest in the book until they
   are traded or too old.  Each trade is also written down, so that clients
   can ask for what happened last.  How much of that is kept:

      history broken     every trade since the program was started
      history fixed      the last 500

   Both print the same.  orderbook.rs is the same in Rust.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
   ORDERS    = 40000,        /* a session */
   RESTING   = 50,           /* orders of one side: who is behind them is too old */
   TRADES    = 500,          /* what clients may ask for */
   UNLIMITED = 0
};

typedef struct Order {
   struct Order* next;
   long price, quantity;
} Order;

typedef struct Trade {
   struct Trade* next;
   long number, price, quantity;
} Trade;

typedef struct {
   Order* side[2];           /* best price first: buyers, sellers */
   Trade* oldest;            /* the history, from here ... */
   Trade* newest;            /* ... to here */
   long   trades, kept, keep;
   long   volume;
} Book;

static Book book;

/* ---- the history ---- */

static void forget_oldest(void)
{
   Trade* trade = book.oldest;
   book.oldest = trade->next;
   free(trade);
   book.kept--;
}

static void record(long price, long quantity)
{
   Trade* trade = malloc(sizeof *trade);
   *trade = (Trade){ NULL, ++book.trades, price, quantity };
   if (book.oldest == NULL) book.oldest = trade;
   else                     book.newest->next = trade;
   book.newest = trade;
   book.kept++;

   /* This is the difference between the two programs. */
   if (book.keep != UNLIMITED && book.kept > book.keep) forget_oldest();
}

/* What a client asks for: the mean price of the last trades. */
static double mean_price(long of_last)
{
   long sum = 0, n = 0;
   for (const Trade* t = book.oldest; t != NULL; t = t->next)
      if (t->number > book.trades - of_last) { sum += t->price; n++; }
   return n == 0 ? 0 : (double)sum / n;
}

/* ---- matching ---- */

/* Buyers want to come before those who offer less, sellers before those who ask
   for more. */
static int is_better(int side, long price, long than)
{
   return side == 0 ? price > than : price < than;
}

static void remove_first(Order** at)
{
   Order* order = *at;
   *at = order->next;
   free(order);
}

/* Puts what is left of an order behind all others at its price. */
static void rest(int side, long price, long quantity)
{
   Order** at = &book.side[side];
   int place = 0;
   for (; *at != NULL && !is_better(side, price, (*at)->price); place++) at = &(*at)->next;

   Order* order = malloc(sizeof *order);
   *order = (Order){ *at, price, quantity };
   *at = order;
   for (; *at != NULL && place < RESTING; place++) at = &(*at)->next;
   while (*at != NULL) remove_first(at);
}

static void submit(int side, long price, long quantity)
{
   Order** best = &book.side[!side];
   while (*best != NULL && quantity > 0 && !is_better(side, (*best)->price, price)) {
      long traded = quantity < (*best)->quantity ? quantity : (*best)->quantity;
      record((*best)->price, traded);
      quantity          -= traded;
      (*best)->quantity -= traded;
      book.volume       += traded;
      if ((*best)->quantity == 0) remove_first(best);
   }
   if (quantity > 0) rest(side, price, quantity);
}

/* ---- a session ---- */

/* The same numbers in each run. */
static long random_below(long limit)
{
   static unsigned long state = 1;
   state = state * 6364136223846793005ul + 1442695040888963407ul;
   return (long)((state >> 33) % (unsigned long)limit);
}

int main(int argc, char** argv)
{
   book.keep = argc > 1 && strcmp(argv[1], "fixed") == 0 ? TRADES : UNLIMITED;

   for (int i = 0; i < ORDERS; i++) {
      int  side  = (int)random_below(2);
      long price = 10000 + random_below(100) - (side == 0 ? 60 : 40);
      submit(side, price, 1 + random_below(100));
   }
   printf("%ld trades, volume %ld, mean price of the last %d: %.2f\n",
          book.trades, book.volume, TRADES, mean_price(TRADES));

   /* The system takes everything back; nothing is lost, all can be reached. */
   return 0;
}
