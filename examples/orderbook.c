/* A small order book: the example that ./quickstart runs.

   Buy and sell orders arrive, are matched by price and time, or cancelled.
   Four bugs of the everyday kind are in it, each marked BUG where it is: a
   write past the end of an array, a use after free, a double free, a leak.
   Natively the program may seem to work, or abort; under vrleak it runs to
   its end and each bug is reported with its line.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>

enum { MAX_ORDERS = 32 };

typedef struct Order {
   struct Order* next;
   int  id;
   char side;                    /* 'B'uy or 'S'ell */
   long price, quantity;
} Order;

typedef struct {
   Order* side[2];               /* best price first: buyers, sellers */
   Order* by_id[MAX_ORDERS];     /* to find an order when it is cancelled */
   long   volume;
} Book;

static int side_index(char side) { return side == 'B' ? 0 : 1; }

static int is_better(const Order* a, const Order* b)
{
   return a->side == 'B' ? a->price > b->price : a->price < b->price;
}

/* True if order is willing to trade at the price of resting. */
static int crosses(const Order* order, const Order* resting)
{
   return order->side == 'B' ? order->price >= resting->price : order->price <= resting->price;
}

/* Puts order behind all others at its price or a better one. */
static void insert(Book* book, Order* order)
{
   Order** at = &book->side[side_index(order->side)];
   while (*at != NULL && !is_better(order, *at)) at = &(*at)->next;
   order->next = *at;
   *at = order;
   book->by_id[order->id] = order;
}

static void unlink_order(Book* book, const Order* order)
{
   for (int s = 0; s < 2; s++)
      for (Order** at = &book->side[s]; *at != NULL; at = &(*at)->next)
         if (*at == order) { *at = order->next; return; }
}

static Order* new_order(int id, char side, long price, long quantity)
{
   Order* order = malloc(sizeof *order);
   *order = (Order){ NULL, id, side, price, quantity };
   return order;
}

/* The resting order has been traded in full. */
static void complete(Book* book, Order* order)
{
   unlink_order(book, order);
   book->by_id[order->id] = NULL;
   free(order);
   printf("order completed at %ld\n", order->price);   /* BUG: use after free */
}

/* Trades order against the other side of the book as far as prices cross. */
static void match(Book* book, Order* order)
{
   Order** best = &book->side[!side_index(order->side)];
   while (*best != NULL && order->quantity > 0 && crosses(order, *best)) {
      long traded = order->quantity < (*best)->quantity ? order->quantity : (*best)->quantity;
      order->quantity    -= traded;
      (*best)->quantity  -= traded;
      book->volume       += traded;
      if ((*best)->quantity == 0) complete(book, *best);
   }
}

static void submit(Book* book, int id, char side, long price, long quantity)
{
   Order* order = new_order(id, side, price, quantity);
   if (price <= 0 || quantity <= 0) {
      printf("order %d rejected\n", id);
      return;                                 /* BUG: the order is leaked */
   }
   match(book, order);
   if (order->quantity > 0) insert(book, order);
   else                     free(order);
}

static void cancel(Book* book, int id)
{
   Order* order = book->by_id[id];
   unlink_order(book, order);
   free(order);              /* BUG: by_id still has it; cancelled twice, freed twice */
}

/* Prints the prices of one side, best first. */
static void print_depth(const Book* book, char side)
{
   int n = 0;
   for (const Order* o = book->side[side_index(side)]; o != NULL; o = o->next) n++;
   long* prices = calloc(n, sizeof *prices);
   int i = 0;
   for (const Order* o = book->side[side_index(side)]; o != NULL; o = o->next)
      prices[i++] = o->price;
   prices[i] = 0;            /* BUG: there is no room for the terminator */
   printf("%c:", side);
   for (i = 0; i < n; i++) printf(" %ld", prices[i]);
   printf("\n");
   free(prices);
}

int main(void)
{
   Book book = { 0 };
   submit(&book, 1, 'B', 9950, 100);
   submit(&book, 2, 'B', 9940, 300);
   submit(&book, 3, 'S', 9980, 200);
   submit(&book, 4, 'S', 9990, 100);
   submit(&book, 5, 'B', 9930, 0);            /* not valid */
   print_depth(&book, 'B');
   submit(&book, 6, 'B', 9985, 250);          /* takes order 3, 50 remain */
   cancel(&book, 4);
   cancel(&book, 4);                          /* a client that retries */
   printf("volume %ld\n", book.volume);

   for (int s = 0; s < 2; s++)
      while (book.side[s] != NULL) cancel(&book, book.side[s]->id);
   return 0;
}
