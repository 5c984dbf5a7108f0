/* A service that frees its journal twice when it is shut down: once at the end of
   main, and once more in an exit handler, which is there for all the other ways
   to end.

      shutdown broken     close_journal can be called once
      shutdown fixed      it can be called as often as one likes

   The service stops when it is sent SIGTERM (which it sends to itself here).  If
   it loses its input, it calls exit deep inside of its work: that is what the exit
   handler is for, and this way it is freed once in both programs.  Nobody has
   tried the other way.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CAPACITY = 256 };

static int   is_broken;
static char* journal;                     /* what happened, until it is written */

static volatile sig_atomic_t stop;        /* a signal handler may do no more */
static void on_terminate(int signal) { (void)signal; stop = 1; }

/* ---- the journal ---- */

static void open_journal(void)
{
   journal = calloc(1, CAPACITY);
}

static void note(const char* event)
{
   size_t used = strlen(journal);
   snprintf(journal + used, CAPACITY - used, "%s\n", event);
}

static void close_journal(void)
{
   if (journal == NULL) return;           /* never opened, or closed already? */
   free(journal);
   if (!is_broken) journal = NULL;        /* without this, nobody can tell */
}

/* The handler of atexit: whoever calls exit, the journal gets closed. */
static void clean_up(void)
{
   close_journal();
}

/* ---- the service ---- */

static void work(int request)
{
   char event[32];
   snprintf(event, sizeof event, "request %d", request);
   note(event);
   if (request == 3) raise(SIGTERM);      /* an operator's kill */
}

static void shut_down(void)
{
   note("stopped by a signal");
   fputs(journal, stdout);
   fflush(stdout);
   close_journal();
}

int main(int argc, char** argv)
{
   is_broken = argc < 2 || strcmp(argv[1], "fixed") != 0;

   open_journal();
   atexit(clean_up);
   signal(SIGTERM, on_terminate);

   for (int request = 1; !stop; request++) work(request);
   shut_down();
   return 0;
}
