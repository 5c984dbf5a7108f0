/* memo.c: Longest chains of a small puzzle, each state of which is worked out
   once.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct { int length; uint32_t best; uint32_t moves[6]; } State;

static State* known[5000];

static const State* solve(uint32_t state)
{
   if (known[state])
      return known[state];
   State* solved = calloc(1, sizeof *solved);
   for (uint32_t move = 0; move < 6; move++) {
      solved->moves[move] = state > move * 7 + 3 ? state - move * 7 - 3 : 0;
      solved->best += solved->moves[move] % 11;
   }
   known[state] = solved;
   solved->length = state ? 1 + solve(state / 2)->length : 0;
   return solved;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 50000);
   for (long round = 0; round < rounds; round++) {
      char* board = malloc(between(16, 256));
      board[0] = (char)round;
      use(board);
      const State* state = solve(round < 20000 ? between(0, round / 4) : between(0, 4999));
      mix(state->length + state->best + board[0]);
      free(board);
   }
   return finish();
}
