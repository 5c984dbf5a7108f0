/* callbacks.cc: Each view registers a callback with the settings object and is
   then destroyed; the callback keeps its copy of the view's name.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <functional>
#include <string>
#include <vector>

class Settings {
public:
   void on_change(std::function<void(int)> callback) { callbacks.push_back(std::move(callback)); }
   void change(int value) { for (auto& callback : callbacks) callback(value); }
private:
   std::vector<std::function<void(int)>> callbacks;
};

static Settings settings;
static uint64_t redrawn;

class View {
public:
   explicit View(std::string name) : name(std::move(name))
   {
      settings.on_change([copy = this->name](int value) { redrawn += copy.size() + value; });
   }
   std::string name;
};

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 15000);
   for (long round = 0; round < rounds; round++) {
      char text[64];
      View view(letters(text, between(10, 60)));
      mix(view.name.size());
      if (round % 3000 == 0)
         settings.change(int(round));
   }
   mix(redrawn);
   return finish();
}
