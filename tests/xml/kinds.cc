/* One error of the kind that the argument names.  (kinds.t, consumers.t)

   SPDX-License-Identifier: GPL-2.0-or-later */
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <malloc.h>
#include <new>
#include <sys/prctl.h>
#include <unistd.h>
#include <valgrind/memcheck.h>

static void* volatile kept;
static volatile int sink;

static void invalid_read()  { char* p = (char*)malloc(10); sink = p[10]; free(p); }
static void invalid_write() { char* p = (char*)malloc(10); kept = p; ((volatile char*)kept)[-1] = 1; free(p); }
static void read_freed()    { char* p = (char*)malloc(10); kept = p; free(p); sink = ((volatile char*)kept)[3]; }
static void invalid_jump()  { ((void (*)())0x10)(); }
static void invalid_free()  { char* p = (char*)malloc(10); kept = p + 1; free(kept); free(p); }
static void mismatched()    { kept = malloc(10); delete (char*)kept; }
static void size()          { kept = operator new(16); operator delete(kept, (std::size_t)17); }
static void alignment()     { kept = operator new(64, std::align_val_t(64)); operator delete(kept, std::align_val_t(32)); }
static void bad_alignment() { kept = memalign(48, 10); free(kept); }
static void realloc_zero()  { kept = malloc(10); kept = realloc(kept, 0); free(kept); }
static void fishy()         { volatile long n = -5; kept = malloc(n); }
static void overlap()       { char* p = (char*)malloc(20); kept = p; memset(p, 1, 20); volatile int n = 10; memcpy(p, p + 5, n); free(p); }
static void syscall_param() { char* p = (char*)malloc(10); memset(p, 0, 10); sink = write(open("/dev/null", O_WRONLY), p, 20); free(p); }
static void client_check()  { char* p = (char*)malloc(10); sink = VALGRIND_CHECK_MEM_IS_ADDRESSABLE(p, 11); free(p); }
static void pool()          { VALGRIND_MEMPOOL_FREE(0x1000, 0x2000); }
static void on_signal(int)  {}
static void core_memory() {
   char* stack = (char*)malloc(65536);
   kept = stack;
   stack_t alternate = {};
   alternate.ss_sp = stack;
   alternate.ss_size = 65536;
   sigaltstack(&alternate, nullptr);
   struct sigaction action = {};
   action.sa_handler = on_signal;
   action.sa_flags = SA_ONSTACK;
   sigaction(SIGUSR1, &action, nullptr);
   free(stack);
   raise(SIGUSR1);
}
static void definite()      { kept = malloc(100); kept = nullptr; }
static void indirect()      { void** p = (void**)malloc(16); p[0] = malloc(24); p[1] = nullptr; kept = p; p = nullptr; kept = nullptr; }
static void possible()      { static char* inside; inside = (char*)malloc(60) + 7; }
static void reachable()     { static void* whole; whole = malloc(70); }
static void fatal()         { *(volatile int*)8 = 1; }
static void message()       { VALGRIND_PRINTF("a <b> & %s\n", "c > d"); VALGRIND_PRINTF_BACKTRACE("with a stack: %d\n", 7); }
static void thread_name()   { prctl(PR_SET_NAME, "<a&b>\1\377\"'"); invalid_read(); }

static const struct { const char* name; void (*make)(); } kinds[] = {
   { "invalid_read", invalid_read }, { "invalid_write", invalid_write }, { "read_freed", read_freed },
   { "invalid_jump", invalid_jump }, { "invalid_free", invalid_free }, { "mismatched", mismatched },
   { "size", size }, { "alignment", alignment }, { "bad_alignment", bad_alignment },
   { "realloc_zero", realloc_zero }, { "fishy", fishy }, { "overlap", overlap },
   { "syscall_param", syscall_param }, { "client_check", client_check }, { "pool", pool },
   { "core_memory", core_memory }, { "definite", definite }, { "indirect", indirect },
   { "possible", possible }, { "reachable", reachable }, { "fatal", fatal }, { "message", message },
   { "thread_name", thread_name },
};

/* Pointers that a function leaves below the stack pointer would count. */
static void __attribute__((noinline)) clean_stack() { volatile char room[4096]; memset((void*)room, 0, sizeof room); }

int main(int argc, char** argv)
{
   for (int i = 1; i < argc; i++)
      for (auto& kind : kinds)
         if (strcmp(argv[i], kind.name) == 0) {
            kind.make();
            clean_stack();
         }
   return 0;
}
