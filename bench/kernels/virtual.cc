/*
   virtual PASSES: virtual calls over a mixed array of objects on the heap.

   SPDX-License-Identifier: GPL-2.0-or-later
*/

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

struct Shape {
   virtual ~Shape() {}
   virtual long area() const       = 0;
   virtual void grow(long by)      = 0;
};

struct Square : Shape {
   long side = 1;
   long area() const override { return side * side; }
   void grow(long by) override { side = (side + by) & 0xff; }
};

struct Rectangle : Shape {
   long width = 1, height = 2;
   long area() const override { return width * height; }
   void grow(long by) override
   {
      width  = (width + by) & 0xff;
      height = (height + 1) & 0xff;
   }
};

struct Scaled : Shape {
   std::unique_ptr<Shape> inner;
   explicit Scaled(Shape* shape) : inner(shape) {}
   long area() const override { return 4 * inner->area(); }
   void grow(long by) override { inner->grow(2 * by); }
};

int main(int argc, char** argv)
{
   long                                passes = argc > 1 ? atol(argv[1]) : 1;
   std::vector<std::unique_ptr<Shape>> shapes;
   unsigned                            state = 1;
   for (int i = 0; i < 1000; i++) {
      state = state * 1664525 + 1013904223;
      switch ((state >> 20) % 3) {
         case 0:  shapes.emplace_back(new Square); break;
         case 1:  shapes.emplace_back(new Rectangle); break;
         default: shapes.emplace_back(new Scaled(new Square));
      }
   }
   long sum = 0;
   for (long pass = 0; pass < passes; pass++)
      for (auto& shape : shapes) {
         shape->grow(pass & 7);
         sum += shape->area();
      }
   printf("%ld\n", sum);
   return 0;
}
