/* thread_local_log.cc: Threads of a pool each trace into a thread_local vector
   of strings, which is to be flushed "later".

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

static thread_local std::vector<std::string> log;

static void trace(const char* what, uint64_t value)
{
   log.push_back(std::string(what) + " took " + std::to_string(value) + " microseconds");
}

static std::mutex              lock;
static std::condition_variable changed;
static int                     working = 3;

static void worker(uint64_t seed, long rounds, uint64_t* result)
{
   Random random = random_from(seed);
   while (rounds-- > 0) {
      std::string work(random_between(&random, 20, 300), 'x');
      *result += work.size();
      if (random_between(&random, 1, 4) == 1)
         trace("job", work.size());
   }
   {
      std::lock_guard<std::mutex> locked(lock);
      working--;
      changed.notify_all();
   }
   for (;;)                                             // the pool lives as long as the program
      std::this_thread::sleep_for(std::chrono::hours(1));
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 20000);
   static uint64_t results[3];
   for (auto& result : results)
      std::thread(worker, any(), rounds, &result).detach();
   std::unique_lock<std::mutex> locked(lock);
   changed.wait(locked, [] { return working == 0; });
   for (uint64_t result : results)
      mix(result);
   return finish();
}
