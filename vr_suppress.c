/* vr_suppress.c: suppressions.  See vr_suppress.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_suppress.h"
#include "vr_entries.h"
#include "vr_maymatch.h"
#include "vr_options.h"
#include "vr_patterns.h"
#include "vr_wildnames.h"

#define TOOL_NAME  "vrleak"
#define THEIR_NAME "Memcheck"
#define OUR_FILE   "vrleak.supp"

typedef enum {
   Supp_Never,            /* a kind that is never reported here */
   Supp_Param, Supp_User, Supp_CoreMem, Supp_Addr, Supp_Jump, Supp_Free,
   Supp_Leak, Supp_Overlap, Supp_Fishy, Supp_ReallocZero, Supp_BadAlign,
   Supp_SizeMismatch, Supp_AlignMismatch, Supp_Pool, Supp_Growth,
   Supp_StackOverflow, Supp_Resumed
} SuppressionKind;

static const struct { const HChar* name; SuppressionKind kind; } kind_names[] = {
   { "Param",         Supp_Param },         { "User",       Supp_User },
   { "CoreMem",       Supp_CoreMem },       { "Jump",       Supp_Jump },
   { "Addr1",         Supp_Addr },          { "Addr2",      Supp_Addr },
   { "Addr4",         Supp_Addr },          { "Addr8",      Supp_Addr },
   { "Addr16",        Supp_Addr },          { "Addr32",     Supp_Addr },
   { "Free",          Supp_Free },          { "Leak",       Supp_Leak },
   { "Overlap",       Supp_Overlap },       { "FishyValue", Supp_Fishy },
   { "ReallocZero",   Supp_ReallocZero },   { "BadAlign",   Supp_BadAlign },
   { "SizeMismatch",  Supp_SizeMismatch },
   { "AlignMismatch", Supp_AlignMismatch }, { "Mempool", Supp_Pool },
   { "Growth",        Supp_Growth },
   { "StackOverflow", Supp_StackOverflow },
   { "DestroyedCoroutine", Supp_Resumed },
};

/* The `extra' part of a suppression; which fields count depends on the kind. */
typedef struct {
   Bool  was_used;
   SizeT access_size;                       /* Addr                        */
   UInt  leak_kinds;                        /* Leak: set of 1u << kind     */
   SizeT leak_blocks, leak_bytes;           /* Leak: in the last scan      */
   UInt  leak_scan;                         /* Leak: which scan that was   */
   const HChar *function, *argument;        /* Fishy                       */
} SuppressionExtra;

static UInt current_leak_scan;

static XArray* entries;          /* of Supp*: all that were loaded */

void VR_(suppressions_new_leak_scan)(void)
{
   current_leak_scan++;
   VR_(may_match_begin)();
}

/* ------------------------------------------------------------------ */
/*  Reading                                                            */
/* ------------------------------------------------------------------ */

/* Once for each kind: a file may have hundreds of such entries. */
static void tell_of_skipped_kind(const HChar* name)
{
   static XArray* told;          /* of HChar* */
   HChar* copy;

   if (told == NULL)
      told = VG_(newXA)(VG_(malloc), "vr.suppress.told", VG_(free),
                        sizeof(HChar*));
   for (Word i = 0; i < VG_(sizeXA)(told); i++)
      if (VG_STREQ(*(HChar**)VG_(indexXA)(told, i), name))
         return;
   copy = VG_(strdup)("vr.suppress.told", name);
   VG_(addToXA)(told, &copy);
   VG_(dmsg)("Suppressions of kind \"%s\" are skipped: "
             "vrleak does not report such errors.\n", name);
}

Bool VR_(suppression_recognise)(const HChar* name, Supp* su)
{
   SuppressionKind kind = Supp_Never;
   SuppressionExtra* extra = VG_(calloc)("vr.suppress.extra", 1, sizeof *extra);

   for (UInt i = 0; i < sizeof kind_names / sizeof kind_names[0]; i++)
      if (VG_STREQ(name, kind_names[i].name))
         kind = kind_names[i].kind;
   if (kind == Supp_Addr)
      extra->access_size = VG_(strtoll10)(name + 4, NULL);
   if (kind == Supp_Never && VG_(clo_verbosity) > 1)
      tell_of_skipped_kind(name);
   VG_(set_supp_kind)(su, kind);
   VG_(set_supp_extra)(su, extra);
   VG_(addToXA)(entries, &su);
   return True;
}

