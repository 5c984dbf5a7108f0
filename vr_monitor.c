/* vr_monitor.c: see vr_monitor.h.

   Words and numbers of a command are taken one by one with VG_(strtok_r), whose
   state is in `rest'.  Commands and keywords may be abbreviated.  A mistake is
   answered to whoever asked, with VG_(gdb_printf); results go, like what the
   errors say, to wherever v.set wants them, with VG_(printf) and VG_(umsg).

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_monitor.h"
#include "vr_blocklist.h"
#include "vr_census.h"
#include "vr_clientmarks.h"
#include "vr_errors.h"
#include "vr_events.h"
#include "vr_growthreport.h"
#include "vr_guard.h"
#include "vr_leak.h"
#include "vr_livesites.h"
#include "vr_options.h"
#include "vr_pointers.h"
#include "vr_report.h"
#include "vr_shadow.h"
#include "vr_sites.h"
#include "vr_timeline.h"
#include "vr_xtree.h"
#include "pub_tool_gdbserver.h"

static HChar* rest;              /* of the command */

static HChar* next_word(void)
{
   return VG_(strtok_r)(NULL, " ", &rest);
}

/* ------------------------------------------------------------------ */
/*  help                                                               */
/* ------------------------------------------------------------------ */

static void print_help(void)
{
   VG_(gdb_printf)(
"\n"
"vrleak monitor commands:\n"
"  xb <addr> [<len>]\n"
"        prints validity bits for <len> (or 1) bytes at <addr>:\n"
"            00 = addressable, __ = unaddressable byte\n"
"        and below them the values of the bytes\n"
"        Example: xb 0x8049c78 10\n"
"  get_vbits <addr> [<len>]\n"
"        the validity bits only, 4 bytes to a group\n"
"  make_memory [noaccess|undefined\n"
"                     |defined|Definedifaddressable] <addr> [<len>]\n"
"        makes <len> (or 1) bytes at <addr> addressable or not\n"
"  check_memory [addressable|defined] <addr> [<len>]\n"
"        tells whether <len> (or 1) bytes at <addr> are addressable,\n"
"            and what is at <addr>\n"
"  leak_check [full*|summary|xtleak]\n"
"                [kinds kind1,kind2,...|reachable|possibleleak*|definiteleak]\n"
"                [heuristics heur1,heur2,...]\n"
"                [new|increased*|changed|any]\n"
"                [unlimited*|limited <max_loss_records_output>]\n"
"            * = defaults\n"
"        searches for leaks; xtleak writes them to xtleak.kcg.%%p.%%n\n"
"        kinds: definite indirect possible reachable all none\n"
"        heuristics: stdstring length64 newarray multipleinheritance\n"
"                    all none*\n"
"        Examples: leak_check\n"
"                  leak_check summary any\n"
"                  leak_check full kinds indirect,possible\n"
"                  leak_check full reachable any limited 100\n"
"  block_list <loss_record_nr>|<loss_record_nr_from>..<loss_record_nr_to>\n"
"                [unlimited*|limited <max_blocks>]\n"
"                [heuristics heur1,heur2,...]\n"
"            * = defaults\n"
"        after a leak search, lists the blocks of these loss records;\n"
"        with heuristics only those found by one of these\n"
"  who_points_at <addr> [<len>]\n"
"        shows where pointers to the <len> (or 1) bytes at <addr> are\n"
"        (with more than 1, interior pointers too)\n"
"  xtmemory [<filename>]\n"
"        writes the heap as an xtree (to xtmemory.kcg.%%p.%%n)\n"
"  heap [<n>]\n"
"        shows how much is allocated, and the <n> (or 10) places\n"
"        whose blocks take most of it\n"
"  growth\n"
"        shows what grows without bound, and how many places don't\n"
"  coroutines [all]\n"
"        shows the 10 coroutines (or all) that used most of their stacks:\n"
"        where they were created and are suspended, what they allocated\n"
"  snapshot [<name>]\n"
"        notes what the heap consists of, for the report's timeline\n"
"  report <filename>\n"
"        writes the JSON report now\n"
"\n");
}

/* ------------------------------------------------------------------ */
/*  Memory                                                             */
/* ------------------------------------------------------------------ */

/* Prints its own complaint. */
static Bool next_range(/*OUT*/Addr* a, /*OUT*/SizeT* n)
{
   *n = 1;
   return VG_(strtok_get_address_and_size)(a, n, &rest);
}

/* More than this nobody reads, and mistyped lengths can be anything. */
#define MAX_BYTES_SHOWN (1UL << 16)

static SizeT shown_length(SizeT n)
{
   if (n <= MAX_BYTES_SHOWN)
      return n;
   VG_(printf)("Only the first %lu bytes are shown\n", MAX_BYTES_SHOWN);
   return MAX_BYTES_SHOWN;
}

