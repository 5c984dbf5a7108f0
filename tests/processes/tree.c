/* A tree of processes, built as the arguments say; each finds an error of its
   own.  (files.t, killed.t)

   SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

/* One error, so that every process has something to report. */
static void in_parent(void) { char* p = malloc(10); *(volatile char*)(p + 10) = 1; free(p); }
static void in_child(void)  { char* p = malloc(20); *(volatile char*)(p + 20) = 1; free(p); }
static void executed(void)  { char* p = malloc(30); *(volatile char*)(p + 30) = 1; free(p); }

static void* exit_group_in_thread(void* unused) { syscall(SYS_exit_group, 7); return NULL; }

static void wait_for(pid_t pid)
{
   int status;
   if (pid < 0 || waitpid(pid, &status, 0) != pid)
      abort();
}

static void run(const char* self, const char* what)
{
   pid_t pid;

   if (strcmp(what, "fork") == 0) {
      pid = fork();
      if (pid == 0) {
         in_child();
         exit(0);
      }
      wait_for(pid);
   } else if (strcmp(what, "quiet_fork") == 0) {
      pid = fork();
      if (pid == 0)
         execl("/bin/true", "true", NULL);
      wait_for(pid);
   } else if (strcmp(what, "fork_exec") == 0) {
      pid = fork();
      if (pid == 0)
         execl(self, self, "executed", NULL);
      wait_for(pid);
   } else if (strcmp(what, "spawn") == 0) {
      char* args[] = { (char*)self, "executed", NULL };
      if (posix_spawn(&pid, self, NULL, NULL, args, environ) != 0)
         abort();
      wait_for(pid);
   } else if (strcmp(what, "exec") == 0) {
      execl("/no/such/program", "none", NULL);
      execl(self, self, "executed", NULL);
   } else if (strcmp(what, "forks") == 0) {
      pid = fork();
      if (pid == 0) {
         in_child();
         pid = fork();
         in_child();
         if (pid != 0)
            wait_for(pid);
         exit(0);
      }
      wait_for(pid);
   } else if (strcmp(what, "executed") == 0) {
      executed();
   } else if (strcmp(what, "kill") == 0) {
      kill(getpid(), SIGKILL);
   } else if (strcmp(what, "term") == 0) {
      raise(SIGTERM);
   } else if (strcmp(what, "segv") == 0) {
      *(volatile int*)8 = 1;
   } else if (strcmp(what, "abort") == 0) {
      abort();
   } else if (strcmp(what, "_exit") == 0) {
      _exit(5);
   } else if (strcmp(what, "exit_group") == 0) {
      pthread_t thread;
      pthread_create(&thread, NULL, exit_group_in_thread, NULL);
      pthread_join(thread, NULL);
   } else if (strcmp(what, "wait") == 0) {
      printf("ready\n");
      fflush(stdout);
      for (;;)
         pause();
   } else if (strcmp(what, "many") == 0) {
      for (long i = 0; ; i++)        /* an error in a new place each time */
         printf("%ld\n", i), fflush(stdout), in_parent();
   }
}

int main(int argc, char** argv)
{
   if (argc < 2 || strcmp(argv[1], "executed") != 0)
      in_parent();
   for (int i = 1; i < argc; i++)
      run(argv[0], argv[i]);
   return 0;
}
