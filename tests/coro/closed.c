/* closed MEMORY HOW: what is done with the stack of a destroyed coroutine whose
   memory is still there.

     MEMORY   malloc; mmap; static: in an array; part: in the middle of a larger
              block of the heap
     HOW      errors:  read (what is deep in it), entry (the entry function's),
              clear (all of it, by its own loop), syscall, after (it was
              freed after all), itself (it is destroyed
              while it runs), wide (an access that begins below what was used)
              sound:   link (of a pool, at both ends), prepare (for the next one,
              which is declared only then), later (declared without being used),
              freed (and the memory used by the next owner), accessible (the
              program says so), block (of the program's own allocator), part
              (unmapped in part), inside (a thread's stack), signal (a handler's
              stack), many (more than are remembered), deregister, guessed
              (its bounds were never declared)

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "../../vrleak.h"
#include "switch.h"

#define SIZE 32768

static char  area[SIZE] __attribute__((aligned(16)));
static void* sp;
static void* main_sp;
static int   id, by_itself;
static volatile int* local;
static volatile int* first;                  /* a local of the entry function */
static char* memory;                         /* of which the stack is a part */
static char* stack;
static const char* kind;
static volatile int sink;

static __attribute__((noinline)) void inner(void)
{
   volatile char above[2000];
   volatile int  mine[4] = { 1, 2, 3, 4 };
   above[0] = 0;
   local = mine;
   if (by_itself)
      VRLEAK_CORO_DESTROY(id);               /* @itself */
   swap(&sp, main_sp);
   above[1] = mine[0];
}

static __attribute__((noinline)) void deep(void)
{
   volatile char above[3000];
   above[0] = above[2999] = 1;
}

static void work(void)
{
   volatile int here = 5;
   first = &here;
   deep();
   inner();
   swap(&sp, main_sp);
   __builtin_trap();
}

static void* map(void* a)
{
   return mmap(a, SIZE, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | (a == NULL ? 0 : MAP_FIXED), -1, 0);
}

static void get_stack(void)
{
   if (strcmp(kind, "malloc") == 0)
      memory = stack = malloc(SIZE);                               /* @stack */
   else if (strcmp(kind, "part") == 0)
      stack = (memory = malloc(SIZE + 8192)) + 4096;
   else if (strcmp(kind, "mmap") == 0)
      memory = stack = map(NULL);
   else
      memory = stack = area;
}

static void give_back(void)
{
   if (strcmp(kind, "malloc") == 0 || strcmp(kind, "part") == 0)
      free(memory);
   else if (strcmp(kind, "mmap") == 0)
      munmap(memory, SIZE);
}

static __attribute__((noinline)) void create(void)
{
   id = VRLEAK_CORO_CREATE(stack, stack + SIZE, "short-lived");    /* @created */
   sp = prepare(stack, SIZE, work);
   swap(&main_sp, sp);
}

static __attribute__((noinline)) void destroy(void)
{
   VRLEAK_CORO_DESTROY(id);                  /* @destroyed */
}

static __attribute__((noinline)) void fill(char* from, char* to)
{
   for (volatile char* p = from; p < to; p++)
      *p = 1;                                /* @fill */
}

/* ---- errors ---- */

static void read_it(void)
{
   sink = *local;                            /* @read */
   sink = *local;                            /* @again */
}

static void entry(void)
{
   sink = *first;                            /* @entry */
}

static void clear(void)
{
   fill(stack, stack + SIZE);
   read_it();
}

static void after(void)
{
   give_back();
   ((void* volatile*)(stack + SIZE))[-4] = NULL;                   /* @after */
}

static void syscall_into(void)
{
   int fd = open("/dev/zero", O_RDONLY);
   read(fd, (void*)local, 16);               /* @syscall */
   close(fd);
   read_it();
}

/* The lowest word that was used is not zero, what is below it is. */
static void wide(void)
{
   char* lowest = stack;
   while (*(int*)lowest == 0)                /* @wide */
      lowest += 2;
}

/* ---- sound ---- */

static void link_pool(void)
{
   *(void**)stack = stack;
   ((void**)(stack + SIZE))[-1] = stack;
   sink = *(int*)(stack + SIZE - 8);
}