static Bool is_addressable(ThreadId tid, Addr a)
{
   Addr bad;

   return VR_(is_accessible)(tid, a, 1, &bad);
}

/* What is addressable may still not be readable. */
static Bool read_byte(Addr a, /*OUT*/UChar* byte)
{
   if (!VR_FAULT_GUARD_BEGIN())
      return False;
   *byte = *(const UChar*)a;
   VR_FAULT_GUARD_END();
   return True;
}

static void print_unaddressable(Addr a, SizeT n, SizeT n_unaddressable)
{
   if (n_unaddressable > 0)
      VG_(printf)("Address %p len %lu has %lu bytes unaddressable\n",
                  (void*)a, n, n_unaddressable);
}

static void get_vbits(ThreadId tid)
{
   Addr  a;
   SizeT n, i, n_unaddressable = 0;

   if (!next_range(&a, &n))
      return;
   n = shown_length(n);
   for (i = 0; i < n; i++) {
      Bool good = is_addressable(tid, a + i);
      if (i > 0 && i % 4 == 0)
         VG_(printf)(i % 32 == 0 ? "\n" : " ");
      VG_(printf)(good ? "00" : "__");
      n_unaddressable += !good;
   }
   VG_(printf)("\n");
   print_unaddressable(a, n, n_unaddressable);
}

/* One line of validity bits, and below it one of bytes. */
static SizeT print_xb_lines(ThreadId tid, Addr a, SizeT n)
{
   SizeT i, n_unaddressable = 0;

   VG_(printf)("\t");
   for (i = 0; i < n; i++)
      VG_(printf)(is_addressable(tid, a + i) ? "\t  00" : "\t  __");
   VG_(printf)("\n%p:", (void*)a);
   for (i = 0; i < n; i++) {
      UChar byte;
      if (!is_addressable(tid, a + i))
         n_unaddressable++;
      if (is_addressable(tid, a + i) && read_byte(a + i, &byte))
         VG_(printf)("\t0x%02x", byte);
      else
         VG_(printf)("\t0x??");
   }
   VG_(printf)("\n");
   return n_unaddressable;
}

static void xb(ThreadId tid)
{
   enum { PER_LINE = 8 };
   Addr  a;
   SizeT n, i, n_unaddressable = 0;

   if (!next_range(&a, &n))
      return;
   n = shown_length(n);
   for (i = 0; i < n; i += PER_LINE)
      n_unaddressable += print_xb_lines(tid, a + i,
                                        n - i < PER_LINE ? n - i : PER_LINE);
   print_unaddressable(a, n, n_unaddressable);
}

/* Closing more than this would fill the shadow map with gigabytes: a mistake. */
#define MAX_BYTES_CLOSED (1UL << 30)

static void make_memory(ThreadId tid)
{
   enum { Noaccess, Undefined, Defined, Defined_If_Addressable };
   Int   what = VG_(keyword_id)(
                   "noaccess undefined defined Definedifaddressable",
                   next_word(), kwd_report_all);
   Addr  a;
   SizeT n;

   if (!next_range(&a, &n))
      return;
   if (what == Noaccess && n > MAX_BYTES_CLOSED)
      VG_(gdb_printf)("nothing changed: %lu bytes are too many, "
                      "the limit is %lu\n", n, MAX_BYTES_CLOSED);
   else if (what == Noaccess)
      VR_(client_mark)(a, n);
   else if (what == Undefined || what == Defined)
      VR_(shadow_clear)(a, n);
}

/* What is addressable counts as defined. */
static void check_memory(ThreadId tid)
{
   static const HChar* const names[] = { "addressable", "defined" };
   Int   what = VG_(keyword_id)("addressable defined", next_word(),
                                kwd_report_all);
   Addr  a, bad;
   SizeT n;

   if (!next_range(&a, &n) || what < 0)
      return;
   if (VR_(is_accessible)(tid, a, n, &bad))
      VG_(printf)("Address %p len %lu %s\n", (void*)a, n, names[what]);
   else
      VG_(printf)("Address %p len %lu not addressable:\nbad address %p\n",
                  (void*)a, n, (void*)bad);
   VR_(print_address)(a);
}

static void who_points_at(ThreadId tid)
{
   Addr  a;
   SizeT n;

   if (!next_range(&a, &n))
      return;
   if (a == 0)
      VG_(gdb_printf)("Cannot search who points at 0x0\n");
   else
      VR_(who_points_at)(a, n);
}

/* ------------------------------------------------------------------ */
/*  Numbers                                                            */
/* ------------------------------------------------------------------ */

