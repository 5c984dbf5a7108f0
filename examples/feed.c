/* A price feed with interned symbols: names that come with each message are kept
   once, and compared by address from then on.

   There are as many symbols as there are instruments, so the table has a
   natural bound, and the program tells vrleak about it.  Under vrleak, going
   beyond is an error at the moment when it happens; natively, these macros do
   nothing.

      feed broken     interns all of a message's topic, in which there is the time
      feed fixed      interns the part of it that is the symbol

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vrleak.h"

enum {
   INSTRUMENTS = 12,
   MINUTES     = 60,
   TICKS       = 40,                 /* messages in a minute */

   /* What we believe about the program, and want to be told if it is wrong. */
   MAX_SYMBOLS = 32,
   MAX_HEAP    = 16 * 1024
};

/* ---- interned symbols ---- */

typedef struct Symbol {
   struct Symbol* next;              /* in its bucket */
   char*  name;
   double price;                     /* the last one */
   long   ticks;
} Symbol;

static struct {
   Symbol*       bucket[64];
   unsigned long n;
} symbols;

static unsigned hash(const char* name, size_t length)
{
   unsigned h = 5381;
   for (size_t i = 0; i < length; i++) h = h * 33 + (unsigned char)name[i];
   return h % 64;
}

/* The one symbol of that name. */
static Symbol* intern(const char* name, size_t length)
{
   Symbol** bucket = &symbols.bucket[hash(name, length)];
   for (Symbol* s = *bucket; s != NULL; s = s->next)
      if (strlen(s->name) == length && memcmp(s->name, name, length) == 0) return s;

   Symbol* symbol = calloc(1, sizeof *symbol);
   symbol->name = strndup(name, length);
   symbol->next = *bucket;
   *bucket = symbol;
   symbols.n++;
   VRLEAK_CONTAINER_SIZE(&symbols, symbols.n);
   return symbol;
}

static void forget_symbols(void)
{
   for (int i = 0; i < 64; i++)
      while (symbols.bucket[i] != NULL) {
         Symbol* symbol = symbols.bucket[i];
         symbols.bucket[i] = symbol->next;
         free(symbol->name);
         free(symbol);
      }
}

/* ---- messages ---- */

static int is_broken;

/* A message is "TOPIC PRICE", a topic is "SYMBOL@MINUTE". */
static void receive(const char* message)
{
   size_t topic  = strcspn(message, " ");
   size_t length = is_broken ? topic : strcspn(message, "@");    /* the bug */

   Symbol* symbol = intern(message, length);
   symbol->price = atof(message + topic);
   symbol->ticks++;
}

/* The minute is over: whatever was made for its messages should be gone. */
static void receive_minute(int minute)
{
   VRLEAK_CHECKPOINT_BEGIN("minute");
   for (int i = 0; i < TICKS; i++) {
      char message[64];
      int  instrument = (minute * 7 + i * 5) % INSTRUMENTS;
      snprintf(message, sizeof message, "SYM%d@%02d:%02d %d.%02d",
               instrument, 9 + minute / 60, minute % 60, 100 + instrument, i);
      receive(message);
   }
   VRLEAK_CHECKPOINT_END("minute");
}

int main(int argc, char** argv)
{
   is_broken = argc < 2 || strcmp(argv[1], "fixed") != 0;

   VRLEAK_CONTAINER(&symbols, "symbols", MAX_SYMBOLS, 0);
   VRLEAK_BUDGET(MAX_HEAP);
   for (int minute = 0; minute < MINUTES; minute++) receive_minute(minute);

   printf("%d messages, %lu symbols\n", MINUTES * TICKS, symbols.n);
   forget_symbols();
   return 0;
}
