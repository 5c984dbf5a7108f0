/* Accesses that end in a SIGSEGV (or SIGBUS).

   faults handled FROM TO [rest]
                         all of them, with a handler that prints what the kernel
                         says about each and goes on, at some kinds of addresses
   faults KIND [write]   one of them, without a handler: the program dies
   faults good           none

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096 };

static char* page;          /* in the middle of nothing; may be unmapped */

static sigjmp_buf landing;

/* Addresses that differ from run to run are told relative to the page. */
static void handler(int sig, siginfo_t* info, void* context)
{
   uintptr_t a = (uintptr_t)info->si_addr;
   int is_ours = a >= (uintptr_t)page - PAGE && a < (uintptr_t)page + 2 * PAGE;
   printf("signal %d code %d address %s%lx\n", sig, info->si_code,
          is_ours ? "page+" : "", is_ours ? a - (uintptr_t)page : a);
   siglongjmp(landing, 1);
}

static char* place(const char* kind)
{
   if (strcmp(kind, "null") == 0)         return NULL;
   if (strcmp(kind, "near_null") == 0)    return (char*)0x28;
   if (strcmp(kind, "last_of_null") == 0) return (char*)0xfff;
   if (strcmp(kind, "low") == 0)          return (char*)0x8000;
   if (strcmp(kind, "wild") == 0)         return (char*)0x123456789abc;
   if (strcmp(kind, "far") == 0)          return (char*)0x7123456789a0;
   if (strcmp(kind, "kernel") == 0)       return (char*)0xffffffff81000000;
   if (strcmp(kind, "minus") == 0)        return (char*)-16;
   if (strcmp(kind, "noncanonical") == 0) return (char*)0xdeadbeefdeadbeef;
   if (strcmp(kind, "hole") == 0)         return (char*)0x0000800000000000;
   if (strcmp(kind, "before") == 0)       return page - 8;
   if (strcmp(kind, "across") == 0)       return page + PAGE - 4;
   if (strcmp(kind, "readonly") == 0) {
      mprotect(page, PAGE, PROT_READ);
      return page + 8;
   }
   if (strcmp(kind, "protected") == 0) {
      mprotect(page, PAGE, PROT_NONE);
      return page + 16;
   }
   if (strcmp(kind, "reserved") == 0)
      return mmap(page, PAGE, PROT_NONE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
   if (strcmp(kind, "unmapped") == 0) {
      munmap(page, PAGE);
      return page + 24;
   }
   static long fine;
   return (char*)&fine;
}

/* A value that nobody uses is not read at all under Valgrind. */
static long sum;

static void read_byte(char* p)   { sum += *(volatile char*)p; }         /* @read1 */
static void read_word(char* p)   { sum += *(volatile long*)p; }         /* @read8 */
static void write_vector(char* p) { __asm__ volatile("movups %%xmm0, (%0)" : : "r"(p) : "memory"); }   /* @write16 */
static void read_vector(char* p) { __asm__ volatile("movups (%0), %%xmm0" : : "r"(p)); }             /* @read16 */
static void write_byte(char* p)  { *(volatile char*)p = 1; }            /* @write1 */
static void write_word(char* p)  { *(volatile long*)p = 1; }            /* @write8 */
static void add_word(char* p)    { __asm__ volatile("addl $1, (%0)" : : "r"(p) : "memory"); }        /* @add */
static void swap_word(char* p)   { __asm__ volatile("xchgl %%eax, (%0)" : : "r"(p) : "rax", "memory"); }   /* @swap */
static void cas_word(char* p)    { __sync_val_compare_and_swap((long*)p, 0L, 1L); }                  /* @cas */

static void (*const accesses[])(char*) = {
   read_byte, read_word, read_vector, write_byte, write_word,
   add_word,
   /* Memcheck counts these more than once. */
   write_vector, swap_word, cas_word
};
enum { N_COUNTED_ONCE = 6, N_ALL = sizeof accesses / sizeof accesses[0] };


static void new_page(void)
{
   page = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) + PAGE;
   munmap(page - PAGE, PAGE);
   munmap(page + PAGE, PAGE);
}

/* Each access at one kind of place. */
static void __attribute__((noinline)) all_at(const char* kind, int from, int to)
{
   char* p = place(kind);
   printf("-- %s\n", kind);
   for (int i = from; i < to; i++)
      if (sigsetjmp(landing, 1) == 0) {
         accesses[i](p);
         printf("no signal\n");
      }
}

static void handle_all(int first, int last, int from, int to)
{
   static const char* kinds[] = {
      "null", "near_null", "low", "wild", "far",
      "kernel", "minus", "noncanonical", "hole",
      "before", "protected", "unmapped", "reserved",
      "last_of_null", "across", "readonly"
   };
   struct sigaction action = { .sa_sigaction = handler,
                               .sa_flags = SA_SIGINFO | SA_NODEFER };
   sigaction(SIGSEGV, &action, NULL);
   sigaction(SIGBUS, &action, NULL);
   for (int i = first; i <= last; i++) {
      new_page();
      all_at(kinds[i], from, to);
   }
}

int main(int argc, char** argv)
{
   setvbuf(stdout, NULL, _IONBF, 0);
   new_page();
   if (strcmp(argv[1], "handled") == 0) {
      if (argc > 4) handle_all(atoi(argv[2]), atoi(argv[3]), N_COUNTED_ONCE, N_ALL);
      else          handle_all(atoi(argv[2]), atoi(argv[3]), 0, N_COUNTED_ONCE);
      return 0;
   }
   char* p = place(argv[1]);
   if (argc > 2) *(volatile int*)p = 1;      /* @write */
   else          sum += *(volatile int*)p;  /* @read */
   puts("alive");
   return 0;
}
