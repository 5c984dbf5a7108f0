/* System calls whose arguments point to memory that is not all there.

   buffers bad      one byte too many, or too early, or freed
   buffers good     the same within the blocks

   Prints what each call returned, and errno.

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* Not the library's functions: they touch some of the memory themselves. */
#define CALL(what, number, ...) \
   do { \
      errno = 0; \
      long result_ = syscall(number, ##__VA_ARGS__); \
      printf("%s: %s, errno %d\n", what, result_ < 0 ? "failed" : "done", errno); \
   } while (0)

/* A block of n bytes, filled with n bytes, of which `off` are lost. */
static char* exactly(size_t n, int off)
{
   char* p = malloc(n - off);            /* @exactly */
   memset(p, 0, n - off);
   return p;
}

int main(int argc, char** argv)
{
   int off = strcmp(argv[1], "bad") == 0;
   int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDONLY);
   int pair[2], sock[2];
   char* p = NULL;
   struct stat here;
   setvbuf(stdout, NULL, _IONBF, 0);
   pipe(pair);
   socketpair(AF_UNIX, SOCK_STREAM, 0, sock);

   /* A block for each call: what the kernel has written to counts as good
      under Memcheck. */
#define BLOCK(n) (free(p), p = exactly(n, off))
   BLOCK(20); CALL("read", SYS_read, zero, p, 20);                        /* @read */
   BLOCK(20); CALL("write", SYS_write, null, p, 20);                      /* @write */
   BLOCK(20); CALL("pread", SYS_pread64, zero, p, 20, 0);                 /* @pread */
   BLOCK(20);
   struct iovec parts[2] = { { p, 10 }, { p + 10, 10 } };
   CALL("readv", SYS_readv, zero, parts, 2);                              /* @readv */
   BLOCK(20);
   struct iovec more[2] = { { p, 10 }, { p + 10, 10 } };
   CALL("writev", SYS_writev, null, more, 2);                             /* @writev */
   BLOCK(20); CALL("send", SYS_sendto, sock[0], p, 20, 0, NULL, 0);       /* @sendto */
   BLOCK(20); CALL("recv", SYS_recvfrom, sock[1], p, 20, 0, NULL, NULL);  /* @recvfrom */
   char text[8];
   struct iovec two[2] = { { text, 4 }, { text, 4 } };
   BLOCK(sizeof two);
   memcpy(p, two, sizeof two - off);
   CALL("writev's array", SYS_writev, null, p, 2);                        /* @iovec */

   int length = sizeof(int);
   BLOCK(4); CALL("getsockopt", SYS_getsockopt, sock[0], SOL_SOCKET, SO_TYPE, p, &length);             /* @getsockopt */
   BLOCK(4); CALL("setsockopt", SYS_setsockopt, sock[0], SOL_SOCKET, SO_KEEPALIVE, p, sizeof(int));    /* @setsockopt */
   BLOCK(4); CALL("ioctl", SYS_ioctl, sock[0], FIONREAD, p);              /* @ioctl */

   BLOCK(2); *p = '/'; CALL("stat", SYS_stat, p, &here);                  /* @stat_path */
   BLOCK(2); *p = '/'; CALL("open", SYS_open, p, O_RDONLY);               /* @open */
   BLOCK(2); *p = '/'; CALL("access", SYS_access, p, R_OK);               /* @access */
   BLOCK(sizeof here); CALL("stat", SYS_stat, "/", p);                    /* @stat */
   BLOCK(sizeof here); CALL("fstat", SYS_fstat, null, p);                 /* @fstat */

   BLOCK(sizeof(struct timespec)); CALL("clock_gettime", SYS_clock_gettime, CLOCK_MONOTONIC, p);    /* @clock_gettime */
   BLOCK(sizeof(struct timespec)); CALL("nanosleep", SYS_nanosleep, p, NULL);   /* @nanosleep */
   BLOCK(2 * sizeof(int)); CALL("pipe", SYS_pipe, p);                     /* @pipe */
   BLOCK(sizeof(struct pollfd)); CALL("poll", SYS_poll, p, 1, 0);         /* @poll */
   BLOCK(32); CALL("sigaction old", SYS_rt_sigaction, SIGUSR1, NULL, p, 8);     /* @sigaction_old */
   BLOCK(32); CALL("sigaction", SYS_rt_sigaction, SIGUSR1, p, NULL, 8);   /* @sigaction */
   BLOCK(8); CALL("sigprocmask", SYS_rt_sigprocmask, SIG_BLOCK, p, NULL, 8);    /* @sigprocmask */
   free(p);
   if (off) {
      p = exactly(20, 0);
      free(p);                                                 /* @free */
      CALL("write of a freed block", SYS_write, null, p, 20);  /* @freed */
   }
   return 0;
}
