/* vr_frames.c: see vr_frames.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_frames.h"
#include "vr_json.h"
#include "vr_progress.h"
#include "pub_tool_hashtable.h"

/* ---- describing a frame ---- */

/* Copies what is between <tag> and </tag> in xml to text, without the XML
   escapes.  False if there is no such tag. */
static Bool get_element(const HChar* xml, const HChar* tag,
                        /*OUT*/HChar* text, SizeT size)
{
   static const struct { const HChar* escape; HChar c; } escapes[] =
      { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' } };
   HChar        opening[16];
   const HChar* from;
   SizeT        n = 0;
   UInt         i;

   VG_(sprintf)(opening, "<%s>", tag);
   from = VG_(strstr)(xml, opening);
   if (from == NULL)
      return False;
   for (from += VG_(strlen)(opening); *from != '<' && *from != '\0'; ) {
      HChar c    = *from;
      SizeT used = 1;
      for (i = 0; c == '&' && i < sizeof escapes / sizeof escapes[0]; i++) {
         SizeT length = VG_(strlen)(escapes[i].escape);
         if (VG_(strncmp)(from, escapes[i].escape, length) == 0) {
            c    = escapes[i].c;
            used = length;
            break;
         }
      }
      from += used;
      if (n + 1 < size)
         text[n++] = c;
   }
   text[n] = '\0';
   return True;
}

/* The core names inlined frames only in a finished description.  Of its two
   forms the XML one can be taken apart without guessing. */
VrFrame VR_(frame_describe)(DiEpoch epoch, Addr ip, const InlIPCursor* cursor)
{
   enum { NAME_SIZE = 20000, PATH_SIZE = 2 * 4096 + 2, LINE_SIZE = 24 };
   static HChar name[NAME_SIZE], path[PATH_SIZE], line[LINE_SIZE],
                obj[PATH_SIZE];
   VrFrame      frame      = { NULL, NULL, NULL, NULL };
   SizeT        dir_length = 0;
   Bool         as_xml     = VG_(clo_xml);
   const HChar* xml;

   VG_(clo_xml) = True;          /* the form of describe_IP's answer */
   xml = VG_(describe_IP)(epoch, ip, cursor);
   VG_(clo_xml) = as_xml;
   if (get_element(xml, "fn", name, sizeof name))
      frame.fn = name;
   if (get_element(xml, "dir", path, PATH_SIZE / 2)) {
      dir_length = VG_(strlen)(path);
      if (dir_length > 0 && path[dir_length - 1] != '/')
         path[dir_length++] = '/';
   }
   if (get_element(xml, "file", path + dir_length, PATH_SIZE - dir_length)) {
      /* A name that is a path already needs no directory. */
      frame.file = path[dir_length] == '/' ? path + dir_length : path;
      if (get_element(xml, "line", line, sizeof line))
         frame.line = line;
   }
   if (get_element(xml, "obj", obj, sizeof obj))
      frame.obj = obj;
   return frame;
}

/* ---- the list ---- */

typedef struct {
   VgHashNode node;              /* key: ip                  */
   DiEpoch    epoch;             /* when the code was loaded */
   UInt       first, n;          /* its frames               */
} Place;

static VgHashTable* places;
static XArray*      places_in_order;  /* of Place*           */
static UInt         n_frames;

static Word compare_places(const void* va, const void* vb)
{
   const Place* a = va;
   const Place* b = vb;

   return a->node.key != b->node.key || a->epoch.n != b->epoch.n;
}

UInt VR_(frame_count)(DiEpoch epoch, Addr ip)
{
   InlIPCursor* cursor = VG_(new_IIPC)(epoch, ip);
   UInt n = 1;

   while (VG_(next_IIPC)(cursor))
      n++;
   VG_(delete_IIPC)(cursor);
   return n;
}

static const Place* find_place(DiEpoch epoch, Addr ip)
{
   Place  wanted = { { NULL, ip }, epoch, 0, 0 };
   Place* place  = VG_(HT_gen_lookup)(places, &wanted, compare_places);

   if (place == NULL) {
      place = VG_(malloc)("vr.frames.place", sizeof *place);
      *place       = wanted;
      place->first = n_frames;
      place->n     = VR_(frame_count)(epoch, ip);
      n_frames    += place->n;
      VG_(HT_add_node)(places, place);
      VG_(addToXA)(places_in_order, &place);
   }
   return place;
}

void VR_(frames_begin)(void)
{
   places          = VG_(HT_construct)("vr.frames.places");
   places_in_order = VG_(newXA)(VG_(malloc), "vr.frames.order", VG_(free),
                                sizeof(Place*));
   n_frames        = 0;
}

void VR_(frames_end)(void)
{
   VG_(deleteXA)(places_in_order);
   VG_(HT_destruct)(places, VG_(free));
}

static void write_frame(Addr ip, const VrFrame* frame)
{
   VR_(json_begin_object)(NULL);
   if (frame->fn != NULL)
      VR_(json_string)("fn", frame->fn);
   if (frame->file != NULL)
      VR_(json_string)("file", frame->file);
   if (frame->line != NULL)
      VR_(json_unsigned)("line", VG_(strtoull10)(frame->line, NULL));
   if (frame->obj != NULL)
      VR_(json_string)("obj", frame->obj);
   VR_(json_address)("ip", ip);
   VR_(json_end_object)();
}

static void write_frames_of(const Place* place)
{
   InlIPCursor* cursor = VG_(new_IIPC)(place->epoch, place->node.key);

   do {
      VrFrame frame = VR_(frame_describe)(place->epoch, place->node.key,
                                          cursor);
      write_frame(place->node.key, &frame);
   } while (VG_(next_IIPC)(cursor));
   VG_(delete_IIPC)(cursor);
}

void VR_(frames_write)(void)
{
   Word n = VG_(sizeXA)(places_in_order);

   VR_(progress_begin)("Writing the report", "code locations", n);
   VR_(json_begin_array)("frames");
   for (Word i = 0; i < n; i++) {
      write_frames_of(*(Place**)VG_(indexXA)(places_in_order, i));
      VR_(progress_at)(i);
   }
   VR_(json_end_array)();
   VR_(progress_end)();
}

/* ---- stacks ---- */

static void collect_frame(UInt n, DiEpoch ep, Addr ip, void* opaque)
{
   find_place(ep, ip);
}

/* opaque: how many frames are still to be left out. */
static void write_indices(UInt n, DiEpoch ep, Addr ip, void* opaque)
{
   const Place* place = find_place(ep, ip);
   UInt*        rest  = opaque;

   for (UInt i = 0; i < place->n; i++)
      if (*rest > 0)
         (*rest)--;
      else
         VR_(json_unsigned)(NULL, place->first + i);
}

static Bool has_stack(ExeContext* where)
{
   return where != NULL && where != VG_(null_ExeContext)();
}

void VR_(frames_collect)(ExeContext* where)
{
   if (has_stack(where))
      VG_(apply_ExeContext)(collect_frame, NULL, where);
}

void VR_(frames_write_stack)(const HChar* key, ExeContext* where,
                             UInt n_left_out)
{
   VR_(json_begin_array)(key);
   if (has_stack(where))
      VG_(apply_ExeContext)(write_indices, &n_left_out, where);
   VR_(json_end_array)();
}
