/* open_files.cc: A batch job opens files and closes them, but the objects that
   described them stay until the program ends.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <memory>
#include <string>
#include <vector>

struct File { std::string path; std::unique_ptr<char[]> buffer; bool open = true; };

static std::vector<std::unique_ptr<File>> files;

static File& open_file(const std::string& path)
{
   files.push_back(std::make_unique<File>());
   File& file = *files.back();
   file.path = path;
   file.buffer.reset(new char[512]);
   return file;
}

static void close_file(File& file)
{
   file.buffer.reset();
   file.open = false;
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 20000); round > 0; round--) {
      File& file = open_file("/var/spool/batch/" + std::to_string(any()) + ".job");
      file.buffer[0] = char(round);
      mix(file.buffer[0] + file.path.size());
      close_file(file);
   }
   return finish();
}
