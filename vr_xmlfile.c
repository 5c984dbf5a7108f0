/* vr_xmlfile.c: see vr_xmlfile.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_xmlfile.h"
#include "vr_outputs.h"

/* ------------------------------------------------------------------ */
/*  Characters                                                         */
/* ------------------------------------------------------------------ */

#define REPLACEMENT '_'

/* How many bytes the character has that begins with this one; 0: none does. */
static UInt utf8_length(UChar first)
{
   return first < 0x80 ? 1
        : first < 0xc2 ? 0
        : first < 0xe0 ? 2
        : first < 0xf0 ? 3
        : first < 0xf5 ? 4 : 0;
}

static Bool is_xml_character(const UChar* c, UInt n)
{
   UInt code;

   if (n == 1)
      return c[0] >= 0x20 || c[0] == '\t' || c[0] == '\n' || c[0] == '\r';
   if (n == 2)
      return True;
   if (n == 3) {
      code = (c[0] & 0x0f) << 12 | (c[1] & 0x3f) << 6 | (c[2] & 0x3f);
      return code >= 0x800 && (code < 0xd800 || code > 0xdfff)
          && code < 0xfffe;
   }
   code = (c[0] & 0x07) << 18 | (c[1] & 0x3f) << 12 | (c[2] & 0x3f) << 6
        | (c[3] & 0x3f);
   return code >= 0x10000 && code <= 0x10ffff;
}

static SizeT replace_waiting(VrXmlBytes* bytes, /*OUT*/HChar* out)
{
   SizeT n = bytes->n_waiting;

   VG_(memset)(out, REPLACEMENT, n);
   bytes->n_waiting = 0;
   return n;
}

SizeT VR_(xml_clean)(VrXmlBytes* bytes, const HChar* part, SizeT n,
                     /*OUT*/HChar* out)
{
   SizeT used = 0;

   for (SizeT i = 0; i < n; i++) {
      UChar c = part[i];
      Bool  continues = (c & 0xc0) == 0x80 && bytes->n_waiting > 0;
      if (!continues)
         used += replace_waiting(bytes, out + used);
      bytes->waiting[bytes->n_waiting++] = c;

      UInt length = utf8_length(bytes->waiting[0]);
      if (length > bytes->n_waiting)
         continue;
      if (length == 0 || !is_xml_character(bytes->waiting, length)) {
         used += replace_waiting(bytes, out + used);
      } else {
         VG_(memcpy)(out + used, bytes->waiting, length);
         used += length;
         bytes->n_waiting = 0;
      }
   }
   return used;
}

/* ------------------------------------------------------------------ */
/*  Elements                                                           */
/* ------------------------------------------------------------------ */

/* Where the text is; the last three are named after what begins them. */
enum {
   IN_TEXT = 0, AFTER_LESS, IN_START_TAG, IN_END_TAG, AFTER_BANG,
   IN_QUOTES = '"', IN_APOSTROPHES = '\'',
   IN_COMMENT = '-', IN_CDATA = '[', IN_INSTRUCTION = '?'
};

static HChar state_after_less(HChar c)
{
   return c == '/' ? IN_END_TAG : c == '!' ? AFTER_BANG
        : c == '?' ? IN_INSTRUCTION : IN_START_TAG;
}

static void follow_one(VrXmlPlace* p, HChar c)
{
   switch (p->state) {
      case IN_TEXT:
         if (c == '<')
            p->state = AFTER_LESS;
         break;
      case AFTER_LESS:
         p->state = state_after_less(c);
         break;
      case AFTER_BANG:
         p->state = c == '[' ? IN_CDATA : IN_COMMENT;
         break;
      case IN_START_TAG:
         if (c == '"' || c == '\'') {
            p->state = c;
         } else if (c == '>') {
            p->depth += p->last[0] != '/';
            p->state  = IN_TEXT;
         }
         break;
      case IN_END_TAG:
         if (c == '>') {
            p->depth -= p->depth > 0;
            p->state  = IN_TEXT;
         }
         break;
      case IN_QUOTES: case IN_APOSTROPHES:
         if (c == p->state)
            p->state = IN_START_TAG;
         break;
      case IN_INSTRUCTION:
         if (c == '>' && p->last[0] == '?')
            p->state = IN_TEXT;
         break;
      default:                          /* IN_COMMENT, IN_CDATA */
         if (c == '>' && p->last[0] == p->last[1]
             && p->last[0] == (p->state == IN_CDATA ? ']' : '-'))
            p->state = IN_TEXT;
   }
   p->last[1] = p->last[0];
   p->last[0] = c;
}

void VR_(xml_follow)(VrXmlPlace* place, const HChar* part, SizeT n)
{
   for (SizeT i = 0; i < n; i++)
      follow_one(place, part[i]);
}

/* ------------------------------------------------------------------ */
/*  The file                                                           */
/* ------------------------------------------------------------------ */

#define END "</valgrindoutput>\n"
#define END_SIZE (sizeof END - 1)

typedef Int (*Writer)(Int fd, const void* buf, Int n);

static struct {
   VrXmlBytes bytes;
   VrXmlPlace place;
   Bool  is_file;                /* a plain file of our own                 */
   Bool  is_finished;            /* the document's end has been written     */
   HChar* held;                  /* the element that is not complete yet    */
   SizeT n_held, held_size;
} document;

extern Int __real_vgPlain_write(Int fd, const void* buf, Int n);
extern Int __wrap_vgPlain_write(Int fd, const void* buf, Int n);
extern Int __real_vgPlain_write_socket(Int fd, const void* buf, Int n);
extern Int __wrap_vgPlain_write_socket(Int fd, const void* buf, Int n);