/* "match-leak-kinds: definite,possible", or nothing: all kinds. */
static Bool read_leak_kinds(const HChar* line, SuppressionExtra* extra)
{
   static const HChar keyword[] = "match-leak-kinds:";
   if (VG_(strncmp)(line, keyword, sizeof keyword - 1) != 0)
      return False;
   line += sizeof keyword - 1;
   while (VG_(isspace)(*line))
      line++;
   return VG_(parse_enum_set)(VR_LEAK_KIND_TOKENS, True/*allow_all*/, line,
                              &extra->leak_kinds);
}

/* "function(argument)" */
static Bool read_function_and_argument(const HChar* line,
                                       SuppressionExtra* extra)
{
   HChar* copy  = VG_(strdup)("vr.suppress.fishy", line);
   HChar* open  = VG_(strchr)(copy, '(');
   HChar* close = open == NULL ? NULL : VG_(strchr)(open, ')');
   if (close == NULL) {
      VG_(free)(copy);
      return False;
   }
   *open = *close = '\0';
   extra->function = copy;
   extra->argument = open + 1;
   return True;
}

static Bool starts_a_location(const HChar* line)
{
   return VG_(strncmp)(line, "fun:", 4) == 0
       || VG_(strncmp)(line, "obj:", 4) == 0
       || VG_STREQ(line, "...");
}

/* Valgrind 3.15 began to number the elements. */
static void warn_of_obsolete_parameter(const HChar* parameter)
{
   if (VG_STREQ(parameter, "preadv(vector[...])")
       || VG_STREQ(parameter, "pwritev(vector[...])"))
      VG_(umsg)("WARNING: %s is an obsolete suppression line: "
                "name an element, such as [0], instead of [...].\n", parameter);
}

/* A line that turns out to be a location already is left in *bufp; the core
   looks there first (but not for "src:", which it refuses there). */
Bool VR_(suppression_read_extra)(Int fd, HChar** bufp, SizeT* n_buf,
                                 Int* lineno, Supp* su)
{
   SuppressionExtra* extra = VG_(get_supp_extra)(su);

   switch ((SuppressionKind)VG_(get_supp_kind)(su)) {
      case Supp_Param:
      case Supp_CoreMem:
         if (VG_(get_line)(fd, bufp, n_buf, lineno))
            return False;
         warn_of_obsolete_parameter(*bufp);
         VG_(set_supp_string)(su, VG_(strdup)("vr.suppress.string", *bufp));
         return True;
      case Supp_Leak:
         extra->leak_kinds = ~0u;
         if (VG_(get_line)(fd, bufp, n_buf, lineno) || starts_a_location(*bufp))
            return True;
         return read_leak_kinds(*bufp, extra);
      case Supp_Fishy:
         return !VG_(get_line)(fd, bufp, n_buf, lineno)
             && read_function_and_argument(*bufp, extra);
      default:
         return True;
   }
}

/* ------------------------------------------------------------------ */
/*  Matching                                                           */
/* ------------------------------------------------------------------ */

static Bool same_string(const Error* error, const Supp* su)
{
   return VG_STREQ(VG_(get_error_string)(error), VG_(get_supp_string)(su));
}

static Bool leak_matches(const VrErrorFacts* facts, SuppressionExtra* extra)
{
   if (extra->leak_scan != current_leak_scan) {
      extra->leak_scan   = current_leak_scan;
      extra->leak_blocks = extra->leak_bytes = 0;
   }
   return (extra->leak_kinds & 1u << facts->leak->kind) != 0;
}

Bool VR_(suppression_matches)(const Error* error, const Supp* su)
{
   const VrErrorFacts* facts = VG_(get_error_extra)(error);
   VrErrorKind         kind  = VG_(get_error_kind)(error);
   SuppressionExtra*   extra = VG_(get_supp_extra)(su);

   switch ((SuppressionKind)VG_(get_supp_kind)(su)) {
      case Supp_Never:     return False;
      case Supp_Param:     return kind == VrError_SyscallParam
                               && same_string(error, su);
      case Supp_CoreMem:   return kind == VrError_CoreMemory
                               && same_string(error, su);
      case Supp_User:      return kind == VrError_ClientCheck;
      case Supp_Addr:      return kind == VrError_Access
                               && facts->size == extra->access_size;
      case Supp_Jump:      return kind == VrError_Jump;
      case Supp_Free:      return kind == VrError_Free
                               || kind == VrError_FreeMismatch;
      case Supp_Leak:      return kind == VrError_Leak
                               && leak_matches(facts, extra)
                               && VR_(may_match)(VG_(get_error_where)(error),
                                                 su);
      case Supp_Overlap:   return kind == VrError_Overlap;
      case Supp_Fishy:     return kind == VrError_Fishy
                               && VG_STREQ(VG_(get_error_string)(error),
                                           extra->function)
                               && VG_STREQ(facts->argument, extra->argument);
      case Supp_ReallocZero:   return kind == VrError_ReallocZero;
      case Supp_BadAlign:      return kind == VrError_BadAlign;
      case Supp_SizeMismatch:  return kind == VrError_SizeMismatch;
      case Supp_AlignMismatch: return kind == VrError_AlignMismatch;
      case Supp_Pool:          return kind == VrError_Pool;
      case Supp_Growth:        return kind == VrError_Growth;
      case Supp_StackOverflow: return kind == VrError_StackOverflow;
      case Supp_Resumed:       return kind == VrError_Resumed;
   }
   return False;
}

