/* Symbols as C++ and both of Rust's schemes make them, so that no Rust
   compiler is needed.  (That this is not C++ or Rust code doesn't matter: the
   names are what is looked at.)

   SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
static char* block;
void cpp(void)         __asm__("_ZN4shop6BasketIiE3addERKS1_");
void rust_v0(void)     __asm__("_RNvMNtCs1234_5store4cartNtB2_4Cart3add");
void rust_legacy(void) __asm__("_ZN5store4cart4Cart3add17h0123456789abcdefE");
void cpp(void)         { block[4] = 1; }                 /* @cpp */
void rust_v0(void)     { block[5] = 1; cpp(); }          /* @v0 */
void rust_legacy(void) { block[6] = 1; rust_v0(); }      /* @legacy */
int main(void)
{
   block = malloc(4);
   rust_legacy();
   free(block);
   return 0;
}
