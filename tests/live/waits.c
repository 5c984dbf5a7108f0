/* Waits in a system call of each kind until a byte comes on standard input,
   and says what the call returned.  SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MINUTES (20 * 60)         /* never reached */

static int       connection[2], object;
static pthread_t waiter;
static volatile sig_atomic_t handled;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  cond  = PTHREAD_COND_INITIALIZER;
static int             may_go;

static void lose(void) { char *p = malloc(77); p = NULL; }

static void ready(void) { puts("ready"); fflush(stdout); }
static char next_byte(void) { char c = 0; while (read(0, &c, 1) < 0 && errno == EINTR) ; return c; }
static void on_signal(int signal) { handled++; }

/* Something happens when the byte has come. */
static void *then_send(void *unused)   { next_byte(); write(connection[1], "b", 1); return NULL; }
static void *then_kill(void *unused)   { next_byte(); pthread_kill(waiter, SIGUSR2); return NULL; }
static void *then_post(void *unused)
{
   struct sembuf up = { 0, 1, 0 };
   next_byte();
   semop(object, &up, 1);
   return NULL;
}
static void *then_message(void *unused)
{
   struct { long type; char text[4]; } m = { 1, "abc" };
   next_byte();
   msgsnd(object, &m, 4, 0);
   return NULL;
}
static void *then_signal(void *unused)
{
   next_byte();
   pthread_mutex_lock(&mutex);
   may_go = 1;
   pthread_cond_broadcast(&cond);
   pthread_mutex_unlock(&mutex);
   return NULL;
}
static void *wait_for_cond(void *timed)
{
   struct timespec until;
   clock_gettime(CLOCK_REALTIME, &until);
   until.tv_sec += MINUTES;
   pthread_mutex_lock(&mutex);
   while (!may_go) {
      int error = timed ? pthread_cond_timedwait(&cond, &mutex, &until) : pthread_cond_wait(&cond, &mutex);
      if (error) { printf("cond: %d\n", error); exit(1); }
   }
   pthread_mutex_unlock(&mutex);
   return NULL;
}

static void start(void *(*function)(void *))
{
   pthread_t thread;
   pthread_create(&thread, NULL, function, NULL);
   pthread_detach(thread);
}

static void set_handler(int signal)
{
   struct sigaction action;
   memset(&action, 0, sizeof action);
   action.sa_handler = on_signal;
   sigaction(signal, &action, NULL);
}

static sigset_t set_of(int signal)
{
   sigset_t set;
   sigemptyset(&set);
   sigaddset(&set, signal);
   return set;
}

/* The state of SIGUSR1 as the program sees it. */
static void show_signal(void)
{
   struct sigaction action;
   sigset_t mask;
   sigaction(SIGUSR1, NULL, &action);
   sigprocmask(SIG_BLOCK, NULL, &mask);
   printf("handler: %s, flags: %x, blocked: %d\n",
          action.sa_handler == SIG_DFL ? "default" : action.sa_handler == SIG_IGN ? "ignored"
          : action.sa_handler == on_signal ? "on_signal" : "other",
          action.sa_flags & ~0x04000000, sigismember(&mask, SIGUSR1));
}

