/* vr_maymatch.c: see vr_maymatch.h.

   The core compares a suppression's lines with the frames of a stack, one by
   one; "..." stands for any number of frames.  A code address is a frame for
   the function that it is in, preceded by one for each call that was inlined
   there, the innermost first.  Which calls these are, nobody knows before the
   object is read (vr_inlines), and reading it takes long.  But the comparison
   can be made without knowing, by assuming the worst:

      stack            frames                            lines
      malloc           malloc                            fun:malloc
      0x48D2F3A        any number of functions that may  fun:tls_get_addr_tail*
       (libc, unread)  be inlined in libc, in any order  fun:__tls_get_addr
                       _IO_file_doallocate
      ...

   Then more suppressions match than in truth, and none fewer: what the reader
   would find is one of the things assumed.  So where nothing matches the stack
   this way, nothing does, and the object need not be read for it.  Otherwise
   the core reads it and compares exactly.

   What is assumed of the functions inlined in an unread object:

      fun:  its names may be those that VR_(inlines_named) doesn't exclude, but
            are never mangled
      obj:  the object is known
      src:  matches; and so it does for all other frames (the core looks at
            another frame than that whose turn it is, if calls were inlined)

   With cores other than Valgrind 3.19, which read all inlined calls by
   themselves, configure leaves this file out.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_maymatch.h"
#include "vr_entries.h"
#include "vr_inlines.h"
#include "vr_patterns.h"
#include "pub_tool_seqmatch.h"

/* ------------------------------------------------------------------ */
/*  The stack                                                          */
/* ------------------------------------------------------------------ */

typedef struct {
   VrUnread* unread;             /* what is inlined comes before; or NULL  */
   HChar*    function;
   HChar*    object;
} Frame;

/* The last one that was asked about. */
static struct {
   ExeContext* where;            /* NULL: none                                */
   UInt        changes;          /* VR_(inlines_changes) at that time         */
   Bool        has_unread;       /* some object it is in has not been read    */
   UInt        n_described;      /* addresses that frames were made of so far */
   XArray*     frames;           /* of Frame                                  */
} stack;

static void forget_stack(void)
{
   stack.where = NULL;
   if (stack.frames == NULL)
      stack.frames = VG_(newXA)(VG_(malloc), "vr.maymatch.frames", VG_(free),
                                sizeof(Frame));
   for (Word i = 0; i < VG_(sizeXA)(stack.frames); i++) {
      Frame* frame = VG_(indexXA)(stack.frames, i);
      VG_(free)(frame->function);
      VG_(free)(frame->object);
   }
   VG_(dropTailXA)(stack.frames, VG_(sizeXA)(stack.frames));
}

void VR_(may_match_begin)(void)
{
   forget_stack();
}

static Bool has_unread(ExeContext* where)
{
   DiEpoch     epoch = VG_(get_ExeContext_epoch)(where);
   const Addr* ips   = VG_(get_ExeContext_StackTrace)(where);

   for (Int i = 0; i < VG_(get_ExeContext_n_ips)(where); i++)
      if (VR_(inlines_unread)(epoch, ips[i]) != NULL)
         return True;
   return False;
}

static void look_at_stack(ExeContext* where)
{
   if (stack.where == where && stack.changes == VR_(inlines_changes))
      return;
   forget_stack();
   stack.where       = where;
   stack.changes     = VR_(inlines_changes);
   stack.has_unread  = has_unread(where);
   stack.n_described = 0;
}

static void add_frame(VrUnread* unread, DiEpoch epoch, Addr ip,
                      const InlIPCursor* cursor)
{
   const HChar *function, *object;
   Frame frame;

   if (!VG_(get_fnname_no_cxx_demangle)(epoch, ip, &function, cursor))
      function = "???";
   frame.unread   = unread;
   frame.function = VG_(strdup)("vr.maymatch.function", function);
   if (!VG_(get_objname)(epoch, ip, &object))
      object = "???";
   frame.object = VG_(strdup)("vr.maymatch.object", object);
   VG_(addToXA)(stack.frames, &frame);
}

/* All frames of one address. */
static void add_frames(DiEpoch epoch, Addr ip)
{
   VrUnread*    unread = VR_(inlines_unread)(epoch, ip);
   InlIPCursor* cursor = unread != NULL ? NULL : VG_(new_IIPC)(epoch, ip);

   do
      add_frame(unread, epoch, ip, cursor);
   while (VG_(next_IIPC)(cursor));
   VG_(delete_IIPC)(cursor);
}

/* NULL: the stack ends before. */
static const Frame* frame_at(Word i)
{
   DiEpoch     epoch = VG_(get_ExeContext_epoch)(stack.where);
   const Addr* ips   = VG_(get_ExeContext_StackTrace)(stack.where);
   UInt        n_ips = VG_(get_ExeContext_n_ips)(stack.where);

   while (VG_(sizeXA)(stack.frames) <= i && stack.n_described < n_ips)
      add_frames(epoch, ips[stack.n_described++]);
   return i < VG_(sizeXA)(stack.frames) ? VG_(indexXA)(stack.frames, i) : NULL;
}

/* ------------------------------------------------------------------ */
/*  One line, one frame                                                */
/* ------------------------------------------------------------------ */

