/* vr_rootnames.c: see vr_rootnames.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_rootnames.h"
#include "vr_elfsyms.h"
#include "vr_guard.h"
#include "vr_rootorder.h"
#include "vr_savedregs.h"
#include "libvex_guest_amd64.h"

#define MAX_NAME 256

/* ------------------------------------------------------------------ */
/*  Names                                                              */
/* ------------------------------------------------------------------ */

/* GCC numbers the static variables of functions: "transcript.0". */
static void cut_number(HChar* symbol)
{
   HChar* dot = VG_(strrchr)(symbol, '.');
   HChar* end;

   if (dot == NULL || dot == symbol)
      return;
   VG_(strtoll10)(dot + 1, &end);
   if (end != dot + 1 && *end == '\0')
      *dot = '\0';
}

/* What Rust's thread_local! makes of a name:
   "app::LOG::{{constant}}::{{closure}}::__RUST_STD_INTERNAL_VAL". */
static void cut_what_rust_adds(HChar* name)
{
   HChar* added = VG_(strstr)(name, "::__RUST_STD_INTERNAL_VAL");
   HChar* last;

   if (added == NULL)
      return;
   *added = '\0';
   while ((last = VG_(strrchr)(name, ':')) != NULL && last[1] == '{'
          && last > name + 1)
      last[-1] = '\0';
}

/* "app::seen[abi:cxx11]" */
static void cut_abi(HChar* name)
{
   HChar* abi = VG_(strstr)(name, "[abi:");

   if (abi != NULL && abi[VG_(strcspn)(abi, "]")] != '\0'
       && abi[VG_(strcspn)(abi, "]") + 1] == '\0')
      *abi = '\0';
}

/* As users know it. */
static void make_readable(const HChar* symbol, HChar* name)
{
   const HChar* shown;
   HChar        copy[MAX_NAME];

   VG_(snprintf)(copy, sizeof copy, "%s", symbol);
   cut_number(copy);
   VG_(demangle)(True, True, copy, &shown);
   VG_(snprintf)(name, MAX_NAME, "%s", shown);
   cut_what_rust_adds(name);
   cut_abi(name);
}

/* ------------------------------------------------------------------ */
/*  Variables in objects' files                                        */
/* ------------------------------------------------------------------ */

/* The tables in files are read from beginning to end, so not for each of many
   words: what was found is kept as long as the program does not run on. */
#define MAX_LOOK_UPS 64

typedef struct {
   Addr        start, end;        /* where the variable is, or the one byte
                                     that was looked for                    */
   Addr        variable;          /* the same in all threads; 0: not found  */
   Bool        is_thread_local;
   VrElfSymbol symbol;
} LookUp;

static LookUp look_ups[MAX_LOOK_UPS];
static UInt   n_look_ups;

static Addr thread_pointer(ThreadId tid)
{
   ULong fs;

   VG_(get_shadow_regs_area)(tid, (UChar*)&fs, 0,
                             offsetof(VexGuestAMD64State, guest_FS_CONST),
                             sizeof fs);
   return fs;
}

/* Thread-local variables are below what the segment register points to. */
#define MAX_TLS_SIZE 0x10000

static Bool find_thread(Addr a, /*OUT*/ThreadId* tid)
{
   Addr low, high;

   VG_(thread_stack_reset_iter)(tid);
   while (VG_(thread_stack_next)(tid, &low, &high)) {
      Addr tp = thread_pointer(*tid);
      if (a < tp && tp - a < MAX_TLS_SIZE)
         return True;
   }
   return False;
}

/* No address has these bits. */
#define IS_THREAD_LOCAL (1UL << 61)

static void look_up_thread_local(Addr a, ThreadId tid, LookUp* look_up)
{
   Addr tp = thread_pointer(tid);

   if (!VR_(elf_thread_local)(VG_(cl_exec_fd), tp - a, &look_up->symbol))
      return;
   look_up->is_thread_local = True;
   look_up->start    = tp - look_up->symbol.start;
   look_up->end      = look_up->start + look_up->symbol.size;
   look_up->variable = IS_THREAD_LOCAL | look_up->symbol.start;
}

