/* sessions_closed.c: Sessions of very different lengths; all are closed, at
   the latest by a timeout.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Session { struct Session* next; long ends; char* state; } Session;

static Session* sessions;

static void open_session(long now)
{
   Session* session = malloc(sizeof *session);
   session->ends  = now + (percent(4) ? (long)between(500, 2000) : (long)between(1, 10));
   session->state = calloc(1, between(30, 300));
   session->next  = sessions;
   sessions = session;
}

static void close_sessions(long now)
{
   for (Session** link = &sessions; *link; ) {
      Session* session = *link;
      if (session->ends > now) {
         link = &session->next;
         continue;
      }
      *link = session->next;
      mix(session->ends + session->state[9]);
      free(session->state);
      free(session);
   }
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 40000);
   for (long now = 0; now < rounds; now++) {
      open_session(now);
      close_sessions(now);
   }
   return finish();
}
