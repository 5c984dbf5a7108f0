/* notes_by_user.c: Fifty users, each of whom has one string of notes, to which
   more is added now and then.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

enum { USERS = 50 };

static struct { char* notes; size_t length; } users[USERS];

static void add_note(int user)
{
   char   note[64];
   size_t length = between(10, 60);
   letters(note, length);
   users[user].notes = realloc(users[user].notes, users[user].length + length + 1);
   memcpy(users[user].notes + users[user].length, note, length + 1);
   users[user].length += length;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 6000);
   for (long round = 0; round < rounds; round++) {
      char* page = malloc(between(100, 2000));
      use(page);
      add_note(between(0, USERS - 1));
      free(page);
      mix(round);
   }
   return finish();
}
