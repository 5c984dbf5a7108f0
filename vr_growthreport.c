/* vr_growthreport.c: see vr_growthreport.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_growthreport.h"
#include "vr_errors.h"
#include "vr_growth.h"
#include "vr_options.h"
#include "vr_unwatched.h"
#include "pub_tool_gdbserver.h"

#define SHOWN_IN_SUMMARY 3
#define MAX_TEXT         512

static const VrGrowth* records;
static UInt            n_records;

static const HChar* plural(ULong n)
{
   return n == 1 ? "" : "s";
}

/* ------------------------------------------------------------------ */
/*  Containers                                                         */
/* ------------------------------------------------------------------ */

typedef struct {
   UInt  first;                  /* the record that leads                   */
   UInt  n_sites;
   ULong bytes, blocks;          /* of all its sites                        */
   ULong bytes_per_epoch, bytes_per_million;
   Bool  suppressed;
} Container;

static Container* containers;    /* the one that grows fastest first        */
static UInt       n_containers;

static Int by_rate(const void* va, const void* vb)
{
   const Container* a = va;
   const Container* b = vb;

   if (a->bytes_per_epoch != b->bytes_per_epoch)
      return a->bytes_per_epoch > b->bytes_per_epoch ? -1 : 1;
   return a->first < b->first ? -1 : a->first > b->first;
}

static Container* container_with(const VrGrowth* record)
{
   for (UInt i = 0; i < n_containers; i++)
      if (containers[i].first == record->container)
         return &containers[i];
   containers[n_containers] = (Container) { .first = record->container };
   return &containers[n_containers++];
}

static void find_containers(void)
{
   records      = VR_(growth_records)(&n_records);
   n_containers = 0;
   containers   = VG_(calloc)("vr.growthreport.containers", n_records + 1,
                              sizeof *containers);
   for (UInt i = 0; i < n_records; i++) {
      const VrGrowth* r = &records[i];
      if (r->verdict != VrVerdict_Growing)
         continue;
      Container* c = container_with(r);
      c->n_sites++;
      c->bytes             += r->bytes;
      c->blocks            += r->blocks;
      c->bytes_per_epoch   += r->bytes_per_epoch;
      c->bytes_per_million += r->bytes_per_million;
   }
   VG_(ssort)(containers, n_containers, sizeof *containers, by_rate);
}

/* ------------------------------------------------------------------ */
/*  One container                                                      */
/* ------------------------------------------------------------------ */

/* Further sites of a container that are shown with their stacks. */
#define MAX_MORE_SITES 2

/* A growth error under construction: the notes' texts are kept here. */
typedef struct {
   VrGrowthError error;
   HChar what[MAX_TEXT];
   HChar text[VR_MAX_GROWTH_NOTES][MAX_TEXT];
} Report;

static void add_note(Report* report, ExeContext* where,
                     const HChar* format, ...) PRINTF_CHECK(3, 4);

static void add_note(Report* report, ExeContext* where,
                     const HChar* format, ...)
{
   UInt    n = report->error.n_notes++;
   va_list args;

   va_start(args, format);
   VG_(vsnprintf)(report->text[n], MAX_TEXT, format, args);
   va_end(args);
   report->error.notes[n] = (VrGrowthNote) { report->text[n], where };
}

static void add_rate(Report* report, const Container* c)
{
   const VrGrowth* r = &records[c->first];
   UInt grown = r->epochs - r->since_epoch;

   add_note(report, NULL, "%'llu byte%s more in each of the last %u of %u"
            " epochs: since %u%% of the run", c->bytes_per_epoch,
            plural(c->bytes_per_epoch), grown, r->epochs,
            100 * r->since_epoch / r->epochs);
   if (c->bytes_per_million > 0)
      add_note(report, NULL, "%'llu byte%s more per million blocks of code"
               " executed", c->bytes_per_million,
               plural(c->bytes_per_million));
   add_note(report, NULL, "%u%% of the blocks ever allocated there are live",
            r->survivors_percent);
}

static void add_owner(Report* report, const VrOwner* owner)
{
   if (owner == NULL)
      return;
   add_note(report, NULL, "Held by %s", owner->what);
   if (owner->where != NULL)
      add_note(report, owner->where, "Which was alloc'd");
}

static void add_more_sites(Report* report, const Container* c)
{
   UInt n_shown = 0;

   for (UInt i = c->first + 1; i < n_records && n_shown < MAX_MORE_SITES; i++)
      if (records[i].verdict == VrVerdict_Growing
          && records[i].container == c->first) {
         add_note(report, records[i].where,
                  "With it grow %'llu bytes in %'llu block%s alloc'd",
                  records[i].bytes, records[i].blocks,
                  plural(records[i].blocks));
         n_shown++;
      }
   if (c->n_sites > n_shown + 1)
      add_note(report, NULL, "and what is alloc'd at %u more place%s",
               c->n_sites - n_shown - 1, plural(c->n_sites - n_shown - 1));
}

/* Without the blocks that belong to them. */
static Bool are_coroutines(const Container* c)
{
   return c->n_sites == 1 && records[c->first].coroutines > 0;
}

static void add_coroutines(Report* report, const VrGrowth* r)
{
   if (r->coroutines > 0)
      add_note(report, NULL, "These are the stacks of %u coroutine%s that"
               " nobody has destroyed", r->coroutines, plural(r->coroutines));
}

