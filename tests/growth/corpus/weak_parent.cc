/* weak_parent.cc: Trees whose children point back to their parent by weak_ptr;
   50 trees are kept at a time.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <memory>
#include <string>
#include <vector>

struct Item {
   std::string label;
   std::weak_ptr<Item> parent;
   std::vector<std::shared_ptr<Item>> children;
};

static std::shared_ptr<Item> build(int children)
{
   char text[64];
   auto root = std::make_shared<Item>();
   root->label = letters(text, between(5, 60));
   for (int i = 0; i < children; i++) {
      auto child = std::make_shared<Item>();
      child->label  = letters(text, between(5, 60));
      child->parent = root;
      root->children.push_back(std::move(child));
   }
   return root;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 5000);
   std::vector<std::shared_ptr<Item>> shown(50);
   for (long round = 0; round < rounds; round++) {
      auto& item = shown[round % 50] = build(int(between(0, 9)));
      for (auto& child : item->children)
         mix(child->parent.lock()->label.size());
   }
   return finish();
}
