/* A device at a fixed address, which nobody has mapped here.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <setjmp.h>
#include <signal.h>

static sigjmp_buf back;

static void on_fault(int sig)
{
   siglongjmp(back, 1);
}

int main(void)
{
   volatile char *device = (char *)0x30000000;

   signal(SIGSEGV, on_fault);
   if (sigsetjmp(back, 1) == 0)
      device[0x10] = 1;                                         /* @inside */
   if (sigsetjmp(back, 1) == 0)
      device[0x2000] = 1;                                       /* @outside */
   return 0;
}
