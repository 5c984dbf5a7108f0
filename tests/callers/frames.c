/* Frames that have to be unwound by what is in memory, not by where things are.
   malloc is called with the same instruction, stack and frame pointer each time;
   what differs is

   frames chain       frames that code without unwind information leaves to the
                      chain of frame pointers: return addresses, the link from
                      one to the next, where it begins
   frames aligned     callers at different depths of a function that aligns its
                      stack to 4096 bytes
   frames registers   what the frame pointer holds: numbers, addresses in the
                      stack (above, below, in other frames), in the heap, anywhere
   frames moved       alloca and a large frame in between

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <alloca.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 40 };

#define STAY() __asm__ volatile("" : : : "memory")

/* ---- chain ---- */

/* Code that the unwinder knows nothing of: calls malloc with the given frame
   pointer, on top of a stack whose contents are the same each time. */
void* bare_malloc(void* frame_pointer);
__asm__(".pushsection .text.bare,\"ax\",@progbits\n"
        ".type bare_malloc, @function\n"
        "bare_malloc:\n"
        "   push %rbp\n"
        "   mov %rdi, %rbp\n"
        "   sub $16, %rsp\n"
        "   mov $100, %edi\n"
        "   call malloc@PLT\n"
        "   add $16, %rsp\n"
        "   pop %rbp\n"
        "   ret\n"
        ".size bare_malloc, .-bare_malloc\n"
        ".popsection\n");

/* Return addresses of no calls that happen. */
__attribute__((noinline)) static void red(void)    { STAY(); STAY(); }
__attribute__((noinline)) static void green(void)  { STAY(); STAY(); }
__attribute__((noinline)) static void blue(void)   { STAY(); STAY(); }

typedef struct Frame { struct Frame* next; void* return_address; } Frame;

static void chain(void)
{
   /* In the stack, at ascending addresses. */
   volatile Frame frames[5];      /* the chain ends in zeros */
   void* addresses[] = { (char*)red + 5, (char*)green + 5, (char*)blue + 5 };
   memset((void*)frames, 0, sizeof frames);
   for (int state = 0; state < 27; state++) {
      frames[0].return_address = addresses[state % 3];
      frames[1].return_address = addresses[state / 3 % 3];
      frames[2].return_address = addresses[state / 9];
      for (int link = 1; link <= 2; link++) {
         frames[0].next = (Frame*)&frames[link];
         bare_malloc((void*)frames);
         for (int i = 0; i < ROUNDS; i++)
            free(bare_malloc((void*)frames));
         bare_malloc((void*)frames);
      }
      bare_malloc((void*)&frames[1]);
   }
}

/* ---- aligned ---- */

/* With alloca, so that its frame pointer is aligned, too. */
__attribute__((noinline)) static void* aligned(int n)
{
   __attribute__((aligned(4096))) volatile char frame[64];
   volatile char* more = alloca(n * 16);
   frame[n & 63] = more[n] = 1;
   void* p = malloc(100);
   STAY();
   return p;
}

static volatile int two = 2;

__attribute__((noinline)) static void* near(void)
{
   void* p = aligned(two);
   STAY();
   return p;
}

__attribute__((noinline)) static void* far(void)
{
   volatile char frame[80];
   frame[0] = 1;
   void* p = aligned(two);
   STAY();
   frame[1] = 1;
   return p;
}

__attribute__((noinline)) static void* farther(void)
{
   volatile char frame[160];
   frame[0] = 1;
   void* p = near();
   STAY();
   frame[1] = 1;
   return p;
}

static void* (*const depths[])(void) = { near, far, farther };

static void all_depths(void)
{
   for (int i = 0; i < 3 * ROUNDS; i++)
      free(depths[i % 3]());
   for (int i = 0; i < 3 * ROUNDS; i++)
      free(depths[i / ROUNDS]());
   for (int i = 0; i < 3; i++)
      depths[i]();
}

/* ---- registers ---- */