static void report_container(ThreadId tid, Container* c, Bool print, Bool count)
{
   const VrGrowth* r = &records[c->first];
   Report* report = VG_(calloc)("vr.growthreport.report", 1, sizeof *report);

   VG_(snprintf)(report->what, MAX_TEXT,
                 "%'llu bytes in %'llu %s%s grow without bound",
                 c->bytes, c->blocks,
                 are_coroutines(c) ? "coroutine stack" : "block",
                 plural(c->blocks));
   report->error = (VrGrowthError) { .what = report->what, .where = r->where,
                                     .bytes = c->bytes, .blocks = c->blocks };
   add_coroutines(report, r);
   add_rate(report, c);
   add_owner(report, r->owner);
   add_more_sites(report, c);
   c->suppressed = VR_(error_growth)(tid, &report->error, print, count);
   VG_(free)(report);
}

static void report_containers(ThreadId tid, UInt most, Bool print, Bool count)
{
   UInt n_shown = 0;

   for (UInt i = 0; i < n_containers; i++) {
      report_container(tid, &containers[i], print && n_shown < most, count);
      if (!containers[i].suppressed)
         n_shown++;
   }
}

/* ------------------------------------------------------------------ */
/*  The summary                                                        */
/* ------------------------------------------------------------------ */

/* The innermost function that is the program's own. */
static const HChar* place_of(ExeContext* where)
{
   DiEpoch      epoch = VG_(get_ExeContext_epoch)(where);
   StackTrace   ips   = VG_(get_ExeContext_StackTrace)(where);
   Int          n     = VG_(get_ExeContext_n_ips)(where);
   const HChar* object;
   Int          i = 0;

   while (i + 1 < n && VG_(get_objname)(epoch, ips[i], &object)
          && VG_(strstr)(object, "vgpreload") != NULL)
      i++;
   return VG_(describe_IP)(epoch, ips[i], NULL);
}

static void print_site(const VrGrowth* r)
{
   VG_(umsg)("   %17s: %'llu bytes in %'llu block%s, %s\n",
             VR_(verdict_name)(r->verdict), r->bytes, r->blocks,
             plural(r->blocks), place_of(r->where));
}

static void print_growing(UInt most)
{
   UInt n_suppressed = 0, n;

   for (UInt i = 0; i < n_containers; i++)
      n_suppressed += containers[i].suppressed;
   n = n_containers - n_suppressed;
   if (n > 0)
      VG_(umsg)("   %17s: %u container%s\n", VR_(verdict_name)
                (VrVerdict_Growing), n, plural(n));
   if (n_suppressed > 0)
      VG_(umsg)("   %17s: %u container%s\n", "suppressed", n_suppressed,
                plural(n_suppressed));
   if (n > most)
      VG_(umsg)("Of those that grow %u are shown. To see them all, "
                "use --growth-check=full\n", most);
}

static void print_others(Bool one_by_one)
{
   UInt of_verdict[VrVerdict_KINDS] = { 0 };

   for (UInt i = 0; i < n_records; i++) {
      of_verdict[records[i].verdict]++;
      if (one_by_one && records[i].verdict != VrVerdict_Growing)
         print_site(&records[i]);
   }
   for (UInt v = VrVerdict_Growing; !one_by_one && v-- > 0; )
      if (of_verdict[v] > 0)
         VG_(umsg)("   %17s: %u place%s\n", VR_(verdict_name)(v),
                   of_verdict[v], plural(of_verdict[v]));
}

static const HChar* why_nothing_is_judged(void)
{
   if (VR_(why_heap_is_unwatched)() != NULL)
      return "the heap is not watched";
   if (VR_(options).keep_stacktraces == VrStacks_None
       || VR_(options).keep_stacktraces == VrStacks_Free)
      return "where blocks are allocated is not recorded "
             "(--keep-stacktraces)";
   return "no place has allocated enough";
}

static void print_summary(UInt most)
{
   Bool full = VR_(options).growth_check == VrGrowthCheck_Full;

   VG_(umsg)("GROWTH SUMMARY:\n");
   print_growing(most);
   if (n_records == 0)
      VG_(umsg)("   nothing is judged: %s\n", why_nothing_is_judged());
   print_others(full);
   VG_(umsg)("\n");
}

/* ------------------------------------------------------------------ */

void VR_(growth_report)(ThreadId tid)
{
   Bool full  = VR_(options).growth_check == VrGrowthCheck_Full;
   UInt most  = full || VG_(clo_xml) ? ~0u : SHOWN_IN_SUMMARY;
   Bool count = VR_(options).errors_for_growth;

   if (VR_(options).growth_check == VrGrowthCheck_No
       || (VG_(clo_xml) && !count))
      return;
   find_containers();
   report_containers(tid, most, VG_(clo_verbosity) > 0 || count, count);
   if (VG_(clo_verbosity) > 0 && !VG_(clo_xml)
       && (n_containers > 0 || full || VG_(clo_verbosity) > 1))
      print_summary(most);
   VG_(free)(containers);
}

void VR_(growth_show)(ThreadId tid)
{
   if (VR_(options).growth_check == VrGrowthCheck_No) {
      VG_(gdb_printf)("growth is not looked for (--growth-check=no)\n");
      return;
   }
   VR_(growth_judge)();
   find_containers();
   report_containers(tid, ~0u, True, False);
   print_summary(~0u);
   VG_(free)(containers);
}
