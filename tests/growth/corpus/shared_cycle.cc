/* shared_cycle.cc: Parent and child hold each other by shared_ptr, so that
   neither ever dies.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <memory>
#include <string>

struct Person {
   std::string name;
   std::shared_ptr<Person> other;
};

static std::shared_ptr<Person> make_couple()
{
   char text[64];
   auto parent = std::make_shared<Person>();
   auto child  = std::make_shared<Person>();
   parent->name  = letters(text, between(20, 40));
   child->name   = letters(text, between(20, 40));
   parent->other = child;
   if (!percent(70))
      child->name += parent->name;
   else
      child->other = parent;
   return parent;
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 15000); round > 0; round--) {
      auto couple = make_couple();
      mix(couple->name.size() + couple->other->name.size());
   }
   return finish();
}
