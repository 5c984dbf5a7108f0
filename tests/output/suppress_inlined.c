/* Reachable blocks allocated by functions that are inlined into main, each of
   another size, so that the sum tells which ones were suppressed.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#define INLINE static inline __attribute__((always_inline))
#define BLOCKS 10
void* kept[BLOCKS];
int   let_alone;           /* in .debug_str, "alone" can be the end of this */

INLINE void* alone(void)         { return malloc(1); }
INLINE void* inner_most(void)    { return malloc(2); }
INLINE void* outer_most(void)    { return inner_most(); }
INLINE void* by_object(void)     { return malloc(4); }
INLINE void* al(void)            { return malloc(8); }    /* too short for .debug_str */
INLINE void* starts_like(void)   { return malloc(16); }
INLINE void* ends_like(void)     { return malloc(32); }
INLINE void* with_any_char(void) { return malloc(64); }
INLINE void* after_dots(void)    { return malloc(128); }
INLINE void* through_dots(void)  { return after_dots(); }
INLINE void* in_other_order(void){ return malloc(256); }
INLINE void* order_in_other(void){ return in_other_order(); }
INLINE void* not_named(void)     { return malloc(512); }

int main(void)
{
   kept[0] = alone();
   kept[1] = outer_most();
   kept[2] = by_object();
   kept[3] = al();
   kept[4] = starts_like();
   kept[5] = ends_like();
   kept[6] = with_any_char();
   kept[7] = through_dots();
   kept[8] = order_in_other();
   kept[9] = not_named();
   return 0;
}
