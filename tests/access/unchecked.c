/* Beside the addresses that are not checked (the stack pointer, %fs, nothing, plus
   a constant): those that look like them and are.  See unchecked.S.

   unchecked bad | good

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <asm/prctl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <valgrind/memcheck.h>

void stack(long), switched(char*, long), fs(long), gs(long), absolute(long);
void null_load(void), null_store(void), null_modify(void), low_load(void);

static int is_bad;

/* Out of the translator's sight: it follows calls and computes with constants. */
static volatile long one = 1, sixteen = 16, thirty_two = 32;

void hide(char* p) { if (is_bad) VALGRIND_MAKE_MEM_NOACCESS(p, 16); }
void show(char* p) { VALGRIND_MAKE_MEM_DEFINED(p, 16); }

static sigjmp_buf landing;

static void handler(int signal, siginfo_t* info, void* context)
{
   printf("fault at %p\n", info->si_addr);
   siglongjmp(landing, 1);
}

static void at_null(void)
{
   struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
   sigaction(SIGSEGV, &action, NULL);
   if (sigsetjmp(landing, 1) == 0) null_load();
   if (sigsetjmp(landing, 1) == 0) null_store();
   if (sigsetjmp(landing, 1) == 0) null_modify();
   if (sigsetjmp(landing, 1) == 0) low_load();
}

int main(int argc, char** argv)
{
   is_bad = strcmp(argv[1], "bad") == 0;
   long room = is_bad ? 0 : 64;
   long fs_base;
   __asm__("mov %%fs:0, %0" : "=r"(fs_base));
   setvbuf(stdout, NULL, _IONBF, 0);

   stack(sixteen);

   char* block = calloc(1, 32 + room);                   /* @alloc */
   switched(block + 32, sixteen);                             /* @in_block */
   switched(block + 16, sixteen);                             /* @before_end */
   free(block);                                          /* @free */
   if (is_bad) switched(block + 16, 4);                  /* @in_freed */

   block = calloc(1, 32 + room);                         /* @alloc_2 */
   fs(block + 32 - (char*)fs_base);
   if (syscall(SYS_arch_prctl, ARCH_SET_GS, block + 31) == 0) gs(one);
   syscall(SYS_arch_prctl, ARCH_SET_GS, 0);
   free(block);

   char* fixed = mmap((void*)0x30000000, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
   VALGRIND_MAKE_MEM_NOACCESS(fixed, 4096);
   VALGRIND_MALLOCLIKE_BLOCK(fixed, 32 + room, 0, 1);    /* @fixed */
   absolute(thirty_two);
   VALGRIND_FREELIKE_BLOCK(fixed, 0);
   if (is_bad) at_null();
   return 0;
}
