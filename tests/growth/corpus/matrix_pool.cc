/* matrix_pool.cc: Matrices of equal size are taken from a pool and given back
   to it; up to 20 lie idle.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <memory>
#include <vector>

using Matrix = std::vector<double>;

static std::vector<std::unique_ptr<Matrix>> idle;

static std::unique_ptr<Matrix> take()
{
   if (idle.empty())
      return std::make_unique<Matrix>(64);
   auto matrix = std::move(idle.back());
   idle.pop_back();
   return matrix;
}

static void give_back(std::unique_ptr<Matrix> matrix)
{
   if (idle.size() < 20)
      idle.push_back(std::move(matrix));
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 2000); round > 0; round--) {
      std::vector<std::unique_ptr<Matrix>> used;
      for (auto count = between(1, 60); count > 0; count--) {
         used.push_back(take());
         used.back()->at(count) = double(count);
      }
      for (auto& matrix : used) {
         mix(uint64_t(matrix->at(1)));
         give_back(std::move(matrix));
      }
   }
   return finish();
}