/* The distance between the addresses in the object's file and those here. */
static Bool find_bias(const HChar* file, /*OUT*/PtrdiffT* bias)
{
   const DebugInfo* info = NULL;

   while ((info = VG_(next_DebugInfo)(info)) != NULL)
      if (VG_STREQ(VG_(DebugInfo_get_filename)(info), file)) {
         *bias = VG_(DebugInfo_get_text_bias)(info);
         return True;
      }
   return False;
}

static void look_up_static(Addr a, const HChar* file, LookUp* look_up)
{
   PtrdiffT bias;
   SysRes   fd;

   if (!find_bias(file, &bias))
      return;
   fd = VG_(open)(file, VKI_O_RDONLY, 0);
   if (sr_isError(fd))
      return;
   if (VR_(elf_variable)(sr_Res(fd), a - bias, &look_up->symbol)) {
      look_up->start = look_up->variable = look_up->symbol.start + bias;
      look_up->end   = look_up->start + look_up->symbol.size;
   }
   VG_(close)(sr_Res(fd));
}

/* Is it among the variables of an object?  Of which file? */
static Bool is_static(Addr a, /*OUT*/const HChar** file)
{
   VgSectKind kind = VG_(DebugInfo_sect_kind)(file, a);

   return kind == Vg_SectData || kind == Vg_SectBSS;
}

static const LookUp* look_up(Addr a)
{
   const HChar* file;
   Bool         in_file = is_static(a, &file);
   ThreadId     tid;
   LookUp*      new;

   if (n_look_ups == MAX_LOOK_UPS || (!in_file && !find_thread(a, &tid)))
      return NULL;
   new  = &look_ups[n_look_ups++];
   *new = (LookUp) { .start = a, .end = a + 1 };
   if (in_file)
      look_up_static(a, file, new);
   else
      look_up_thread_local(a, tid, new);
   return new;
}

/* The variable that contains a, or NULL. */
static const LookUp* find_in_files(Addr a)
{
   const LookUp* found = NULL;

   for (UInt i = 0; i < n_look_ups && found == NULL; i++)
      if (a >= look_ups[i].start && a < look_ups[i].end)
         found = &look_ups[i];
   if (found == NULL)
      found = look_up(a);
   return found != NULL && found->variable != 0 ? found : NULL;
}

/* ------------------------------------------------------------------ */
/*  Describing                                                         */
/* ------------------------------------------------------------------ */

/* Is there a symbol at a in this object that other files can see? */
static Bool is_global_in(const DebugInfo* info, Addr a)
{
   Int n = VG_(DebugInfo_syms_howmany)(info);

   for (Int i = 0; i < n; i++) {
      Addr start;
      UInt size;
      Bool is_global;
      VG_(DebugInfo_syms_getidx)(info, i, &start, &size, NULL, NULL, NULL,
                                 NULL, &is_global);
      if (is_global && a >= start && a < start + size)
         return True;
   }
   return False;
}

static Bool is_global(Addr a)
{
   const DebugInfo* info = NULL;

   while ((info = VG_(next_DebugInfo)(info)) != NULL)
      if (is_global_in(info, a))
         return True;
   return False;
}

/* ---- with the debug info of variables ---- */

/* The core's sentence is about an address, ours about the variable:

      Location 0x1ffefff6c8 is 8 bytes inside local var "queue"
      declared at app.c:31, in frame #1 of thread 1                         */
static Bool cut_out_name(HChar* sentence, /*OUT*/const HChar** name)
{
   HChar* at = VG_(strstr)(sentence, " inside ");
   HChar* end;

   if (at == NULL)
      return False;
   at += VG_(strlen)(" inside ");
   end = VG_(strchr)(at, '"');
   if (end != NULL) {                      /* local var "NAME" */
      at  = end + 1;
      end = VG_(strchr)(at, '"');
   } else                                  /* NAME.member, */
      end = at + VG_(strcspn)(at, ",<");
   if (end == NULL || end == at)
      return False;
   *end  = '\0';
   *name = at;
   return True;
}

static const HChar* cut_out_place(HChar* sentence)
{
   HChar* at = VG_(strstr)(sentence, "declared at ");

   if (at == NULL)
      return NULL;
   at[VG_(strcspn)(at, ",<")] = '\0';
   return at;
}

