/* deque_backlog.cc: Mails come in bursts; in the quiet time between them not
   all are worked off.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <deque>

struct Mail { uint64_t from, to; char subject[48]; };

static void receive(std::deque<Mail>& inbox)
{
   Mail mail = { between(1, 99), between(1, 99), "" };
   letters(mail.subject, between(5, 47));
   inbox.push_back(mail);
}

static void answer(std::deque<Mail>& inbox)
{
   if (inbox.empty())
      return;
   char* reply = new char[200];
   snprintf(reply, 200, "Re: %s", inbox.front().subject);
   mix_text(reply);
   delete[] reply;
   inbox.pop_front();
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 2500);
   std::deque<Mail> inbox;
   for (long round = 0; round < rounds; round++) {
      for (auto count = between(0, 30); count > 0; count--)
         receive(inbox);
      for (int i = 0; i < 11; i++)
         answer(inbox);
   }
   mix(inbox.size());
   return finish();
}
