/* session_lists.cc: A chat room whose members each remember all that they have
   heard.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <list>
#include <memory>
#include <string>
#include <vector>

struct Member {
   std::string name;
   std::list<std::string> memory;
   void heard(const std::string& text) { memory.push_back(text); }
};

struct Room {
   std::vector<std::unique_ptr<Member>> members;
   void join(std::string name) { members.push_back(std::make_unique<Member>()); members.back()->name = std::move(name); }
};

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 25000);
   auto room = std::make_unique<Room>();
   for (int i = 0; i < 20; i++)
      room->join("member " + std::to_string(i));
   while (rounds-- > 0) {
      char text[64];
      std::string said(letters(text, between(8, 60)));
      for (int i = 0; i < 2; i++)
         room->members[between(0, 19)]->heard(said);
      mix(said.size());
   }
   return finish();
}
