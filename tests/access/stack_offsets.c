/* Touches memory at constant distances from the stack pointer, and by a register
   that is such a distance away.  Without an argument beyond the red zone, too.

   SPDX-License-Identifier: GPL-2.0-or-later */

#define READ(place)                                             \
   __asm__ volatile("addl " place ", %%eax" : : : "rax", "cc", "memory")

/* With the stack pointer moved and moved back, within one block of code. */
#define READ_WITH_SP_AT(distance, place)                        \
   __asm__ volatile("leaq -4096(%%rsp), %%rdx\n\t"              \
                    "leaq " distance "(%%rsp), %%rsp\n\t"       \
                    "addl " place ", %%eax\n\t"                 \
                    "leaq -(" distance ")(%%rsp), %%rsp"        \
                    : : : "rax", "rdx", "cc", "memory")

static __attribute__((noinline)) void map_the_stack(void)
{
   volatile char area[20000] = { 0 };
   area[0] = 1;
}

int main(int argc, char** argv)
{
   map_the_stack();
   READ("-128(%%rsp)");
   READ_WITH_SP_AT("-4096", "-128(%%rsp)");
   READ_WITH_SP_AT("-4096", "(%%rdx)");
   READ_WITH_SP_AT("-4096", "-128(%%rdx)");

   char* just_below;
   __asm__ volatile("leaq -132(%%rsp), %0" : "=r"(just_below));
   __asm__ volatile("subq $300, %%rsp\n\t"
                    "addl (%0), %%eax\n\t"
                    "addq $300, %%rsp\n\t"
                    "addl 8(%0), %%eax"
                    : : "r"(just_below) : "rax", "cc", "memory");
   if (argc > 1)
      return 0;
   __asm__ volatile("addl 8(%0), %%eax\n\t"             /* @lowest */
                    "addl (%0), %%eax"
                    : : "r"(just_below) : "rax", "cc", "memory");
   READ("-129(%%rsp)");                                  /* @just_below */
   READ("-8192(%%rsp)");                                 /* @far_below */
   READ_WITH_SP_AT("-3968", "-132(%%rsp)");              /* @moved */
   READ_WITH_SP_AT("-3900", "-128(%%rdx)");              /* @register */
   __asm__ volatile("leaq -200(%%rsp), %%rdx\n\t"       /* @moved_back */
                    "subq $100, %%rsp\n\t"
                    "addl (%%rdx), %%eax\n\t"
                    "addq $100, %%rsp\n\t"
                    "addl (%%rdx), %%eax"
                    : : : "rax", "rdx", "cc", "memory");
   __asm__ volatile("subq $300, %%rsp\n\t"              /* @raised */
                    "addl (%0), %%eax\n\t"
                    "addq $300, %%rsp\n\t"
                    "addl (%0), %%eax"
                    : : "r"(just_below) : "rax", "cc", "memory");
   return 0;
}
