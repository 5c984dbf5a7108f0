/*
   measure: runs a command and writes down what it cost.

      measure [-t SECONDS] [-i STDIN] -o STDOUT -e STDERR RESULT COMMAND [ARGS]

   RESULT gets one line:   user sys wall peak_kib status

      user, sys   CPU seconds of the command and of everything it started
      wall        seconds from start to end
      peak_kib    peak resident memory of the largest of these processes
      status      "exit:N", "signal:N" or "timeout"

   It is a program of its own, and a small one, because the kernel counts the
   memory of the process that calls exec into the peak of the new program: a
   start from the Perl driver would give every workload at least Perl's size.

   Processes that outlive their parent are handed to us (PR_SET_CHILD_SUBREAPER)
   and waited for, so that they count as well.

   Called by bench/run only.

   SPDX-License-Identifier: GPL-2.0-or-later
*/

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pid_t                 command_pid;   /* also its process group */
static volatile sig_atomic_t timed_out;

static void die(const char* what)
{
   fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
   exit(2);
}

static void on_alarm(int sig)
{
   (void)sig;
   timed_out = 1;
   kill(-command_pid, SIGKILL);
}

/* The driver was interrupted. */
static void on_interrupt(int sig)
{
   (void)sig;
   kill(-command_pid, SIGKILL);
   _exit(130);
}

static void redirect(int fd, const char* path, int flags)
{
   int file = open(path, flags, 0666);
   if (file < 0 || dup2(file, fd) < 0) die(path);
   close(file);
}

static double seconds(struct timeval tv)
{
   return tv.tv_sec + tv.tv_usec / 1e6;
}

static double now(void)
{
   struct timespec ts;
   clock_gettime(CLOCK_MONOTONIC, &ts);
   return ts.tv_sec + ts.tv_nsec / 1e9;
}

/* Returns the wait status of the command, when no process is left. */
static int wait_for_all(void)
{
   int command_status = 0;
   for (;;) {
      int   status;
      pid_t pid = waitpid(-1, &status, 0);
      if (pid < 0) {
         if (errno == EINTR) continue;
         return command_status;
      }
      if (pid == command_pid) command_status = status;
   }
}

static void write_result(const char* path, double wall, int status)
{
   struct rusage usage;
   getrusage(RUSAGE_CHILDREN, &usage);

   FILE* file = fopen(path, "w");
   if (!file) die(path);
   fprintf(file, "%.6f %.6f %.6f %ld ", seconds(usage.ru_utime), seconds(usage.ru_stime),
           wall, usage.ru_maxrss);
   if (timed_out)                fprintf(file, "timeout\n");
   else if (WIFSIGNALED(status)) fprintf(file, "signal:%d\n", WTERMSIG(status));
   else                          fprintf(file, "exit:%d\n", WEXITSTATUS(status));
   if (fclose(file) != 0) die(path);
}

int main(int argc, char** argv)
{
   const char* in      = "/dev/null";
   const char* out     = "/dev/null";
   const char* err     = "/dev/null";
   unsigned    timeout = 0;

   int option;
   while ((option = getopt(argc, argv, "+t:i:o:e:")) != -1) {
      switch (option) {
         case 't': timeout = strtoul(optarg, NULL, 10); break;
         case 'i': in  = optarg; break;
         case 'o': out = optarg; break;
         case 'e': err = optarg; break;
         default:  return 2;
      }
   }
   if (argc - optind < 2) {
      fprintf(stderr, "usage: measure [-t SECONDS] [-i STDIN] -o STDOUT -e STDERR RESULT COMMAND [ARGS]\n");
      return 2;
   }
   const char* result  = argv[optind];
   char**      command = argv + optind + 1;

   prctl(PR_SET_CHILD_SUBREAPER, 1);
   double start = now();
   command_pid  = fork();
   if (command_pid < 0) die("fork");
   if (command_pid == 0) {
      setpgid(0, 0);
      redirect(0, in, O_RDONLY);
      redirect(1, out, O_WRONLY | O_CREAT | O_TRUNC);
      redirect(2, err, O_WRONLY | O_CREAT | O_TRUNC);
      execvp(command[0], command);
      die(command[0]);
   }
   setpgid(command_pid, command_pid);

   signal(SIGALRM, on_alarm);
   signal(SIGINT,  on_interrupt);
   signal(SIGTERM, on_interrupt);
   alarm(timeout);

   int status = wait_for_all();
   write_result(result, now() - start, status);
   return 0;
}