/* The next word as a number above 0 (what it is, in the complaint). */
static Bool next_number(const HChar* what, /*OUT*/UInt* n)
{
   HChar* word = next_word();
   HChar* end;
   Long   value;

   if (word == NULL) {
      VG_(gdb_printf)("missing integer value\n");
      return False;
   }
   value = VG_(strtoll10)(word, &end);
   if (end == word || *end != '\0') {
      VG_(gdb_printf)("malformed integer value\n");
      return False;
   }
   if (value <= 0) {
      VG_(gdb_printf)("%s must be >= 1, got %lld\n", what, value);
      return False;
   }
   *n = value > 0xfffffffeLL ? 0xfffffffeu : (UInt)value;
   return True;
}

/* Takes digits from *s; False if there are none. */
static Bool take_digits(const HChar** s, /*OUT*/UInt* n)
{
   HChar* end;
   ULong  value;

   if (**s < '0' || **s > '9')
      return False;
   value = VG_(strtoull10)(*s, &end);
   *n    = value > 0xfffffffeULL ? 0xfffffffeu : (UInt)value;
   *s    = end;
   return True;
}

static void skip_spaces(const HChar** s)
{
   while (**s == ' ')
      (*s)++;
}

/* "3", "3..5"; spaces are allowed around "..".  Works on `rest' itself. */
static Bool next_slice(/*OUT*/UInt* from, /*OUT*/UInt* to)
{
   const HChar* s = rest;

   skip_spaces(&s);
   if (*s == '\0') {
      VG_(gdb_printf)("expecting integer or slice <from>..<to>\n");
      return False;
   }
   if (!take_digits(&s, from)) {
      VG_(gdb_printf)("invalid integer or slice <from>..<to>\n");
      return False;
   }
   *to = *from;
   if (*s != ' ' && *s != '\0' && *s != '.') {
      VG_(gdb_printf)("expecting slice <from>..<to>\n");
      return False;
   }
   skip_spaces(&s);
   if (*s == '.') {
      s++;
      if (*s == '.')
         s++;
      skip_spaces(&s);
      if (!take_digits(&s, to) || (*s != ' ' && *s != '\0')) {
         VG_(gdb_printf)("missing/wrong 'to' of slice <from>..<to>\n");
         return False;
      }
   }
   rest = (HChar*)s;
   if (*from <= *to)
      return True;
   VG_(gdb_printf)("<from> cannot be bigger than <to> "
                   "in slice <from>..<to>\n");
   return False;
}

/* ------------------------------------------------------------------ */
/*  Leaks                                                              */
/* ------------------------------------------------------------------ */

static Bool next_set(const HChar* tokens, const HChar* what, /*OUT*/UInt* set)
{
   HChar* word = next_word();

   if (word != NULL && VG_(parse_enum_set)(tokens, /*allow_all*/True, word, set))
      return True;
   VG_(gdb_printf)("missing or malformed %s set\n", what);
   return False;
}

/* A bad limit is complained about, but the search takes place. */
static void limit_records(VrLeakParams* params)
{
   UInt n;

   if (next_number("max_loss_records_output", &n))
      params->max_records = n;
}

/* One argument of leak_check; False if there is something wrong with it. */
static Bool leak_argument(const HChar* word, VrLeakParams* params,
                          /*OUT*/Bool* to_xtree)
{
   const UInt definite = 1u << VrLeak_Definite, possible = 1u << VrLeak_Possible,
              indirect = 1u << VrLeak_Indirect, reachable = 1u << VrLeak_Reachable;

   switch (VG_(keyword_id)("full summary xtleak "
                           "kinds reachable possibleleak definiteleak "
                           "heuristics "
                           "new increased changed any "
                           "unlimited limited ", word, kwd_report_all)) {
      case 0:  params->mode = VrLeakCheck_Full;    return True;
      case 1:  params->mode = VrLeakCheck_Summary; return True;
      case 2:
         params->mode = VrLeakCheck_Full;
         *to_xtree    = True;
         return True;
      case 3:
         return next_set(VR_LEAK_KIND_TOKENS, "leak kinds",
                         &params->show_kinds);
      case 4:
         params->show_kinds = definite | indirect | possible | reachable;
         return True;
      case 5:
         params->show_kinds = definite | indirect | possible;
         return True;
      case 6:  params->show_kinds = definite;          return True;
      case 7:
         return next_set(VR_HEURISTIC_TOKENS, "heuristics",
                         &params->heuristics);
      case 8:  params->delta = VrLeakDelta_New;        return True;
      case 9:  params->delta = VrLeakDelta_Increased;  return True;
      case 10: params->delta = VrLeakDelta_Changed;    return True;
      case 11: params->delta = VrLeakDelta_Any;        return True;
      case 12: params->max_records = VR_ALL_RECORDS;   return True;
      case 13: limit_records(params);                  return True;
      default: return False;
   }
}