static void prepare_first(void)
{
   sp = prepare(stack, SIZE, work);
   id = VRLEAK_CORO_CREATE(stack, stack + SIZE, "second");
   swap(&main_sp, sp);
   read_it();
}

static void later(void)
{
   VRLEAK_CORO_CREATE(stack, stack + SIZE, "second");
   fill(stack, stack + SIZE);
}

static void freed(void)
{
   char*     old    = memory;
   ptrdiff_t offset = stack - memory;
   int       n      = 0;
   give_back();
   if (strcmp(kind, "mmap") == 0)
      map(old);
   else
      do
         memory = malloc(SIZE + (offset == 0 ? 0 : 8192));
      while (memory != old && n++ < 1000);
   if (memory != old)
      puts("elsewhere");
   stack = memory + offset;
   fill(stack, stack + SIZE);
}

static void accessible(void)
{
   VALGRIND_DO_CLIENT_REQUEST_STMT(VRLEAK_CODE(MAKE_MEM_UNDEFINED), local, 4, 0, 0, 0);
   fill(stack, stack + SIZE);
}

static void block(void)
{
   VALGRIND_MALLOCLIKE_BLOCK(stack + SIZE / 2, SIZE / 2, 0, 0);
   fill(stack, stack + SIZE);
   VALGRIND_FREELIKE_BLOCK(stack + SIZE / 2, 0);
}

static void part(void)
{
   char* page = (char*)((size_t)local & ~4095);
   munmap(page, 4096);
   mmap(page, 4096, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
   read_it();
   VRLEAK_CORO_CREATE(stack, stack + SIZE, "second");
   fill(stack, stack + SIZE);
}

static __attribute__((noinline)) void inside(void)
{
   char mine[SIZE];
   stack = mine;
   create();
   destroy();
   read_it();
   fill(mine, mine + SIZE);
}

static void on_signal(int number)
{
   volatile char frame[1000];
   for (int i = 0; i < 1000; i++)
      frame[i] = number;
}

static void signal_stack(void)
{
   stack_t alt = { .ss_sp = stack, .ss_size = SIZE };
   struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_ONSTACK };
   sigaltstack(&alt, NULL);
   sigaction(SIGUSR1, &action, NULL);
   raise(SIGUSR1);
   read_it();
}

static void many(void)
{
   volatile int* oldest;
   char* all = mmap(NULL, 1200 * 8192, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
   for (int i = 0; i < 1200; i++) {
      stack = all + i * 8192 - (SIZE - 8192);
      id = VRLEAK_CORO_CREATE(all + i * 8192, all + (i + 1) * 8192, NULL);
      sp = prepare(stack, SIZE, work);
      swap(&main_sp, sp);
      destroy();
      if (i == 0)
         oldest = local;
   }
   sink = *oldest;
}

static void deregister(void)
{
   unsigned other = VALGRIND_STACK_REGISTER(stack, stack + SIZE);
   sp = prepare(stack, SIZE, work);
   swap(&main_sp, sp);
   VALGRIND_STACK_DEREGISTER(other);
   read_it();
   fill(stack, stack + SIZE);
}

static void guessed(void)
{
   id = VRLEAK_CORO_CREATE(0, 0, 0);
   sp = prepare(stack, SIZE, work);
   VRLEAK_CORO_SWITCH_TO(id);
   swap(&main_sp, sp);
   destroy();
   read_it();
   fill(stack, stack + SIZE);
}

static const struct { const char* name; void (*play)(void); } plays[] = {
   { "read", read_it }, { "entry", entry }, { "clear", clear },
   { "after", after }, { "syscall", syscall_into }, { "itself", read_it }, { "wide", wide },
   { "link", link_pool }, { "prepare", prepare_first }, { "later", later },
   { "freed", freed }, { "accessible", accessible }, { "block", block },
   { "part", part }, { "inside", inside }, { "signal", signal_stack },
   { "many", many }, { "deregister", deregister },
   { "guessed", guessed }
};

int main(int argc, char** argv)
{
   kind      = argv[1];
   by_itself = strcmp(argv[2], "itself") == 0;
   get_stack();
   create();
   if (!by_itself)
      destroy();
   for (size_t i = 0; i < sizeof plays / sizeof plays[0]; i++)
      if (strcmp(plays[i].name, argv[2]) == 0)
         plays[i].play();
   return 0;
}
