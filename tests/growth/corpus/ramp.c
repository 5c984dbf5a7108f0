/* ramp.c: Load that rises to 1500 connections and falls back to almost none,
   as over a day.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct { int id; char buffer[160]; } Connection;

static Connection* connections[1500];
static int open_connections;

static void adjust(int wanted)
{
   while (open_connections < wanted) {
      Connection* connection = malloc(sizeof *connection);
      connection->id = open_connections;
      connections[open_connections++] = connection;
   }
   while (open_connections > wanted)
      free(connections[--open_connections]);
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 40000);
   for (long round = 0; round < rounds; round++) {
      long hour = round % 40000;
      long load = hour < 20000 ? hour : 40000 - hour;
      adjust((int)(load * 1480 / 20000 + between(1, 20)));
      Connection* busy = connections[between(0, open_connections - 1)];
      snprintf(busy->buffer, sizeof busy->buffer, "%ld", round);
      char* request = malloc(between(50, 500));
      strcpy(request, busy->buffer);
      mix_text(request);
      free(request);
   }
   return finish();
}
