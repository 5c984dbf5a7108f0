/* varying_window.cc: Sessions end after a while that changes at random, between
   0.7 and 1.4 times what is usual.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <deque>
#include <string>

struct Sessions {
   std::deque<std::string> open;
   double most = 2000;

   void change_limit()
   {
      most *= 0.9 + between(0, 200) / 1000.0;
      most = most < 1400 ? 1400 : most > 2800 ? 2800 : most;
   }

   void start_one()
   {
      open.push_back("session " + std::string(between(20, 60), 's'));
      while (open.size() > most) {
         mix(open.front().size());
         open.pop_front();
      }
   }
};

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 60000);
   Sessions sessions;
   for (long round = 0; round < rounds; round++) {
      if (round % 500 == 0)
         sessions.change_limit();
      sessions.start_one();
   }
   return finish();
}