/* The caller's frame pointer is saved, as the unwinder is told. */
void* malloc_with(void* frame_pointer);
__asm__(".pushsection .text\n"
        ".type malloc_with, @function\n"
        "malloc_with:\n"
        "   .cfi_startproc\n"
        "   push %rbp\n"
        "   .cfi_def_cfa_offset 16\n"
        "   .cfi_offset 6, -16\n"
        "   mov %rdi, %rbp\n"
        "   mov $100, %edi\n"
        "   call malloc@PLT\n"
        "   pop %rbp\n"
        "   .cfi_def_cfa_offset 8\n"
        "   ret\n"
        "   .cfi_endproc\n"
        ".size malloc_with, .-malloc_with\n"
        ".popsection\n");

__attribute__((noinline, optimize("no-omit-frame-pointer"))) static void* framed(void* value, int n)
{
   void* p;
   if (n) p = malloc_with(value);  /* @framed_1 */
   else   p = malloc_with(value);  /* @framed_0 */
   STAY();
   return p;
}

__attribute__((noinline, optimize("omit-frame-pointer"))) static void* frameless(void* value, int n)
{
   void* p;
   if (n) p = malloc_with(value);  /* @frameless_1 */
   else   p = malloc_with(value);  /* @frameless_0 */
   STAY();
   return p;
}

__attribute__((noinline)) static void* of_kind(int kind, void* value, int n)
{
   void* p;
   if (kind) p = framed(value, n);
   else      p = frameless(value, n);
   STAY();
   return p;
}

static void registers(void)
{
   volatile char here[4096];
   void* heap = malloc(64);
   void* values[] = {
      NULL, (void*)1, (void*)-1, (void*)here, (void*)(here + 4080), (void*)(here - 96),
      (void*)(here - 64), (void*)(here - 32), (void*)(here - 5000), (void*)(here + 20000), heap,
      __builtin_frame_address(0), (char*)__builtin_frame_address(0) + 3, (void*)0x123456789abcdef0
   };
   int n_values = sizeof values / sizeof values[0];
   memset((void*)here, 0, sizeof here);
   for (int i = 0; i < n_values * 4 * ROUNDS; i++)
      free(of_kind(i & 1, values[i / 4 % n_values], i >> 1 & 1));
   for (int i = 0; i < n_values * 4 * ROUNDS; i++)
      free(of_kind(i >> 1 & 1, values[i / (4 * ROUNDS)], i & 1));
   for (int i = 0; i < n_values * 4; i++)
      of_kind(i & 1, values[i / 4], i >> 1 & 1);
   free(heap);
}

/* ---- moved ---- */

__attribute__((noinline)) static void* with_room(int n, int second)
{
   volatile char* room = alloca(n);
   void* p;
   room[0] = 1;
   if (second) p = malloc(100);
   else        p = malloc(100);
   STAY();
   return p;
}

/* Frames that are searched in vain, and not: 16 KB is too much. */
__attribute__((noinline)) static void* below_large(int n)
{
   volatile char frame[16384];
   void* p;
   frame[0] = 1;
   if (n & 1) p = with_room(64, n >> 1 & 1);
   else       p = with_room(64, n >> 1 & 1);
   STAY();
   return p;
}

__attribute__((noinline)) static void* below_small(int n)
{
   volatile char frame[512];
   void* p;
   frame[0] = 1;
   if (n & 1) p = with_room(15872 + 64, n >> 1 & 1);
   else       p = with_room(15872 + 64, n >> 1 & 1);
   STAY();
   return p;
}

static void* moved_once(int i)
{
   return i & 4 ? below_large(i) : below_small(i);
}

static void moved(void)
{
   for (int i = 0; i < 8 * ROUNDS; i++)
      free(moved_once(i));
   for (int i = 0; i < 8 * ROUNDS; i++)
      free(moved_once(i / ROUNDS));
   for (int i = 0; i < 8; i++)
      moved_once(i);
}

int main(int argc, char** argv)
{
   if (strcmp(argv[1], "chain") == 0)     chain();
   if (strcmp(argv[1], "aligned") == 0)   all_depths();
   if (strcmp(argv[1], "registers") == 0) registers();
   if (strcmp(argv[1], "moved") == 0)     moved();
   return 0;
}
