/* transcript.c: A chat bot appends all that was ever said to one string.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

static const char* append(const char* text)
{
   static char*  transcript;
   static size_t length, capacity;
   size_t more = strlen(text);
   if (length + more + 1 > capacity) {
      capacity   = capacity ? capacity * 2 : 256;
      transcript = realloc(transcript, capacity);
   }
   memcpy(transcript + length, text, more + 1);
   length += more;
   return transcript + length - more;
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 25000); round > 0; round--) {
      char* question = letters(malloc(90), between(10, 80));
      char* answer   = malloc(200);
      snprintf(answer, 200, "> %s\nI don't know about %c.\n", question, question[3]);
      mix(append(answer)[2]);
      free(answer);
      free(question);
   }
   return finish();
}