static int wait_in(const char *what)
{
   struct pollfd       fd = { 0, POLLIN };
   struct epoll_event  event = { EPOLLIN };
   struct timeval      timeval  = { MINUTES, 0 };
   struct timespec     timespec = { MINUTES, 0 };
   struct sigaction    before;
   sigset_t none, usr2 = set_of(SIGUSR2), usr1 = set_of(SIGUSR1), all;
   fd_set set;
   char   c;

   sigemptyset(&none);
   sigfillset(&all);
   FD_ZERO(&set);
   FD_SET(0, &set);
   waiter = pthread_self();
   if (!strcmp(what, "read"))
      { ready(); return read(0, &c, 1); }
   if (!strcmp(what, "poll"))
      { ready(); return poll(&fd, 1, -1); }
   if (!strcmp(what, "poll_timed"))
      { ready(); return poll(&fd, 1, MINUTES * 1000); }
   if (!strcmp(what, "ppoll"))
      { ready(); return ppoll(&fd, 1, &timespec, &usr2); }
   if (!strcmp(what, "select"))
      { ready(); return select(1, &set, NULL, NULL, &timeval); }
   if (!strcmp(what, "epoll")) {
      int epoll = epoll_create1(0);
      epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &event);
      ready();
      return epoll_wait(epoll, &event, 1, -1);
   }
   if (!strcmp(what, "epoll_timed")) {
      int epoll = epoll_create1(0);
      epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &event);
      ready();
      return epoll_pwait(epoll, &event, 1, MINUTES * 1000, &usr2);
   }
   if (!strcmp(what, "recv")) {
      struct timeval limit = { MINUTES, 0 };
      socketpair(AF_UNIX, SOCK_STREAM, 0, connection);
      setsockopt(connection[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
      start(then_send);
      ready();
      return recv(connection[0], &c, 1, 0);
   }
   if (!strcmp(what, "wait")) {
      int status;
      if (fork() == 0) { close(1); next_byte(); _exit(7); }
      ready();
      return wait(&status) > 0 ? WEXITSTATUS(status) : -1;
   }
   if (!strcmp(what, "semop") || !strcmp(what, "semtimedop")) {
      struct sembuf down = { 0, -1, 0 };
      int r;
      object = semget(IPC_PRIVATE, 1, 0600);
      start(then_post);
      ready();
      r = !strcmp(what, "semop") ? semop(object, &down, 1) : semtimedop(object, &down, 1, &timespec);
      semctl(object, 0, IPC_RMID);
      return r;
   }
   if (!strcmp(what, "msgrcv")) {
      struct { long type; char text[4]; } m;
      int r;
      object = msgget(IPC_PRIVATE, 0600);
      start(then_message);
      ready();
      r = msgrcv(object, &m, 4, 0, 0);
      msgctl(object, IPC_RMID, NULL);
      return r;
   }
   if (!strcmp(what, "threads")) {
      pthread_t threads[6];
      for (int i = 0; i < 6; i++)
         pthread_create(&threads[i], NULL, wait_for_cond, i % 2 ? &cond : NULL);
      start(then_signal);
      ready();
      for (int i = 0; i < 6; i++)
         pthread_join(threads[i], NULL);
      return 6;
   }
   if (!strcmp(what, "sigwait")) {
      int signal = 0;
      pthread_sigmask(SIG_BLOCK, &usr2, NULL);
      start(then_kill);
      ready();
      return sigwait(&usr2, &signal) == 0 ? signal : -1;
   }
   if (!strcmp(what, "sigwait_all")) {   /* as a daemon's signal thread does */
      int signal = 0;
      pthread_sigmask(SIG_BLOCK, &all, NULL);
      start(then_kill);
      ready();
      return sigwait(&all, &signal) == 0 ? signal : -1;
   }
   /* What is the program's own still interrupts. */
   if (!strcmp(what, "pause")) {
      set_handler(SIGUSR2);
      start(then_kill);
      ready();
      return pause() * 100 - (errno == EINTR) * 10 - handled;
   }
   if (!strcmp(what, "own_signal")) {
      set_handler(SIGUSR2);
      start(then_kill);
      ready();
      return poll(NULL, 0, MINUTES * 1000) * 100 - (errno == EINTR) * 10 - handled;
   }
   if (!strcmp(what, "own_read")) {
      pipe(connection);
      set_handler(SIGUSR2);
      start(then_kill);
      ready();
      return read(connection[0], &c, 1) * 100 - (errno == EINTR) * 10 - handled;
   }
   if (!strcmp(what, "sigsuspend")) {
      set_handler(SIGUSR2);
      pthread_sigmask(SIG_BLOCK, &usr2, NULL);
      start(then_kill);
      ready();
      return sigsuspend(&none) * 100 - (errno == EINTR) * 10 - handled;
   }
   if (!strcmp(what, "nanosleep")) {
      struct timespec left = { 0, 0 };
      timespec.tv_sec = MINUTES;
      set_handler(SIGUSR2);
      start(then_kill);
      ready();
      nanosleep(&timespec, &left);
      return errno == EINTR && handled == 1 && left.tv_sec > MINUTES / 2 && timespec.tv_sec == MINUTES;
   }
   /* The program does things with the signal itself. */
   if (!strcmp(what, "blocked")) {
      sigprocmask(SIG_BLOCK, &all, NULL);
      show_signal();
      ready();
      int r = read(0, &c, 1);
      sigprocmask(SIG_UNBLOCK, &usr2, NULL);
      show_signal();
      sigprocmask(SIG_UNBLOCK, &usr1, NULL);
      show_signal();
      return r;
   }
   if (!strcmp(what, "ignored")) {
      signal(SIGUSR1, SIG_IGN);
      show_signal();
      ready();
      return read(0, &c, 1);
   }
   if (!strcmp(what, "handler")) {
      set_handler(SIGUSR1);
      sigaction(SIGUSR1, NULL, &before);
      show_signal();
      ready();
      return read(0, &c, 1) * 10 + handled;
   }
   if (!strcmp(what, "signalfd")) {
      struct pollfd fds[2] = { { 0, POLLIN }, { signalfd(-1, &usr1, 0), POLLIN } };
      sigprocmask(SIG_BLOCK, &usr1, NULL);
      ready();
      while (!fds[0].revents)
         poll(fds, 2, -1);
      return 1;
   }
   if (!strcmp(what, "busy")) {
      volatile unsigned long n = 0;
      ready();
      while (poll(&fd, 1, 0) == 0)
         for (int i = 0; i < 100000; i++)
            n++;
      return 1;
   }
   return -1;
}

int main(int argc, char **argv)
{
   lose();
   int r = wait_in(argv[1]);
   printf("%s: %d\n", argv[1], r);
   if (r < 0 && r > -10)
      perror(argv[1]);
   show_signal();
   return 0;
}