void VR_(suppression_note_use)(const Error* error, const Supp* su)
{
   VrErrorFacts*     facts = VG_(get_error_extra)(error);
   SuppressionExtra* extra = VG_(get_supp_extra)(su);

   facts->suppressed = True;
   extra->was_used   = True;
   if (VG_(get_supp_kind)(su) == Supp_Leak) {
      extra->leak_blocks += facts->leak->blocks;
      extra->leak_bytes  += facts->leak->bytes + facts->leak->indirect_bytes;
   }
}

SizeT VR_(suppression_print_use)(const Supp* su, /*OUT*/HChar* buf, Int n_buf)
{
   const SuppressionExtra* extra = VG_(get_supp_extra)(su);

   if (VG_(get_supp_kind)(su) == Supp_Leak
       && extra->leak_scan == current_leak_scan && extra->leak_blocks > 0)
      return VG_(snprintf)(buf, n_buf,
                           "suppressed: %'lu bytes in %'lu blocks",
                           extra->leak_bytes, extra->leak_blocks);
   buf[0] = '\0';
   return 0;
}

/* ------------------------------------------------------------------ */
/*  Writing (--gen-suppressions)                                       */
/* ------------------------------------------------------------------ */

static const HChar* kind_name(const Error* error)
{
   const VrErrorFacts* facts = VG_(get_error_extra)(error);
   static HChar access[16];

   switch ((VrErrorKind)VG_(get_error_kind)(error)) {
      case VrError_Access:
         VG_(sprintf)(access, "Addr%lu", facts->size);
         return access;
      case VrError_Jump:          return "Jump";
      case VrError_SyscallParam:  return "Param";
      case VrError_CoreMemory:    return "CoreMem";
      case VrError_ClientCheck:   return "User";
      case VrError_Free:
      case VrError_FreeMismatch:  return "Free";
      case VrError_SizeMismatch:  return "SizeMismatch";
      case VrError_AlignMismatch: return "AlignMismatch";
      case VrError_Fishy:         return "FishyValue";
      case VrError_ReallocZero:   return "ReallocZero";
      case VrError_BadAlign:      return "BadAlign";
      case VrError_Overlap:       return "Overlap";
      case VrError_Leak:          return "Leak";
      case VrError_Pool:          return "Mempool";
      case VrError_Growth:        return "Growth";
      case VrError_StackOverflow: return "StackOverflow";
      case VrError_Resumed:       return "DestroyedCoroutine";
   }
   return NULL;
}

/* Memcheck refuses kinds that are newer than itself, or not its own. */
static Bool memcheck_knows(const Error* error)
{
   const Long minor = VG_(strtoll10)(VG_(strchr)(VR_VALGRIND_VERSION, '.') + 1,
                                     NULL);

   switch ((VrErrorKind)VG_(get_error_kind)(error)) {
      case VrError_ReallocZero:   return minor >= 21;
      case VrError_BadAlign:
      case VrError_SizeMismatch:
      case VrError_AlignMismatch: return minor >= 22;
      case VrError_Growth:
      case VrError_StackOverflow:
      case VrError_Resumed:       return False;
      default:                    return True;
   }
}

/* What the core does for an entry, and where we come in:

      ask for the kind             take Memcheck's name
      write "<tool's name>:<kind>"
      visit the stack as text      names become patterns
      with XML: the same again as XML
                                   take our own name back

   It asks for the kind at no other time. */
static struct {
   UInt visits_left;             /* of the stack                 */
   Bool is_visiting;             /* the stack, right now         */
} writing;

const HChar* VR_(suppression_name)(const Error* error)
{
   if (memcheck_knows(error))
      VG_(details_name)(THEIR_NAME);
   writing.visits_left = VG_(clo_xml) ? 2 : 1;
   return kind_name(error);
}

