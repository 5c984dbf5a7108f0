/* A server with a coroutine for each connection, made by hand from ucontext: one
   thread, straight-line code, and a loop that resumes whoever can go on.

   It listens on a free port of 127.0.0.1, is its own client (a second thread),
   and stops by itself.  One of the clients hangs up in the middle of its
   request.

      coserver broken     drops that connection, and forgets its coroutine
      coserver fixed      resumes it, so that it sees the end and cleans up

   Three lines, #include <vrleak.h>, VRLEAK_CORO_CREATE and VRLEAK_CORO_DESTROY, tell
   vrleak what the coroutines are called and where their stacks are.  It follows
   them without these, too (-DUNANNOTATED).

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <ucontext.h>
#include <unistd.h>

#if !defined(UNANNOTATED) && __has_include(<vrleak.h>) && __has_include(<valgrind/memcheck.h>)
#  include <vrleak.h>
#else
#  define VRLEAK_CORO_CREATE(lo, hi, name) 0
#  define VRLEAK_CORO_DESTROY(id)          ((void)(id))
#endif

enum { CONNECTIONS = 6, STACK_SIZE = 64 * 1024, GUARD = 4096 };

static int is_broken;

static void check(int ok, const char* what)
{
   if (!ok) { perror(what); exit(1); }
}

/* ---- coroutines ---- */

typedef struct Coroutine {
   ucontext_t    context;               /* where it goes on                      */
   char*         memory;                /* guard page and stack                  */
   unsigned long id;                    /* vrleak's                              */
   int           fd;                    /* the connection that it serves         */
   int           is_finished;
} Coroutine;

static ucontext_t loop;                 /* where the server's loop goes on       */
static Coroutine* current;              /* who runs; NULL: the loop              */

static void serve_connection(int fd);

static void run(void)
{
   Coroutine* self = current;
   serve_connection(self->fd);
   self->is_finished = 1;               /* and back to the loop, by uc_link      */
}

