/* lazy_members.cc: A window with 300 controls, each of which makes its drawing
   buffer when it is first drawn.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <memory>
#include <string>
#include <vector>

struct Control {
   std::string label;
   std::unique_ptr<std::vector<uint8_t>> buffer;
   void draw()
   {
      if (!buffer)
         buffer = std::make_unique<std::vector<uint8_t>>(label.size() * 16);
      for (size_t i = 0; i < 64; i++)
         (*buffer)[i] = uint8_t(label[i % label.size()]);
   }
};

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 25000);
   std::vector<Control> controls(300);
   for (auto& control : controls) {
      char text[64];
      control.label = letters(text, between(8, 60));
   }
   for (long round = 0; round < rounds; round++) {
      auto last = round < 5000 ? round * 300 / 5000 : 299;
      auto& control = controls[between(0, last)];
      control.draw();
      std::string hint = control.label + " (press " + std::to_string(round % 12) + ")";
      mix(hint.size() + (*control.buffer)[3]);
   }
   return finish();
}
