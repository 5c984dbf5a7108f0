/* app_sessions.c: An application with sixteen sessions that live as long as it
   does; each keeps every message.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Message { struct Message* next; char* text; } Message;
typedef struct { int id; Message* messages; size_t count; } Session;
typedef struct { Session* sessions[16]; uint64_t handled; } App;

static App* app;

static Session* make_session(int id)
{
   Session* session = calloc(1, sizeof *session);
   session->id = id;
   return session;
}

static App* make_app(void)
{
   App* made = calloc(1, sizeof *made);
   for (int i = 0; i < 16; i++)
      made->sessions[i] = make_session(i);
   return made;
}

static void add_message(Session* session, size_t length)
{
   Message* message = malloc(sizeof *message);
   message->text = letters(malloc(length + 1), length);
   message->next = session->messages;
   session->messages = message;
   session->count++;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 25000);
   app = make_app();
   while (rounds-- > 0) {
      Session* session = app->sessions[between(0, 15)];
      add_message(session, between(5, 60));
      char* frame = malloc(session->messages->text[0] * 4);
      frame[0] = session->messages->text[1];
      use(frame);
      mix(frame[0]);
      app->handled++;
      free(frame);
   }
   return finish();
}