static void leak_check(ThreadId tid)
{
   VrLeakParams params = {
      .mode        = VrLeakCheck_Full,
      .delta       = VrLeakDelta_Increased,
      .show_kinds  = 1u << VrLeak_Definite | 1u << VrLeak_Possible,
      .error_kinds = 0,
      .heuristics  = 0,
      .max_records = VR_ALL_RECORDS,
      .by_monitor  = True,
      .keep_blocks = True,
      .xtree_file  = NULL
   };
   Bool   good = True, to_xtree = False;
   HChar* word;
   HChar* xtree_file = NULL;

   while ((word = next_word()) != NULL)
      good = leak_argument(word, &params, &to_xtree) && good;
   if (!good)
      return;
   if (to_xtree)
      xtree_file = VR_(xtree_name)("xtleak.kcg.%p.%n");
   params.xtree_file = xtree_file;
   VR_(leak_check)(tid, &params);
   VG_(free)(xtree_file);
}

static Bool block_list_argument(const HChar* word, /*OUT*/UInt* max_blocks,
                                /*OUT*/UInt* heuristics)
{
   switch (VG_(keyword_id)("unlimited limited heuristics ", word,
                           kwd_report_all)) {
      case 0:  *max_blocks = VR_ALL_RECORDS; return True;
      case 1:  return next_number("max_blocks", max_blocks);
      case 2:  return next_set(VR_HEURISTIC_TOKENS, "heuristics", heuristics);
      default: return False;
   }
}

static void block_list(ThreadId tid)
{
   UInt from, to, max_blocks = VR_ALL_RECORDS, heuristics = 0;
   HChar* word;

   if (!next_slice(&from, &to))
      return;
   while ((word = next_word()) != NULL)
      if (!block_list_argument(word, &max_blocks, &heuristics))
         return;
   if (!VR_(block_list)(from, to, max_blocks, heuristics))
      VG_(gdb_printf)("invalid loss record nr\n");
}

/* ------------------------------------------------------------------ */
/*  Reports                                                            */
/* ------------------------------------------------------------------ */

static void xtmemory(ThreadId tid)
{
   VR_(xtree_memory_now)(next_word());
}

static void heap(ThreadId tid)
{
   UInt n = 10;
   const HChar* s = rest;

   skip_spaces(&s);
   if (*s == '\0' || next_number("the number of places", &n))
      VR_(print_live_heap)(n);
}

static void snapshot(ThreadId tid)
{
   const HChar* name = next_word();

   if (!VR_(sites_are_counted)) {
      VG_(gdb_printf)("with --count-sites=no there are no snapshots\n");
      return;
   }
   VR_(timeline_snapshot)(name != NULL ? name : "monitor");
   VG_(gdb_printf)("snapshot taken; 'report' and the report at the end have it\n");
}

static void growth(ThreadId tid)
{
   VR_(growth_show)(tid);
}

static void coroutines(ThreadId tid)
{
   const HChar* word = next_word();

   if (word == NULL)
      VR_(census_print_largest)();
   else if (VG_(keyword_id)("all", word, kwd_report_all) == 0)
      VR_(census_print_all)();
}

static void report(ThreadId tid)
{
   const HChar* filename = next_word();

   if (filename == NULL)
      VG_(gdb_printf)("missing name of the file for the report\n");
   else if (VR_(report_write_now)(filename))
      VG_(gdb_printf)("report written to %s\n", filename);
}

/* ------------------------------------------------------------------ */

/* In the order of the words. */
static void (*const commands[])(ThreadId) = {
   NULL, get_vbits, leak_check, make_memory, check_memory, block_list,
   who_points_at, xb, xtmemory
};
#define COMMAND_WORDS "help get_vbits leak_check make_memory check_memory " \
                      "block_list who_points_at xb xtmemory"

/* Our own, looked for last, so that they don't make abbreviations of
   Memcheck's ambiguous: "he" is help. */
static void (*const own_commands[])(ThreadId) = {
   heap, growth, report, snapshot, coroutines
};
#define OWN_COMMAND_WORDS "heap growth report snapshot coroutines"

static Bool run_command(ThreadId tid, const HChar* word)
{
   Int i = VG_(keyword_id)(COMMAND_WORDS, word, kwd_report_duplicated_matches);

   if (i == 0)
      print_help();
   else if (i > 0)
      commands[i](tid);
   if (i != -1)
      return True;              /* -2: ambiguous, and it has been said so */

   i = VG_(keyword_id)(OWN_COMMAND_WORDS, word, kwd_report_none);
   if (i >= 0)
      own_commands[i](tid);
   return i >= 0;
}

Bool VR_(monitor_command)(ThreadId tid, const HChar* command)
{
   HChar* copy  = VG_(strdup)("vr.monitor.command", command);
   HChar* word  = VG_(strtok_r)(copy, " ", &rest);
   Bool   known = run_command(tid, word);

   VG_(free)(copy);
   return known;
}
