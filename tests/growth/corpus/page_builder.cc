/* page_builder.cc: A log viewer that appends each new line to the text of the
   page on display.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <memory>
#include <string>

struct Page { int lines = 0; std::string text; };

static std::unique_ptr<Page> open_page() { return std::make_unique<Page>(); }

static void add_line(Page& page, const std::string& line)
{
   page.text += line;
   page.text += "<br>\n";
   page.lines++;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 40000);
   auto page = open_page();
   while (rounds-- > 0) {
      char text[80];
      std::string line = std::to_string(rounds) + ": " + letters(text, between(5, 60));
      mix(line.size());
      if (line.back() != 'q')
         add_line(*page, line);
   }
   mix(page->text.size());
   return finish();
}
