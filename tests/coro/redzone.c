/* redzone WHO: a coroutine leaves a pointer within 128 bytes below its stack pointer.

     WHO   over: its frame is over, and it calls what switches
           used: it is a function that calls nothing, has CFI, and switches in its
                 midst

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>

#define SIZE 32768

typedef struct { void *ip, *sp; } Place;

Place home, self;

void* get_block(void)
{
   return malloc(40);                                  /* @block */
}

void leave(void), frame_is_over(void), uses_it(void), enter(void);

#define PUT_BLOCK \
   "subq $72, %rsp\n\tcall get_block\n\tmovq %rax, 16(%rsp)\n\taddq $72, %rsp\n\t" \
   "xorl %eax, %eax\n\t"
#define GO_HOME \
   "leaq 1f(%rip), %rcx\n\tmovq %rcx, self(%rip)\n\tmovq %rsp, 8+self(%rip)\n\t" \
   "movq 8+home(%rip), %rsp\n\tjmp *home(%rip)\n1:\t"

__asm__(
   ".text\n"
   "enter:\n\t"
   "pushq %rbp\n\tpushq %rbx\n\tpushq %r12\n\tpushq %r13\n\tpushq %r14\n\tpushq %r15\n\t"
   "leaq 1f(%rip), %rax\n\tmovq %rax, home(%rip)\n\tmovq %rsp, 8+home(%rip)\n\t"
   "movq 8+self(%rip), %rsp\n\tjmp *self(%rip)\n"
   "1:\tpopq %r15\n\tpopq %r14\n\tpopq %r13\n\tpopq %r12\n\tpopq %rbx\n\tpopq %rbp\n\tret\n"
   ".type leave, @function\n"
   "leave:\n\t" GO_HOME "ret\n"
   ".size leave, . - leave\n"
   ".type frame_is_over, @function\n"
   "frame_is_over:\n\t" PUT_BLOCK "call leave\n\thlt\n"
   ".size frame_is_over, . - frame_is_over\n"
   ".type uses_it, @function\n"
   "uses_it:\n\t.cfi_startproc\n\t" PUT_BLOCK GO_HOME "hlt\n\t.cfi_endproc\n"
   ".size uses_it, . - uses_it\n");

static __attribute__((noinline)) void wipe(void)
{
   volatile char room[4096];
   memset((void*)room, 0, sizeof room);
}

int main(int argc, char** argv)
{
   char* stack = malloc(SIZE);
   self.ip = strcmp(argv[1], "over") == 0 ? frame_is_over : uses_it;
   self.sp = stack + SIZE - 264;
   enter();
   wipe();
   exit(0);
}