static void begin_document(void)
{
   const OutputSink* sink = &VG_(xml_output_sink);
   struct vg_stat st;

   document.bytes.n_waiting = 0;
   VG_(memset)(&document.place, 0, sizeof document.place);
   document.n_held      = 0;
   document.is_finished = False;
   document.is_file     = sink->type == VgLogTo_File
                       && VG_(fstat)(sink->fd, &st) == 0
                       && VKI_S_ISREG(st.mode);
}

/* Makes room for n more bytes. */
static HChar* hold(SizeT n)
{
   if (document.n_held + n > document.held_size) {
      document.held_size = 2 * (document.n_held + n);
      document.held = VG_(realloc)("vr.xmlfile.held", document.held,
                                   document.held_size);
   }
   return document.held + document.n_held;
}

static Bool write_held(Int fd, Writer write)
{
   SizeT n = document.n_held;

   document.n_held = 0;
   return write(fd, document.held, n) != -1;
}

/* Writes what is held, with the document's end behind it, and returns to
   where that end begins. */
static Bool write_held_and_end(Int fd, Writer write)
{
   Off64T next = VG_(lseek)(fd, 0, VKI_SEEK_CUR) + document.n_held;
   Bool   done;

   VG_(memcpy)(hold(END_SIZE), END, END_SIZE);
   document.n_held += END_SIZE;
   done = write_held(fd, write);
   VG_(lseek)(fd, next, VKI_SEEK_SET);
   return done;
}

static Bool is_text(const HChar* part, SizeT n, const HChar* text)
{
   SizeT length = VG_(strlen)(text);
   return n >= length && VG_(strncmp)(part, text, length) == 0;
}

/* The core prints suppressions twice, in the error and, where none belongs,
   behind it; and of the list of open files the stacks alone. */
static Bool is_stray(void)
{
   return is_text(document.held, document.n_held, "  <suppression>")
       || is_text(document.held, document.n_held, "  <stack>");
}

static Bool write_part(Int fd, const HChar* part, SizeT n, Writer write)
{
   if (document.is_finished)
      return True;
   /* The core gives up in the middle of an element: that one is lost. */
   if (document.place.depth > 1 && is_text(part, n, END)) {
      document.n_held = 0;
      document.place  = (VrXmlPlace) { 1, IN_TEXT, { 0, 0 } };
   }
   VG_(memcpy)(hold(n), part, n);
   document.n_held += n;
   VR_(xml_follow)(&document.place, part, n);
   if (document.place.state != IN_TEXT || document.place.depth > 1)
      return True;
   if (document.place.depth == 0) {
      document.is_finished = is_text(part, n, END);
      return !document.is_finished || write_held(fd, write);
   }
   if (is_stray())
      document.n_held = 0;
   return document.is_file ? write_held_and_end(fd, write)
                           : write_held(fd, write);
}

/* The core prints the name of a thread as the client has set it. */
#define NAME_BEGIN "  <threadname>"
#define NAME_END   "</threadname>\n"

static Bool is_unescaped(const HChar* c)
{
   return *c == '<' || *c == '>'
       || (*c == '&' && !is_text(c, 5, "&amp;") && !is_text(c, 4, "&lt;")
           && !is_text(c, 4, "&gt;"));
}

/* A thread's name has at most 15 characters; others are left alone. */
static SizeT escape_thread_name(HChar* part, SizeT n)
{
   enum { begin = sizeof NAME_BEGIN - 1, end = sizeof NAME_END - 1,
          longest = 15 };
   HChar name[longest + 6] = { 0 };
   SizeT used = begin;

   if (n < begin + end || n > begin + longest + end
       || !is_text(part, n, NAME_BEGIN)
       || !is_text(part + n - end, end, NAME_END))
      return n;
   VG_(memcpy)(name, part + begin, n - begin - end);
   for (const HChar* c = name; *c != '\0'; c++)
      used += VG_(sprintf)(part + used,
                           !is_unescaped(c) ? "%c" : *c == '<' ? "&lt;"
                           : *c == '>' ? "&gt;" : "&amp;", *c);
   return used + VG_(sprintf)(part + used, NAME_END);
}

/* Cleans a part, which the core makes from a buffer of 512 bytes. */
static SizeT clean(const HChar* part, SizeT n, /*OUT*/HChar* out)
{
   if (is_text(part, n, "<?xml "))
      begin_document();
   return escape_thread_name(out,
             VR_(xml_clean)(&document.bytes, part, n, out));
}

/* What escaping may add to a part, and characters that had to wait. */
#define MAX_PART  1024
#define MAX_CLEAN (MAX_PART + 100)

static Int write_xml(const HChar* part, Int n, Writer write)
{
   HChar cleaned[MAX_CLEAN];
   Int   done = 0;

   VR_(outputs_before_xml)();
   if (VG_(xml_output_sink).fd < 0)
      return n;
   while (done < n) {
      Int   next = n - done < MAX_PART ? n - done : MAX_PART;
      SizeT size = clean(part + done, next, cleaned);
      if (!write_part(VG_(xml_output_sink).fd, cleaned, size, write))
         return -1;
      done += next;
   }
   return n;
}

static Bool is_xml(Int fd)
{
   return VG_(clo_xml) && fd == VG_(xml_output_sink).fd;
}

Int __wrap_vgPlain_write(Int fd, const void* buf, Int n)
{
   return is_xml(fd) ? write_xml(buf, n, __real_vgPlain_write)
                     : __real_vgPlain_write(fd, buf, n);
}

Int __wrap_vgPlain_write_socket(Int fd, const void* buf, Int n)
{
   return is_xml(fd) ? write_xml(buf, n, __real_vgPlain_write_socket)
                     : __real_vgPlain_write_socket(fd, buf, n);
}
