/* vr_progress.c: see vr_progress.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_progress.h"
#include "vr_options.h"

/* Between two pictures of the line, or two lines. */
#define ON_TERMINAL_MS 200
#define IN_LOG_MS      5000

static Bool         is_shown;        /* --progress allows it         */
static Bool         is_terminal;
static const HChar* what;
static const HChar* units;
static ULong        total;
static UInt         began_ms;
static UInt         next_ms;         /* when to show it, since then  */
static Bool         is_drawn;        /* there is a line to wipe      */

static Bool log_is_terminal(void)
{
   enum { tcgets = 0x5401, SIZE = 256 /* of a struct termios, and more */ };
   UChar state[SIZE];

   return VG_(log_output_sink).fd >= 0
       && !sr_isError(VG_(do_syscall)(__NR_ioctl, VG_(log_output_sink).fd,
                                      tcgets, (UWord)state, 0, 0, 0, 0, 0));
}

void VR_(progress_begin)(const HChar* what_takes_long, const HChar* its_units,
                         ULong how_many)
{
   is_shown = VR_(options).progress != VrProgress_No;
   if (!is_shown)
      return;
   is_terminal = log_is_terminal();
   is_shown    = is_terminal || VR_(options).progress == VrProgress_Yes;
   what        = what_takes_long;
   units       = its_units;
   total       = how_many;
   began_ms    = VG_(read_millisecond_timer)();
   next_ms     = VR_(options).progress_after_ms;
}

static void draw(const HChar* line)
{
   HChar text[200];

   VG_(snprintf)(text, sizeof text, "\r==%d== %s\033[K", VG_(getpid)(), line);
   VG_(write)(VG_(log_output_sink).fd, text, VG_(strlen)(text));
   is_drawn = True;
}

void VR_(progress_at)(ULong n_done)
{
   HChar line[150];
   UInt  ms;

   if (!is_shown)
      return;
   ms = VG_(read_millisecond_timer)() - began_ms;
   if (ms < next_ms)
      return;
   if (n_done > total)
      n_done = total;
   VG_(snprintf)(line, sizeof line, "%s: %'llu of %'llu %s (%llu%%), %u s",
                 what, n_done, total, units,
                 total == 0 ? 100 : 100 * n_done / total, ms / 1000);
   if (is_terminal)
      draw(line);
   else
      VG_(umsg)("%s\n", line);
   next_ms = ms + (is_terminal ? ON_TERMINAL_MS : IN_LOG_MS);
}

void VR_(progress_wipe)(void)
{
   if (!is_drawn)
      return;
   VG_(write)(VG_(log_output_sink).fd, "\r\033[K", 4);
   is_drawn = False;
}

void VR_(progress_end)(void)
{
   VR_(progress_wipe)();
   is_shown = False;
}
