/* flushed_builder.cc: Log text is gathered in one string, and written as soon
   as it is longer than 60 kB.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <string>

struct Writer {
   std::string text;
   void line(const std::string& line)
   {
      text += line;
      text += '\n';
      if (text.size() < 60000)
         return;
      mix(text.size());
      std::string().swap(text);
   }
};

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 60000);
   Writer writer;
   while (rounds-- > 0) {
      char text[80];
      writer.line(std::to_string(rounds) + ": " + letters(text, between(5, 60)));
   }
   return finish();
}
