/* queue.c: Messages are worked off in the order in which they come: as many as come,
   or (`longer') one in twenty less.  All that is in the queue is new in both cases.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>

typedef struct Message { struct Message* next; char text[90]; } Message;

static Message* first;
static Message** end = &first;

static void receive(void)
{
   Message* message = malloc(sizeof *message);
   memset(message, 'm', sizeof *message);
   message->next = NULL;
   *end = message;
   end  = &message->next;
}

static void work_off(void)
{
   Message* message = first;
   first = message->next;
   if (first == NULL)
      end = &first;
   free(message);
}

int main(int argc, char** argv)
{
   for (int i = 0; i < 40; i++)
      receive();
   for (int i = 0; i < 20000; i++) {
      receive();
      if (argc == 1 || i % 20 != 0)
         work_off();
   }
   return 0;
}
