/* batches.c: Records are collected until there are 1000, then written and
   freed.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Record { struct Record* next; char data[]; } Record;

static Record* batch;
static int     waiting;

static void flush(void)
{
   for (Record* next; batch; batch = next) {
      next = batch->next;
      mix(batch->data[0]);
      free(batch);
   }
   waiting = 0;
}

static void collect(size_t size)
{
   Record* record = malloc(sizeof *record + size);
   letters(record->data, size - 1);
   record->next = batch;
   batch = record;
   if (++waiting == 1000)
      flush();
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 40500); round > 0; round--)
      collect(between(2, 90));
   return finish();
}
