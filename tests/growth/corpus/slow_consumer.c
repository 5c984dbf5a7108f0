/* slow_consumer.c: Messages come a little faster than they are handled, in order:
   of those in the queue none is old.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Message { struct Message* next; char text[]; } Message;

static struct { Message* first; Message** end; } queue = { NULL, &queue.first };

static void receive(void)
{
   size_t   length  = between(20, 150);
   Message* message = malloc(sizeof *message + length + 1);
   letters(message->text, length);
   message->next = NULL;
   *queue.end = message;
   queue.end  = &message->next;
}

static void handle(void)
{
   Message* message = queue.first;
   if (!message)
      return;
   queue.first = message->next;
   if (!queue.first)
      queue.end = &queue.first;
   mix(message->text[1]);
   free(message);
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 30000);
   for (long round = 0; round < rounds; round++) {
      receive();
      if (round % 20 != 0)
         handle();
   }
   return finish();
}