/* kind: "local", "global"; function: whose local variable it is, or NULL. */
static Bool describe_by_debug_info(Addr a, const HChar* function, HChar* text,
                                   SizeT size)
{
   XArray *what, *where;
   const HChar *name, *place;
   Bool ok = False;

   if (!VG_(clo_read_var_info))
      return False;
   what  = VG_(newXA)(VG_(malloc), "vr.rootnames.what", VG_(free), 1);
   where = VG_(newXA)(VG_(malloc), "vr.rootnames.where", VG_(free), 1);
   if (VG_(get_data_description)(what, where, VG_(current_DiEpoch)(), a)
       && cut_out_name(VG_(indexXA)(what, 0), &name)) {
      place = cut_out_place(VG_(indexXA)(where, 0));
      VG_(snprintf)(text, size, "the %s variable `%s'%s%s%s%s",
                    function != NULL ? "local" : is_global(a) ? "global"
                    : "static", name, function != NULL ? " of " : "",
                    function != NULL ? function : "",
                    place != NULL ? ", " : "", place != NULL ? place : "");
      ok = True;
   }
   VG_(deleteXA)(what);
   VG_(deleteXA)(where);
   return ok;
}

/* ---- by symbols ---- */

static Bool describe_as_variable(Addr a, HChar* text, SizeT size)
{
   const HChar* symbol;
   PtrdiffT     offset;
   HChar        name[MAX_NAME];
   const HChar* kind;
   ThreadId     tid;
   const LookUp* found;

   if (!VR_(stack_of)(a, &tid) && describe_by_debug_info(a, NULL, text, size))
      return True;
   if (VG_(get_datasym_and_offset)(VG_(current_DiEpoch)(), a, &symbol,
                                   &offset)) {
      make_readable(symbol, name);
      kind = is_global(a) ? "global" : "static";
   } else if ((found = find_in_files(a)) != NULL) {
      make_readable(found->symbol.name, name);
      kind = found->is_thread_local ? "thread-local"
           : found->symbol.is_global ? "global" : "static";
   } else
      return False;
   VG_(snprintf)(text, size, "the %s variable `%s'", kind, name);
   return True;
}

/* ---- on stacks ---- */

static void find_frames(ThreadId tid, VrFrames* frames)
{
   frames->n = VG_(get_StackTrace)(tid, frames->ips, VR_MAX_FRAMES,
                                   frames->sps, frames->fps, 0);
}

static Bool copy_function(const VrFrames* frames, UInt frame, HChar* function)
{
   const HChar* name;

   if (!VG_(get_fnname)(VG_(current_DiEpoch)(), frames->ips[frame], &name))
      return False;
   VG_(snprintf)(function, MAX_NAME, "%s", name);
   return True;
}

static Bool describe_as_in_frame(Addr a, HChar* text, SizeT size)
{
   ThreadId tid;
   VrFrames frames;
   UInt     frame;
   Bool     is_saved;
   HChar    function[MAX_NAME];

   if (!VR_(stack_of)(a, &tid))
      return False;
   find_frames(tid, &frames);
   if (!VR_(frame_of_word)(&frames, a, &frame, &is_saved)
       || !copy_function(&frames, frame, function))
      return False;
   if (is_saved)
      VG_(snprintf)(text, size, "a local variable of %s (in a register)",
                    function);
   else if (!describe_by_debug_info(a, function, text, size))
      VG_(snprintf)(text, size, "a local variable of %s", function);
   return True;
}

static void describe_register(const VrRegister* reg, HChar* text, SizeT size)
{
   Int      number = VR_(saved_register)(reg->name);
   VrFrames frames;
   UInt     frame;
   HChar    function[MAX_NAME];

   find_frames(reg->tid, &frames);
   if (number >= 0 && VR_(frame_of_register)(&frames, number, &frame)
       && copy_function(&frames, frame, function))
      VG_(snprintf)(text, size, "a local variable of %s (in a register)",
                    function);
   else
      VG_(snprintf)(text, size, "a local variable of thread #%u "
                    "(in a register)", reg->tid);
}

