/* vr_limits.c: see vr_limits.h.

   The hooks run right before and after the system call, which never blocks,
   and no other client thread runs in between: so the client's own structure
   holds the shifted limits for that moment.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_limits.h"
#include "vr_shadow.h"

/* The map, and room for the tool's own memory: stacks, block records, code. */
#define TOOLS_SHARE ((VR_ADDRESS_LIMIT >> 3) + (4UL << 30))

#define UNLIMITED (~0UL)

/* Not among the constants that tools are given. */
#define RLIMIT_AS_LINUX 9

typedef struct { UWord soft, hard; } Limits;

/* What a system call does with limits; NULL: nothing. */
typedef struct {
   Limits* to_set;
   Limits* to_get;
} Operation;

/* The client's structure as it was before the call in progress. */
static Limits saved;
static Bool   is_shifted;

static Operation operation_of(UInt number, const UWord* args)
{
   Operation op = { NULL, NULL };

   if (number == __NR_prlimit64 && args[1] == RLIMIT_AS_LINUX
       && (args[0] == 0 || (Int)args[0] == VG_(getpid)())) {
      op.to_set = (Limits*)args[2];
      op.to_get = (Limits*)args[3];
   } else if (number == __NR_setrlimit && args[0] == RLIMIT_AS_LINUX) {
      op.to_set = (Limits*)args[1];
   } else if (number == __NR_getrlimit && args[0] == RLIMIT_AS_LINUX) {
      op.to_get = (Limits*)args[1];
   }
   return op;
}

static Bool is_writable(const Limits* limits)
{
   return limits != NULL
          && VG_(am_is_valid_for_client)((Addr)limits, sizeof *limits,
                                         VKI_PROT_READ | VKI_PROT_WRITE);
}

/* The hard limit that the kernel knows. */
static UWord hard_limit(void)
{
   Limits now = { UNLIMITED, UNLIMITED };

   (void)VG_(do_syscall)(__NR_prlimit64, 0, RLIMIT_AS_LINUX, 0, (UWord)&now,
                         0, 0, 0, 0);
   return now.hard;
}

/* A limit that is allowed stays allowed. */
static UWord shifted_up(UWord limit, UWord most)
{
   UWord shifted = limit < UNLIMITED - TOOLS_SHARE ? limit + TOOLS_SHARE
                                                   : UNLIMITED;
   return limit > most || shifted <= most ? shifted : most;
}

static UWord shifted_down(UWord limit)
{
   return limit == UNLIMITED ? UNLIMITED
        : limit > TOOLS_SHARE ? limit - TOOLS_SHARE
        : limit;
}

void VR_(limits_before_syscall)(UInt number, const UWord* args)
{
   Operation op = operation_of(number, args);

   is_shifted = is_writable(op.to_set);
   if (is_shifted) {
      UWord most = hard_limit();
      saved = *op.to_set;
      op.to_set->soft = shifted_up(saved.soft, most);
      op.to_set->hard = shifted_up(saved.hard, most);
   }
}

void VR_(limits_after_syscall)(UInt number, const UWord* args, SysRes result)
{
   Operation op = operation_of(number, args);

   if (is_shifted && op.to_set != NULL) {
      is_shifted = False;
      *op.to_set = saved;
   }
   if (!sr_isError(result) && is_writable(op.to_get)) {
      op.to_get->soft = shifted_down(op.to_get->soft);
      op.to_get->hard = shifted_down(op.to_get->hard);
   }
}
