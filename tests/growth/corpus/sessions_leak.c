/* sessions_leak.c: A server whose clients sometimes vanish without a word: one
   session in a hundred is never closed.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Session { struct Session *next, **link; int id; char user[32]; char* buffer; } Session;

static Session* sessions;

static Session* open_session(int id)
{
   Session* session = malloc(sizeof *session);
   session->id     = id;
   session->buffer = malloc(between(100, 900));
   letters(session->user, between(3, 31));
   session->next = sessions;
   session->link = &sessions;
   if (sessions)
      sessions->link = &session->next;
   return sessions = session;
}

static void close_session(Session* session)
{
   *session->link = session->next;
   if (session->next)
      session->next->link = session->link;
   free(session->buffer);
   free(session);
}

int main(int argc, char** argv)
{
   Session* active[32] = { NULL };
   long rounds = start(argc, argv, 60000);
   for (long round = 0; round < rounds; round++) {
      Session** slot = &active[between(0, 31)];
      if (*slot && !percent(1))
         close_session(*slot);
      *slot = open_session((int)round);
      mix((*slot)->user[1]);
   }
   return finish();
}
