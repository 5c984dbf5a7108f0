/* retries.c: A mail queue: what can't be delivered is tried again later, and
   what can never be delivered is tried for ever.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct { uint32_t id, tries; int hopeless; char address[40]; } Mail;

static struct { Mail** items; size_t count, capacity; } pending;

static void enqueue(uint32_t id)
{
   Mail* mail = malloc(sizeof *mail);
   mail->id       = id;
   mail->tries    = 0;
   mail->hopeless = percent(2);
   letters(mail->address, between(6, 39));
   if (pending.count == pending.capacity) {
      pending.capacity = pending.capacity * 2 + 16;
      pending.items    = realloc(pending.items, pending.capacity * sizeof(Mail*));
   }
   pending.items[pending.count++] = mail;
}

static void deliver(void)
{
   size_t kept = 0;
   for (size_t i = 0; i < pending.count; i++) {
      Mail* mail = pending.items[i];
      mail->tries++;
      if (mail->hopeless || percent(20)) {
         pending.items[kept++] = mail;
      } else {
         mix(mail->address[2]);
         free(mail);
      }
   }
   pending.count = kept;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 1200);
   for (long round = 0; round < rounds; round++) {
      for (int i = 0; i < 50; i++)
         enqueue(round * 50 + i);
      deliver();
   }
   return finish();
}
