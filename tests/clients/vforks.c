/* Children by vfork and by posix_spawn that run another program.
   SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
extern char** environ;
int main(void)
{
   char* argv[] = { "echo", strdup("spawned"), NULL };
   int status, total = 0;
   pid_t pid = vfork();
   if (pid == 0) {
      execl("/bin/sh", "sh", "-c", "exit 3", NULL);
      _exit(127);
   }
   waitpid(pid, &status, 0);
   total += WEXITSTATUS(status);
   pid = vfork();
   if (pid == 0) {
      execl("/no/such/program", "x", NULL);
      _exit(20);
   }
   waitpid(pid, &status, 0);
   total += WEXITSTATUS(status);
   posix_spawn(&pid, "/bin/echo", NULL, NULL, argv, environ);
   waitpid(pid, &status, 0);
   total += WEXITSTATUS(status);
   total += WEXITSTATUS(system("exit 7"));
   FILE* pipe = popen("echo piped", "r");
   char line[20];
   fgets(line, sizeof line, pipe);
   total += WEXITSTATUS(pclose(pipe));
   printf("%s%d\n", line, total);
   free(argv[1]);
   return total;
}