typedef void (*FrameVisitor)(UInt n, DiEpoch epoch, Addr ip, void* opaque);
extern void __real_vgPlain_apply_StackTrace(FrameVisitor visit, void* opaque,
                                            DiEpoch epoch, StackTrace ips,
                                            UInt n_ips);
extern void __wrap_vgPlain_apply_StackTrace(FrameVisitor visit, void* opaque,
                                            DiEpoch epoch, StackTrace ips,
                                            UInt n_ips);

void __wrap_vgPlain_apply_StackTrace(FrameVisitor visit, void* opaque,
                                     DiEpoch epoch, StackTrace ips, UInt n_ips)
{
   writing.is_visiting = writing.visits_left > 0;
   __real_vgPlain_apply_StackTrace(visit, opaque, epoch, ips, n_ips);
   if (writing.is_visiting && --writing.visits_left == 0)
      VG_(details_name)(TOOL_NAME);
   writing.is_visiting = False;
}

extern Bool __real_vgPlain_get_fnname_no_cxx_demangle(DiEpoch epoch, Addr ip,
                                                      const HChar** name,
                                                      const InlIPCursor* cursor);
extern Bool __wrap_vgPlain_get_fnname_no_cxx_demangle(DiEpoch epoch, Addr ip,
                                                      const HChar** name,
                                                      const InlIPCursor* cursor);

Bool __wrap_vgPlain_get_fnname_no_cxx_demangle(DiEpoch epoch, Addr ip,
                                               const HChar** name,
                                               const InlIPCursor* cursor)
{
   Bool known = __real_vgPlain_get_fnname_no_cxx_demangle(epoch, ip, name,
                                                          cursor);
   if (known && writing.is_visiting)
      *name = VR_(wild_function)(*name);
   return known;
}

extern Bool __real_vgPlain_get_objname(DiEpoch epoch, Addr ip,
                                       const HChar** name);
extern Bool __wrap_vgPlain_get_objname(DiEpoch epoch, Addr ip,
                                       const HChar** name);

Bool __wrap_vgPlain_get_objname(DiEpoch epoch, Addr ip, const HChar** name)
{
   Bool known = __real_vgPlain_get_objname(epoch, ip, name);

   if (known && writing.is_visiting)
      *name = VR_(wild_object)(*name);
   return known;
}

SizeT VR_(suppression_print_extra)(const Error* error,
                                   /*OUT*/HChar* buf, Int n_buf)
{
   static const HChar* const leak_tokens[VrLeak_KINDS] = {
      "reachable", "possible", "indirect", "definite"
   };
   const VrErrorFacts* facts = VG_(get_error_extra)(error);

   switch ((VrErrorKind)VG_(get_error_kind)(error)) {
      case VrError_SyscallParam:
      case VrError_CoreMemory:
         return VG_(snprintf)(buf, n_buf, "%s", VG_(get_error_string)(error));
      case VrError_Leak:
         return VG_(snprintf)(buf, n_buf, "match-leak-kinds: %s",
                              leak_tokens[facts->leak->kind]);
      case VrError_Fishy:
         return VG_(snprintf)(buf, n_buf, "%s(%s)",
                              VG_(get_error_string)(error), facts->argument);
      default:
         buf[0] = '\0';
         return 0;
   }
}

/* ------------------------------------------------------------------ */
/*  Loading files (linker --wrap)                                      */
/* ------------------------------------------------------------------ */

extern void   __real_vgPlain_load_suppressions(void);
extern void   __wrap_vgPlain_load_suppressions(void);
extern void   __real_vgPlain_add_suppression_file(const HChar* filename);
extern void   __wrap_vgPlain_add_suppression_file(const HChar* filename);
extern HChar* __real_vgPlain_strstr(const HChar* text, const HChar* part);
extern HChar* __wrap_vgPlain_strstr(const HChar* text, const HChar* part);

static Bool loading;

/* Files that were not named by the user: indices in VG_(clo_suppressions). */
static struct { Word from, to; } default_files;

/* Is this tool in "Memcheck,Addrcheck"? */
static Bool is_listed(const HChar* list, const HChar* tool)
{
   SizeT n = VG_(strlen)(tool);

   while (VG_(strncmp)(list, tool, n) != 0
          || (list[n] != ',' && list[n] != '\0')) {
      list = VG_(strchr)(list, ',');
      if (list == NULL)
         return False;
      list++;
   }
   return True;
}

