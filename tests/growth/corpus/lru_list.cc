/* lru_list.cc: The usual LRU of a list and a map, for 2000 files; most are
   asked for once.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <list>
#include <string>
#include <unordered_map>

class Lru {
public:
   const std::string& read(const std::string& name)
   {
      auto found = index.find(name);
      if (found != index.end()) {
         files.splice(files.begin(), files, found->second);
      } else {
         files.push_front({name, name + " has this content: " + name});
         index[name] = files.begin();
         if (files.size() > 2000) {
            index.erase(files.back().first);
            files.pop_back();
         }
      }
      return files.front().second;
   }
private:
   using Files = std::list<std::pair<std::string, std::string>>;
   Files files;
   std::unordered_map<std::string, Files::iterator> index;
};

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 20000);
   Lru lru;
   for (long round = 0; round < rounds; round++)
      mix(lru.read("/srv/files/" + std::to_string(percent(60) ? between(1, 100) : round) + ".txt").size());
   return finish();
}
