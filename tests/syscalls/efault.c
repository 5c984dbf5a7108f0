/* System calls with addresses that the kernel refuses: the program sees EFAULT
   as it does natively, and the tool says why.

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define CALL(what, number, ...) \
   do { \
      errno = 0; \
      long result_ = syscall(number, ##__VA_ARGS__); \
      printf("%s: %ld, errno %d\n", what, result_, errno); \
   } while (0)

int main(int argc, char** argv)
{
   int zero = open("/dev/zero", O_RDONLY), pair[2];
   char* page = mmap(NULL, 2 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   munmap(page + 4096, 4096);
   memset(page, 'x', 4096);
   pipe(pair);
   setvbuf(stdout, NULL, _IONBF, 0);

   CALL("read to NULL", SYS_read, zero, NULL, 10);                    /* @read_null */
   CALL("write from NULL", SYS_write, pair[1], NULL, 10);             /* @write_null */
   CALL("read to a wild address", SYS_read, zero, (void*)0x123456789abc, 10);     /* @read_wild */
   CALL("write from unmapped memory", SYS_write, pair[1], page + 4096, 10);       /* @write_unmapped */
   CALL("open of a bad string", SYS_open, (void*)0x1000, O_RDONLY);   /* @open_bad */
   CALL("open of an endless string", SYS_open, page + 4000, O_RDONLY);    /* @open_endless */
   CALL("stat to NULL", SYS_stat, "/", NULL);                         /* @stat_null */
   CALL("readv with a bad array", SYS_readv, zero, (void*)16, 2);     /* @readv */
   CALL("clock_gettime", SYS_clock_gettime, CLOCK_REALTIME, (void*)24);   /* @clock */
   CALL("pipe", SYS_pipe, NULL);                                      /* @pipe */
   CALL("read of nothing", SYS_read, zero, NULL, 0);
   CALL("write of nothing", SYS_write, pair[1], (void*)0x1000, 0);
   return 0;
}
