/* history_local.cc: A shell whose history is a vector in main that is never
   cut.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <string>
#include <vector>

static void remember(std::vector<std::string>& history, const std::string& line)
{
   if (history.empty() || history.back() != line)
      history.push_back(line);
}

static std::string read_line()
{
   char text[100];
   return letters(text, between(3, 90));
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 25000);
   std::vector<std::string> history;
   while (rounds-- > 0) {
      std::string line = read_line();
      std::vector<std::string> words;
      for (size_t at = 0; at + 10 < line.size(); at += 10)
         words.push_back(line.substr(at, 10));
      mix(words.size());
      remember(history, line);
   }
   mix(history.size());
   return finish();
}
