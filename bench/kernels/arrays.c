/*
   arrays PASSES: dense loops over arrays on the heap: a three-point stencil,
   a sum of products and a small matrix product.

   Neighbouring accesses share one base register here, which is what a tool can
   merge checks of.

   SPDX-License-Identifier: GPL-2.0-or-later
*/

#include <stdio.h>
#include <stdlib.h>

#define LENGTH 4096
#define ORDER  48

static void stencil(double* to, const double* from)
{
   for (int i = 1; i < LENGTH - 1; i++)
      to[i] = 0.25 * from[i - 1] + 0.5 * from[i] + 0.25 * from[i + 1];
}

static long sum_of_products(const int* a, const int* b)
{
   long sum = 0;
   for (int i = 0; i < LENGTH; i++) sum += (long)a[i] * b[LENGTH - 1 - i];
   return sum;
}

static void matrix_product(int* to, const int* a, const int* b)
{
   for (int row = 0; row < ORDER; row++)
      for (int column = 0; column < ORDER; column++) {
         int sum = 0;
         for (int i = 0; i < ORDER; i++) sum += a[row * ORDER + i] * b[i * ORDER + column];
         to[row * ORDER + column] = sum & 0xff;
      }
}

int main(int argc, char** argv)
{
   long    passes = argc > 1 ? atol(argv[1]) : 1;
   double* x      = calloc(LENGTH, sizeof *x);
   double* y      = calloc(LENGTH, sizeof *y);
   int*    a      = calloc(LENGTH, sizeof *a);
   int*    b      = calloc(LENGTH, sizeof *b);
   int*    c      = calloc(LENGTH, sizeof *c);

   for (int i = 0; i < LENGTH; i++) {
      x[i] = y[i] = i % 1000;
      a[i] = i % 17;
      b[i] = i % 23;
   }
   long sum = 0;
   for (long pass = 0; pass < passes; pass++) {
      for (int i = 0; i < 10; i++) {
         stencil(y, x);
         stencil(x, y);
         a[i] += pass & 3;
         sum += sum_of_products(a, b);
      }
      matrix_product(c, a, b);
      sum += c[pass % (ORDER * ORDER)];
   }
   printf("%ld %.3f\n", sum, x[LENGTH / 2]);
   free(x);
   free(y);
   free(a);
   free(b);
   free(c);
   return 0;
}
