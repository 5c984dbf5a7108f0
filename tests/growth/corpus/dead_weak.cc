/* dead_weak.cc: A cache of textures by name holds weak_ptrs only; the entries
   of dead ones are never purged.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <map>
#include <memory>
#include <string>

struct Texture { char pixels[256]; };

static std::map<std::string, std::weak_ptr<Texture>> textures;

static std::shared_ptr<Texture> acquire(const std::string& name)
{
   auto& entry = textures[name];
   auto texture = entry.lock();
   if (!texture) {
      texture = std::shared_ptr<Texture>(new Texture);
      texture->pixels[0] = char(name.size());
      entry = texture;
   }
   return texture;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 20000);
   std::shared_ptr<Texture> bound[8];
   for (long round = 0; round < rounds; round++) {
      auto name = "textures/level" + std::to_string(round / 2) + "/stone.png";
      bound[round % 8] = acquire(name);
      mix(bound[round % 8]->pixels[0]);
   }
   return finish();
}
