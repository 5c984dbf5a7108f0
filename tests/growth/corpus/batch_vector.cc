/* batch_vector.cc: Rows are collected in a global vector, written when there
   are 2000, and cleared.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <string>
#include <vector>

static std::vector<std::string> rows;

static void add_row(const std::string& row)
{
   rows.push_back(row);
   if (rows.size() < 2000)
      return;
   for (auto& each : rows)
      mix(each.size());
   rows.clear();
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 31000); round > 0; round--) {
      char text[80];
      add_row(letters(text, between(5, 79)));
   }
   return finish();
}