static Coroutine* create(int fd, int number)
{
   Coroutine* c = calloc(1, sizeof *c);
   c->fd     = fd;
   c->memory = mmap(NULL, GUARD + STACK_SIZE, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
   check(c->memory != MAP_FAILED && mprotect(c->memory, GUARD, PROT_NONE) == 0, "stack");
   char* stack = c->memory + GUARD;

   char name[32];
   snprintf(name, sizeof name, "connection-%d", number);
   c->id = VRLEAK_CORO_CREATE(stack, stack + STACK_SIZE, name);

   getcontext(&c->context);
   c->context.uc_stack.ss_sp   = stack;
   c->context.uc_stack.ss_size = STACK_SIZE;
   c->context.uc_link          = &loop;
   makecontext(&c->context, run, 0);
   return c;
}

static void destroy(Coroutine* c)
{
   close(c->fd);
   VRLEAK_CORO_DESTROY(c->id);
   munmap(c->memory, GUARD + STACK_SIZE);
   free(c);
}

static void resume(Coroutine* c)
{
   current = c;
   swapcontext(&loop, &c->context);
   current = NULL;
}

/* Called by a coroutine: lets others run until there is something to read. */
static void wait_for_input(void)
{
   swapcontext(&current->context, &loop);
}

/* ---- what a coroutine does ---- */

/* One line without its end; 0 if the client has gone before. */
static int read_line(int fd, char* line, size_t size)
{
   for (size_t n = 0; n < size - 1; ) {
      wait_for_input();
      ssize_t got = read(fd, line + n, size - 1 - n);
      if (got <= 0) return 0;
      n += (size_t)got;
      line[n] = '\0';
      char* end = strchr(line, '\n');
      if (end != NULL) { *end = '\0'; return 1; }
   }
   return 0;
}

/* Something that needs a deep stack: how many ways are there to pay an amount? */
static long count_ways(int amount, int coin, const char* paid)
{
   static const int value[] = { 1, 2, 5, 10, 20, 50 };
   if (amount == 0)            return 1;
   if (amount < 0 || coin < 0) return 0;
   char more[256];                      /* for debugging, and in every frame */
   snprintf(more, sizeof more, "%s %d", paid, value[coin]);
   return count_ways(amount, coin - 1, paid) + count_ways(amount - value[coin], coin, more);
}

static void answer(int fd, const char* request)
{
   int amount = 0;
   if (sscanf(request, "GET /ways/%d", &amount) == 1)
      dprintf(fd, "200 %ld ways to pay %d\n", count_ways(amount, 5, ""), amount);
   else
      dprintf(fd, "200 you asked: %s\n", request);
}

static void serve_connection(int fd)
{
   enum { LINE = 256 };
   char* request = malloc(LINE);
   if (read_line(fd, request, LINE)) answer(fd, request);
   free(request);
}

/* ---- the loop ---- */

static void serve(int listener)
{
   Coroutine* of[CONNECTIONS];
   int accepted = 0, open = 0;

   while (accepted < CONNECTIONS || open > 0) {
      struct pollfd fds[CONNECTIONS + 1];
      for (int i = 0; i < open; i++) fds[i] = (struct pollfd){ of[i]->fd, POLLIN | POLLRDHUP, 0 };
      fds[open] = (struct pollfd){ listener, accepted < CONNECTIONS ? POLLIN : 0, 0 };
      check(poll(fds, (nfds_t)open + 1, -1) > 0, "poll");

      int is_new = fds[open].revents != 0;
      for (int i = open - 1; i >= 0; i--) {
         if (fds[i].revents == 0) continue;
         Coroutine* c = of[i];
         if (is_broken && fds[i].revents & (POLLRDHUP | POLLHUP | POLLERR)) {
            /* The bug: nobody will ever resume c, nor destroy it. */
            close(c->fd);
            of[i] = of[--open];
            continue;
         }
         resume(c);
         if (c->is_finished) { destroy(c); of[i] = of[--open]; }
      }
      if (is_new) {
         int fd = accept(listener, NULL, NULL);
         check(fd >= 0, "accept");
         of[open] = create(fd, ++accepted);
         resume(of[open++]);            /* up to where it waits for the first time */
      }
   }
}

/* ---- the clients ---- */

static struct sockaddr_in address;      /* of the server */

static void* run_clients(void* unused)
{
   static const char* const request[CONNECTIONS] = {
      "GET /\n", "GET /prices\n", "GET /ways/30\n", "GET /tra", "GET /about\n", "GET /\n"
   };
   int fd[CONNECTIONS];
   for (int i = 0; i < CONNECTIONS; i++) {
      fd[i] = socket(AF_INET, SOCK_STREAM, 0);
      check(connect(fd[i], (struct sockaddr*)&address, sizeof address) == 0, "connect");
   }
   for (int i = 0; i < CONNECTIONS; i++) {
      size_t length = strlen(request[i]);
      check(write(fd[i], request[i], length) == (ssize_t)length, "write");
      if (strchr(request[i], '\n') == NULL) {
         printf("client %d hangs up\n", i + 1);
      } else {
         char reply[128];
         ssize_t n = read(fd[i], reply, sizeof reply - 1);
         printf("client %d: %.*s", i + 1, n > 0 ? (int)n : 0, reply);
      }
      close(fd[i]);
   }
   return unused;
}

int main(int argc, char** argv)
{
   is_broken = argc < 2 || strcmp(argv[1], "fixed") != 0;

   int listener = socket(AF_INET, SOCK_STREAM, 0);
   socklen_t size = sizeof address;
   address.sin_family      = AF_INET;
   address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
   check(bind(listener, (struct sockaddr*)&address, size) == 0
         && listen(listener, CONNECTIONS) == 0
         && getsockname(listener, (struct sockaddr*)&address, &size) == 0, "listen");

   pthread_t clients;
   check(pthread_create(&clients, NULL, run_clients, NULL) == 0, "thread");
   serve(listener);
   pthread_join(clients, NULL);
   close(listener);
   return 0;
}