static Bool is_among(XArray* patterns, const HChar* pattern)
{
   for (Word i = 0; i < VG_(sizeXA)(patterns); i++)
      if (VG_STREQ(*(const HChar**)VG_(indexXA)(patterns, i), pattern))
         return True;
   return False;
}

/* Debug information names functions as the programmer does, inlined ones at
   least: there is no need to look for _ZN5Queue3popEi in it. */
static Bool is_mangled(const HChar* pattern)
{
   return VG_(strncmp)(pattern, "_Z", 2) == 0
       || VG_(strncmp)(pattern, "_RN", 3) == 0
       || VG_(strncmp)(pattern, "_RI", 3) == 0;
}

static void add_question(const VrUnread* unread, XArray* patterns,
                         const HChar* pattern)
{
   if (!is_mangled(pattern)
       && VR_(inlines_named)(unread, pattern) == VrInlined_NotAsked
       && !is_among(patterns, pattern))
      VG_(addToXA)(patterns, &pattern);
}

/* The object is asked about the functions of this entry and of all that the
   core will compare after it, at once. */
static void ask(VrUnread* unread, const Supp* first)
{
   XArray* patterns = VG_(newXA)(VG_(malloc), "vr.maymatch.ask", VG_(free),
                                 sizeof(const HChar*));
   VrEntry entry;

   for (const Supp* su = first; su != NULL && VR_(entry_of)(su, &entry);
        su = entry.next) {
      if (VG_(get_supp_kind)(su) != VG_(get_supp_kind)(first))
         continue;
      for (Int i = 0; i < entry.n_lines; i++)
         if (entry.lines[i].kind == VrLine_Function)
            add_question(unread, patterns,
                         VR_(pattern_text)(entry.lines[i].pattern));
   }
   VR_(inlines_ask)(unread, patterns);
   VG_(deleteXA)(patterns);
}

static Bool may_be_inlined(VrUnread* unread, const Supp* su,
                           const HChar* pattern)
{
   if (is_mangled(pattern))
      return False;
   if (VR_(inlines_named)(unread, pattern) == VrInlined_NotAsked)
      ask(unread, su);
   return VR_(inlines_named)(unread, pattern) != VrInlined_Never;
}

static Bool is_frame(const VrEntryLine* line, const Frame* frame)
{
   switch (line->kind) {
      case VrLine_Function: return VG_(string_match)(line->pattern,
                                                     frame->function);
      case VrLine_Object:   return VG_(string_match)(line->pattern,
                                                     frame->object);
      default:              return True;
   }
}

/* One of those inlined before it. */
static Bool may_be_before_frame(const Supp* su, const VrEntryLine* line,
                                const Frame* frame)
{
   return line->kind == VrLine_Function
        ? may_be_inlined(frame->unread, su, VR_(pattern_text)(line->pattern))
        : is_frame(line, frame);
}

/* ------------------------------------------------------------------ */
/*  All lines, all frames                                              */
/* ------------------------------------------------------------------ */

/* Sets of numbers of lines that may have been compared by now, successfully:
   bit 0 is none, bit n_lines all of them. */
typedef ULong Places;
#define MAX_LINES 63

/* "..." may stand for no frame at all. */
static Places pass_dots(const VrEntry* entry, Places places)
{
   for (Int i = 0; i < entry->n_lines; i++)
      if ((places >> i & 1) && entry->lines[i].kind == VrLine_Dots)
         places |= 2UL << i;
   return places;
}

/* Any number of inlined calls: lines are compared one after the other, so one
   walk over them finds all that can be. */
static Places pass_inlined(const Supp* su, const VrEntry* entry, Places places,
                           const Frame* frame)
{
   for (Int i = 0; i < entry->n_lines; i++)
      if ((places >> i & 1)
          && (entry->lines[i].kind == VrLine_Dots
              || may_be_before_frame(su, &entry->lines[i], frame)))
         places |= 2UL << i;
   return places;
}

static Places pass_frame(const VrEntry* entry, Places places, const Frame* frame)
{
   Places after = 0;

   for (Int i = 0; i < entry->n_lines; i++)
      if (places >> i & 1) {
         if (entry->lines[i].kind == VrLine_Dots)
            after |= 1UL << i;
         else if (is_frame(&entry->lines[i], frame))
            after |= 2UL << i;
      }
   return pass_dots(entry, after);
}

static Bool may_match(const Supp* su, const VrEntry* entry)
{
   Places       all    = 1UL << entry->n_lines;
   Places       places = pass_dots(entry, 1);
   const Frame* frame;

   for (Word i = 0; places != 0 && !(places & all); i++) {
      frame = frame_at(i);
      if (frame == NULL)
         return False;
      if (frame->unread != NULL)
         places = pass_inlined(su, entry, places, frame);
      if (!(places & all))
         places = pass_frame(entry, places, frame);
   }
   return places != 0;
}

Bool VR_(may_match)(ExeContext* where, const Supp* su)
{
   VrEntry entry;

   if (!VR_(entry_of)(su, &entry) || entry.n_lines > MAX_LINES)
      return True;
   look_at_stack(where);
   return !stack.has_unread || may_match(su, &entry);
}
