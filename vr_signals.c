/* vr_signals.c: see vr_signals.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_signals.h"

/* Those that a program can get without having asked for them in some way tell
   it what it has done, or can't be had; the others are up to its user. */
static const struct { const HChar* name; Int number; Bool free_to_take; }
signals[] = {
   { "HUP",    VKI_SIGHUP,    True  }, { "INT",    VKI_SIGINT,    True  },
   { "QUIT",   VKI_SIGQUIT,   True  }, { "ILL",    VKI_SIGILL,    False },
   { "TRAP",   VKI_SIGTRAP,   False }, { "ABRT",   VKI_SIGABRT,   False },
   { "IOT",    VKI_SIGABRT,   False }, { "BUS",    VKI_SIGBUS,    False },
   { "FPE",    VKI_SIGFPE,    False }, { "KILL",   VKI_SIGKILL,   False },
   { "USR1",   VKI_SIGUSR1,   True  }, { "SEGV",   VKI_SIGSEGV,   False },
   { "USR2",   VKI_SIGUSR2,   True  }, { "PIPE",   VKI_SIGPIPE,   False },
   { "ALRM",   VKI_SIGALRM,   True  }, { "TERM",   VKI_SIGTERM,   True  },
   { "STKFLT", VKI_SIGSTKFLT, True  }, { "CHLD",   VKI_SIGCHLD,   False },
   { "CONT",   VKI_SIGCONT,   False }, { "STOP",   VKI_SIGSTOP,   False },
   { "TSTP",   VKI_SIGTSTP,   True  }, { "TTIN",   VKI_SIGTTIN,   True  },
   { "TTOU",   VKI_SIGTTOU,   True  }, { "URG",    VKI_SIGURG,    False },
   { "XCPU",   VKI_SIGXCPU,   False }, { "XFSZ",   VKI_SIGXFSZ,   False },
   { "VTALRM", VKI_SIGVTALRM, True  }, { "PROF",   VKI_SIGPROF,   True  },
   { "WINCH",  VKI_SIGWINCH,  False }, { "IO",     VKI_SIGIO,     True  },
   { "PWR",    VKI_SIGPWR,    True  }, { "SYS",    VKI_SIGSYS,    False },
};

#define N_SIGNALS (sizeof signals / sizeof signals[0])

/* As programs see real-time signals: the C library keeps the first two for
   itself, the core the last one. */
enum { FIRST_REAL_TIME = 34, LAST_REAL_TIME = 63, LAST_SIGNAL = 64 };

/* The number that the whole text is; -1: it is none. */
static Int number_in(const HChar* text)
{
   HChar* end;
   Long   n = VG_(strtoll10)(text, &end);

   return VG_(isdigit)(text[0]) && *end == '\0' && n <= LAST_SIGNAL ? n : -1;
}

static Int number_of(const HChar* text)
{
   if (VG_(isdigit)(text[0]))
      return number_in(text);
   if (VG_(strncmp)(text, "SIG", 3) == 0)
      text += 3;
   if (VG_STREQ(text, "RTMIN"))
      return FIRST_REAL_TIME;
   if (VG_(strncmp)(text, "RTMIN+", 6) == 0) {
      Int n = number_in(text + 6);
      return n < 0 ? -1 : FIRST_REAL_TIME + n;
   }
   for (UInt i = 0; i < N_SIGNALS; i++)
      if (VG_STREQ(text, signals[i].name))
         return signals[i].number;
   return -1;
}

static Bool is_free_to_take(Int number)
{
   for (UInt i = 0; i < N_SIGNALS; i++)
      if (signals[i].number == number)
         return signals[i].free_to_take;
   return number >= FIRST_REAL_TIME && number <= LAST_REAL_TIME;
}

const HChar* VR_(signal_to_take)(const HChar* text, Int* signal)
{
   Int number = number_of(text);

   if (number < 1 || number > LAST_SIGNAL)
      return "no such signal; it is a name like USR1 or RTMIN+3, or a number";
   if (!is_free_to_take(number))
      return "the system or Valgrind needs this signal; take one that the "
             "program does not use, like USR1, USR2 or RTMIN+3";
   *signal = number;
   return NULL;
}

const HChar* VR_(signal_name)(HChar buf[VR_SIGNAL_NAME_SIZE], Int signal)
{
   for (UInt i = 0; i < N_SIGNALS; i++)
      if (signals[i].number == signal) {
         VG_(sprintf)(buf, "SIG%s", signals[i].name);
         return buf;
      }
   VG_(sprintf)(buf, "SIGRTMIN+%d", signal - FIRST_REAL_TIME);
   return buf;
}