/* This is how the core finds the tool's name in an entry's list of tools, which
   are then looked at around the place that was found. */
HChar* __wrap_vgPlain_strstr(const HChar* text, const HChar* part)
{
   static HChar list_with_our_name[] = "," TOOL_NAME;

   if (LIKELY(!loading) || !VG_STREQ(part, TOOL_NAME))
      return __real_vgPlain_strstr(text, part);
   return is_listed(text, TOOL_NAME) || is_listed(text, THEIR_NAME)
        ? list_with_our_name + 1 : NULL;
}

static void mark_patterns(const Supp* su)
{
   VrEntry entry;

   if (!VR_(entry_of)(su, &entry))
      return;
   for (Int i = 0; i < entry.n_lines; i++) {
      VrEntryLine* line = &entry.lines[i];
      if (line->kind == VrLine_Function
          && VR_(pattern_is_for_shown_names)(line->pattern)) {
         HChar* marked = VR_(pattern_marked)(line->pattern);
         VG_(free)(line->pattern);
         line->pattern  = marked;
         line->is_plain = False; /* or the core would compare it by itself */
      }
   }
}

static void load(void (*how)(const HChar*), const HChar* filename)
{
   Word n_before = VG_(sizeXA)(entries);

   loading = True;
   how(filename);
   loading = False;
   for (Word i = n_before; i < VG_(sizeXA)(entries); i++)
      mark_patterns(*(Supp**)VG_(indexXA)(entries, i));
}

/* The one that is installed beside the tool. */
static void add_our_file(void)
{
   SizeT  size = VG_(strlen)(VG_(libdir)) + sizeof "/" OUR_FILE;
   HChar* path = VG_(malloc)("vr.suppress.path", size);

   VG_(sprintf)(path, "%s/%s", VG_(libdir), OUR_FILE);
   if (VG_(access)(path, True, False, False) == 0)
      __real_vgPlain_add_suppression_file(path);
   else if (VG_(clo_verbosity) > 1)
      VG_(dmsg)("There is no suppressions file %s\n", path);
   VG_(free)(path);
}

static void load_listed_files(const HChar* unused_filename)
{
   __real_vgPlain_load_suppressions();
}

/* The last file on the list is the core's default.supp, if any is. */
void __wrap_vgPlain_load_suppressions(void)
{
   default_files.from = default_files.to = VG_(sizeXA)(VG_(clo_suppressions));
   if (VG_(clo_default_supp)) {
      default_files.from--;
      /* With stacks of one frame, the core reads one line of each entry and
         refuses those that begin with "...". */
      if (VG_(clo_backtrace_size) > 1)
         add_our_file();
      default_files.to = VG_(sizeXA)(VG_(clo_suppressions));
   }
   load(load_listed_files, NULL);
}

/* Before start-up is over, this only puts the file on the list; afterwards
   (VALGRIND_CLO_CHANGE) it loads it at once. */
void __wrap_vgPlain_add_suppression_file(const HChar* filename)
{
   load(__real_vgPlain_add_suppression_file, filename);
}

/* ------------------------------------------------------------------ */
/*  What matched nothing (--show-unused-suppressions)                  */
/* ------------------------------------------------------------------ */

static Bool is_by_default(const VrEntry* entry)
{
   return entry->file >= default_files.from && entry->file < default_files.to;
}

void VR_(suppressions_print_unused)(void)
{
   UInt n_shown = 0, n_never = 0;

   for (Word i = 0; i < VG_(sizeXA)(entries); i++) {
      const Supp* su = *(Supp**)VG_(indexXA)(entries, i);
      const SuppressionExtra* extra = VG_(get_supp_extra)(su);
      VrEntry entry;

      if (extra->was_used || !VR_(entry_of)(su, &entry) || is_by_default(&entry))
         continue;
      if (VG_(get_supp_kind)(su) == Supp_Never)
         n_never++;
      else {
         if (n_shown++ == 0)
            VG_(umsg)("Suppressions that matched nothing:\n");
         VG_(umsg)("unused_suppression: %s %s:%d\n", entry.name,
                   VR_(entry_file_name)(&entry), entry.line_in_file);
      }
   }
   if (n_never > 0)
      VG_(umsg)("%u suppressions are of kinds that vrleak does not report.\n",
                n_never);
   if (n_shown + n_never > 0)
      VG_(umsg)("\n");
}

/* ------------------------------------------------------------------ */

void VR_(suppressions_init)(void)
{
   entries = VG_(newXA)(VG_(malloc), "vr.suppress.entries", VG_(free),
                        sizeof(Supp*));
}