static Bool describe_as_of_thread(Addr a, HChar* text, SizeT size)
{
   ThreadId tid;

   if (find_thread(a, &tid))
      VG_(snprintf)(text, size, "a thread-local variable of thread #%u", tid);
   else if (VR_(stack_of)(a, &tid))
      VG_(snprintf)(text, size, "the stack of thread #%u", tid);
   else
      return False;
   return True;
}

/* False if it has no name. */
static Bool describe_as_named(Addr a, HChar* text, SizeT size)
{
   const VrRegister* reg = VR_(register_at)(a);

   if (reg != NULL) {
      describe_register(reg, text, size);
      return True;
   }
   return describe_as_in_frame(a, text, size)
          || describe_as_variable(a, text, size)
          || describe_as_of_thread(a, text, size);
}

/* ---- in mappings ---- */

/* What the program has mapped, or NULL. */
static const NSegment* mapping_at(Addr a)
{
   const NSegment* seg = VG_(am_find_nsegment)(a);

   return seg != NULL && (seg->kind == SkAnonC || seg->kind == SkShmC)
        ? seg : NULL;
}

/* The variable that points to a mapping is the one that points most closely to
   the place, or before it: neighbouring mappings may be one segment. */
static Addr  pointed_to;               /* the place                         */
static Addr  mapping_start;
static UWord closest;
static Addr  pointer_at;               /* 0: none so far                    */

static void look_at_word(Addr at, UWord word)
{
   const HChar* file;
   ThreadId     tid;

   if (word < mapping_start || word > pointed_to
       || (pointer_at != 0 && word <= closest)
       || !(is_static(at, &file) || VR_(stack_of)(at, &tid)))
      return;
   closest    = word;
   pointer_at = at;
}

static void look_at_page(Addr start, Addr end)
{
   if (!VR_FAULT_GUARD_BEGIN())
      return;
   for (Addr a = start; a < end; a += sizeof(UWord))
      look_at_word(a, *(UWord*)a);
   VR_FAULT_GUARD_END();
}

static void look_at_range(Addr start, Addr end, Bool downwards)
{
   Addr a = VG_ROUNDUP(start, sizeof(UWord));

   for (end = VG_ROUNDDN(end, sizeof(UWord)); a < end; ) {
      Addr page_end = VG_PGROUNDDN(a) + VKI_PAGE_SIZE;
      look_at_page(a, page_end < end ? page_end : end);
      a = page_end;
   }
}

static void describe_mapping(Addr a, const NSegment* seg, HChar* text,
                             SizeT size)
{
   HChar variable[MAX_NAME + 64];

   pointed_to    = a;
   mapping_start = seg->start;
   pointer_at    = 0;
   VR_(rootorder_visit)(look_at_range, look_at_word);
   if (pointer_at != 0
       && describe_as_named(pointer_at, variable, sizeof variable))
      VG_(snprintf)(text, size, "mapped memory at 0x%lx, to which %s points", a,
                    variable);
   else
      VG_(snprintf)(text, size, "mapped memory at 0x%lx", a);
}

/* ---- all of it ---- */

Bool VR_(root_describe)(Addr a, HChar* text, SizeT size)
{
   const NSegment* mapping;
   const HChar*    file;

   if (describe_as_named(a, text, size))
      return True;
   if (is_static(a, &file))
      VG_(snprintf)(text, size, "static memory at 0x%lx in %s", a, file);
   else if ((mapping = mapping_at(a)) != NULL)
      describe_mapping(a, mapping, text, size);
   else
      VG_(snprintf)(text, size, "memory at 0x%lx", a);
   return False;
}

/* ------------------------------------------------------------------ */

Addr VR_(root_variable)(Addr a)
{
   const HChar* name;
   PtrdiffT     offset;
   const LookUp* found;

   if (VR_(register_at)(a) != NULL)
      return a;
   if (VG_(get_datasym_and_offset)(VG_(current_DiEpoch)(), a, &name, &offset))
      return a - offset;
   found = find_in_files(a);
   return found != NULL ? found->variable : a;
}

void VR_(rootnames_begin)(void)
{
   n_look_ups = 0;
}
