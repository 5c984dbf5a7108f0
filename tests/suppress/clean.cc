// Nothing is wrong with this: what libstdc++ allocates for its own ends.
// SPDX-License-Identifier: GPL-2.0-or-later
#include <future>
#include <iostream>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

struct Text { std::string s = std::string(100, 'x'); };
static Text at_start;
static Text& at_first_use() { static Text text; return text; }
thread_local Text in_thread;

int main()
{
   std::ostringstream out;
   out.imbue(std::locale("C.UTF-8"));
   out << at_first_use().s << at_start.s << 1.5;
   std::thread([] { in_thread.s += "y"; }).join();
   out << std::async(std::launch::async, [] { return 1; }).get();
   try { throw std::runtime_error("thrown"); }
   catch (const std::exception& e) { out << e.what(); }
   std::thread([&] {
      try { throw 1; } catch (int) { }
   }).join();
   out << std::regex_match("aab", std::regex("a+b"));
   std::cout << out.str().size() << std::endl;
}
