/* vr_fold.c: see vr_fold.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_fold.h"
#include "vr_frames.h"
#include "vr_options.h"
#include "pub_tool_hashtable.h"
#include "pub_tool_seqmatch.h"

/* ---- names ---- */

static XArray* alloc_fns;        /* of const HChar*; NULL: none            */
static XArray* ignore_fns;

static void add_name(XArray** names, const HChar* name)
{
   if (*names == NULL)
      *names = VG_(newXA)(VG_(malloc), "vr.fold.names", VG_(free),
                          sizeof(const HChar*));
   VG_(addToXA)(*names, &name);
}

void VR_(fold_add_alloc_fn)(const HChar* name)
{
   add_name(&alloc_fns, name);
}

void VR_(fold_add_ignore_fn)(const HChar* name)
{
   add_name(&ignore_fns, name);
}

Bool VR_(fold_ignores_any)(void)
{
   return ignore_fns != NULL;
}

static Bool is_among(const XArray* names, const HChar* fn)
{
   if (names == NULL || fn == NULL)
      return False;
   for (Word i = 0; i < VG_(sizeXA)(names); i++)
      if (VG_(string_match)(*(const HChar**)VG_(indexXA)(names, i), fn))
         return True;
   return False;
}

/* ---- the standard libraries ---- */

static Bool begins_with(const HChar* s, const HChar* prefix)
{
   return VG_(strncmp)(s, prefix, VG_(strlen)(prefix)) == 0;
}

static Bool begins_with_any(const HChar* s, const HChar* const* prefixes)
{
   for (UInt i = 0; prefixes[i] != NULL; i++)
      if (begins_with(s, prefixes[i]))
         return True;
   return False;
}

/* "void std::vector<int>::push_back<int>(int&&)": templates come with what they
   return.  The name begins behind the last space that is neither in angle
   brackets nor among the parameters. */
static const HChar* without_result(const HChar* fn)
{
   const HChar* name  = fn;
   Int          depth = 0;

   for (const HChar* at = fn; *at != '\0' && !(*at == '(' && depth <= 0); at++)
      if (*at == '<')
         depth++;
      else if (*at == '>')
         depth--;
      else if (*at == ' ' && depth <= 0)
         name = at + 1;
   return name;
}

static Bool is_library_function(const HChar* fn)
{
   static const HChar* const names[] = {
      "malloc", "calloc", "realloc", "memalign", "posix_memalign",
      "aligned_alloc", "valloc", "pvalloc", "reallocarray", NULL
   };
   static const HChar* const prefixes[] = {
      "operator new", "__rust_", "__rdl_", "__rg_", "__rustc::__r",
      "<alloc::", "<core::", "<std::", "<hashbrown::", NULL
   };
   static const HChar* const scopes[] = {
      "std::", "__gnu_cxx::", "alloc::", "core::", "hashbrown::", NULL
   };

   for (UInt i = 0; names[i] != NULL; i++)
      if (VG_STREQ(fn, names[i]))
         return True;
   return begins_with_any(fn, prefixes)
       || begins_with_any(without_result(fn), scopes);
}

/* Inlined functions are known by their bare names, but their files tell. */
static Bool is_library_file(const HChar* file)
{
   return VG_(strstr)(file, "/include/c++/") != NULL
       || VG_(strstr)(file, "/rust/library/") != NULL
       || VG_(strstr)(file, "/hashbrown-") != NULL
       || (begins_with(file, "/rustc/")
           && VG_(strstr)(file, "/library/") != NULL);
}

static Bool is_allocators(const VrFrame* frame)
{
   return (frame->obj != NULL && VG_(strstr)(frame->obj, "/vgpreload_") != NULL)
       || (frame->fn != NULL && is_library_function(frame->fn))
       || (frame->file != NULL && is_library_file(frame->file))
       || is_among(alloc_fns, frame->fn);
}

/* ---- code locations ---- */

/* What is known of one is kept: there are few, in many stacks. */
typedef struct {
   VgHashNode node;              /* key: ip                                */
   DiEpoch    epoch;
   UInt       n_frames;
   UInt       n_folded;          /* of these, from the innermost on        */
   Bool       ignored;           /* one of them, or the next, is ignored   */
} Place;

static VgHashTable* places;

static Word compare_places(const void* va, const void* vb)
{
   const Place* a = va;
   const Place* b = vb;

   return a->node.key != b->node.key || a->epoch.n != b->epoch.n;
}

static void look_at(Place* place)
{
   InlIPCursor* cursor = VG_(new_IIPC)(place->epoch, place->node.key);

   do {
      if (place->n_folded == place->n_frames) {
         VrFrame frame = VR_(frame_describe)(place->epoch, place->node.key,
                                             cursor);
         place->ignored  |= is_among(ignore_fns, frame.fn);
         place->n_folded += is_allocators(&frame);
      }
      place->n_frames++;
   } while (VG_(next_IIPC)(cursor));
   VG_(delete_IIPC)(cursor);
}

static const Place* find_place(DiEpoch epoch, Addr ip)
{
   Place  wanted = { { NULL, ip }, epoch, 0, 0, False };
   Place* place;

   if (places == NULL)
      places = VG_(HT_construct)("vr.fold.places");
   place = VG_(HT_gen_lookup)(places, &wanted, compare_places);
   if (place == NULL) {
      place  = VG_(malloc)("vr.fold.place", sizeof *place);
      *place = wanted;
      look_at(place);
      VG_(HT_add_node)(places, place);
   }
   return place;
}

/* ---- stacks ---- */

typedef struct {
   UInt n_folded;                /* frames                                 */
   Bool done;                    /* there is one that is not folded        */
   Bool ignored;
} Walk;

static void walk_on(UInt n, DiEpoch epoch, Addr ip, void* opaque)
{
   Walk*        walk = opaque;
   const Place* place;

   if (walk->done)
      return;
   place = find_place(epoch, ip);
   walk->n_folded += place->n_folded;
   walk->ignored  |= place->ignored;
   walk->done      = place->n_folded < place->n_frames;
}

static Walk walk_along(ExeContext* where)
{
   Walk walk = { 0, False, False };

   if (where != NULL && where != VG_(null_ExeContext)())
      VG_(apply_ExeContext)(walk_on, &walk, where);
   return walk;
}

/* Where all is the library's, since what comes next was cut off, the outermost
   frame is the one that says most. */
UInt VR_(fold_frames)(ExeContext* where)
{
   Walk walk;

   if (VR_(options).show_alloc_frames)
      return 0;
   walk = walk_along(where);
   return walk.done || walk.n_folded == 0 ? walk.n_folded : walk.n_folded - 1;
}

Bool VR_(fold_ignores)(ExeContext* where)
{
   return walk_along(where).ignored;
}
