/* thread_jobs.cc: Waves of jobs on three threads; each job builds a vector of
   words and returns its size.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <future>
#include <pthread.h>
#include <string>
#include <vector>

static pthread_barrier_t all_built;

static size_t job(uint64_t seed)
{
   Random random = random_from(seed);
   std::vector<std::string> words;
   for (auto count = random_between(&random, 700, 900); count > 0; count--)
      words.emplace_back(random_between(&random, 1, 60), 'w');
   pthread_barrier_wait(&all_built);
   size_t size = 0;
   for (auto& word : words)
      size += word.size();
   return size;
}

int main(int argc, char** argv)
{
   pthread_barrier_init(&all_built, nullptr, 3);
   for (long round = start(argc, argv, 60); round > 0; round--) {
      std::vector<std::future<size_t>> results;
      for (int i = 0; i < 3; i++)
         results.push_back(std::async(std::launch::async, job, any()));
      for (auto& result : results)
         mix(result.get());
   }
   return finish();
}
