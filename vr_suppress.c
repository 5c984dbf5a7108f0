/* vr_suppress.c: suppressions.  See vr_suppress.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_suppress.h"
#include "vr_maymatch.h"
#include "vr_options.h"

#define TOOL_NAME  "vrleak"
#define THEIR_NAME "Memcheck"

typedef enum {
   Supp_Never,            /* a kind that is never reported here */
   Supp_Param, Supp_User, Supp_CoreMem, Supp_Addr, Supp_Jump, Supp_Free,
   Supp_Leak, Supp_Overlap, Supp_Fishy, Supp_ReallocZero, Supp_BadAlign,
   Supp_SizeMismatch, Supp_AlignMismatch, Supp_Pool
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
};

/* The `extra' part of a suppression; which fields count depends on the kind. */
typedef struct {
   SizeT access_size;                       /* Addr                        */
   UInt  leak_kinds;                        /* Leak: set of 1u << kind     */
   SizeT leak_blocks, leak_bytes;           /* Leak: in the last scan      */
   UInt  leak_scan;                         /* Leak: which scan that was   */
   const HChar *function, *argument;        /* Fishy                       */
} SuppressionExtra;

static UInt current_leak_scan;

void VR_(suppressions_new_leak_scan)(void)
{
   current_leak_scan++;
   VR_(may_match_begin)();
}

/* ------------------------------------------------------------------ */
/*  Reading                                                            */
/* ------------------------------------------------------------------ */

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
      VG_(dmsg)("Suppression kind \"%s\" is not one of vrleak's; ignored\n",
                name);
   VG_(set_supp_kind)(su, kind);
   VG_(set_supp_extra)(su, extra);
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
       || VG_(strncmp)(line, "src:", 4) == 0
       || VG_STREQ(line, "...");
}

/* A line that turns out to be a location already is left in *bufp; the core
   looks there first. */
Bool VR_(suppression_read_extra)(Int fd, HChar** bufp, SizeT* n_buf,
                                 Int* lineno, Supp* su)
{
   SuppressionExtra* extra = VG_(get_supp_extra)(su);

   switch ((SuppressionKind)VG_(get_supp_kind)(su)) {
      case Supp_Param:
      case Supp_CoreMem:
         if (VG_(get_line)(fd, bufp, n_buf, lineno))
            return False;
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
   }
   return False;
}

void VR_(suppression_note_use)(const Error* error, const Supp* su)
{
   VrErrorFacts* facts = VG_(get_error_extra)(error);

   facts->suppressed = True;
   if (VG_(get_supp_kind)(su) == Supp_Leak) {
      SuppressionExtra* extra = VG_(get_supp_extra)(su);
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
   }
   return NULL;
}

/* The core writes "<tool's name>:<kind>" right after it has asked for the
   kind, and asks for it at no other time.  All our kinds are Memcheck's so
   far, so the name it then finds is Memcheck's. */
const HChar* VR_(suppression_name)(const Error* error)
{
   VG_(details_name)(THEIR_NAME);
   return kind_name(error);
}

void VR_(suppression_restore_tool_name)(void)
{
   VG_(details_name)(TOOL_NAME);
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
/*  Loading files under both names (linker --wrap)                     */
/* ------------------------------------------------------------------ */

extern void __real_vgPlain_load_suppressions(void);
extern void __wrap_vgPlain_load_suppressions(void);
extern void __real_vgPlain_add_suppression_file(const HChar* filename);
extern void __wrap_vgPlain_add_suppression_file(const HChar* filename);

static Bool start_up_files_loaded = False;

/* The core loads the entries whose tool list contains the tool's name, which
   is one name; so it has to be asked twice. */
void __wrap_vgPlain_load_suppressions(void)
{
   Word n_files = VG_(sizeXA)(VG_(clo_suppressions));

   VG_(details_name)(THEIR_NAME);
   __real_vgPlain_load_suppressions();
   VR_(suppression_restore_tool_name)();
   for (Word i = 0; i < n_files; i++)
      __real_vgPlain_add_suppression_file(
         *(HChar**)VG_(indexXA)(VG_(clo_suppressions), i));
   start_up_files_loaded = True;
}

/* Before start-up is over, this only puts the file on the list; afterwards
   (VALGRIND_CLO_CHANGE) it loads it at once. */
void __wrap_vgPlain_add_suppression_file(const HChar* filename)
{
   __real_vgPlain_add_suppression_file(filename);
   if (!start_up_files_loaded)
      return;
   VG_(details_name)(THEIR_NAME);
   __real_vgPlain_add_suppression_file(filename);
   VR_(suppression_restore_tool_name)();
}
