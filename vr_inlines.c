/* vr_inlines.c: which functions were inlined where, read when it is asked for.

   To show inlined frames, the core reads all of .debug_info of every object
   as it is mapped.  For the C library alone that takes a quarter of the time
   of /bin/true, and a program without errors has no use for it.  So the
   reading of each object is put off until one of its code addresses is first
   to be described (or compared with a suppression).  What is read is the same,
   and the core's own reader reads it:

      object mapped                         address described
           |                                      |
      new_dwarf3_reader: remember           new_IIPC: open the images again,
      the sections, read nothing                  read the sections,
           |                                      sort, freeze the pools,
      canonicaliseTables: leave                   then answer
      the pools of strings open

   Between the two, the image files are closed.  A file that is another one
   when it is needed (the program was rebuilt while it ran) is not read: its
   frames are then shown without the inlined ones.

   All this is done by standing in front of functions inside the core (linked
   by --wrap), whose types are those of Valgrind 3.19.  With any other core
   configure leaves this file out, and the core reads when it wants to.

   Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_core.h"

/* ---- the core's types and functions that we stand in front of ---- */

typedef struct _DiImage        DiImage;
typedef struct _DedupPoolAlloc DedupPoolAlloc;
typedef ULong                  DiOffset;
typedef struct { DiImage* image; DiOffset offset, size; } DiSlice;
typedef void (*ShrinkBlock)(void*, SizeT);

#define WRAPPED(result, name, params) \
   extern result __real_##name params; \
   extern result __wrap_##name params

WRAPPED(DiImage*, vgModuleLocal_img_from_local_file, (const HChar* path));
WRAPPED(void,     vgModuleLocal_img_done, (DiImage* image));
WRAPPED(DiOffset, vgModuleLocal_img_mark_compressed_part,
        (DiImage* image, DiOffset offset, SizeT packed, SizeT unpacked));
WRAPPED(void, vgModuleLocal_new_dwarf3_reader,
        (DebugInfo* di, DiSlice s0, DiSlice s1, DiSlice s2, DiSlice s3,
         DiSlice s4, DiSlice s5, DiSlice s6, DiSlice s7, DiSlice s8, DiSlice s9,
         DiSlice s10, DiSlice s11, DiSlice s12, DiSlice s13));
WRAPPED(void, vgModuleLocal_addInlInfo,
        (DebugInfo* di, Addr lo, Addr hi, const HChar* function, UInt file,
         Int line, UShort level));
WRAPPED(void, vgModuleLocal_canonicaliseTables, (DebugInfo* di));
WRAPPED(void, vgPlain_freezeDedupPA, (DedupPoolAlloc* pool, ShrinkBlock shrink));
WRAPPED(void, vgPlain_redir_notify_delete_DebugInfo, (const DebugInfo* di));
WRAPPED(InlIPCursor*, vgPlain_new_IIPC, (DiEpoch epoch, Addr ip));

/* ------------------------------------------------------------------ */
/*  Images: how to open a file the way it was open                     */
/* ------------------------------------------------------------------ */

#define MAX_SLICES 14                       /* of one object               */
#define MAX_IMAGES  3                       /* object, debug file, alt file */
#define MAX_OPEN    8                       /* candidates for these at once */
#define MAX_PARTS  24                       /* compressed sections of one   */

typedef struct { DiOffset offset; SizeT packed, unpacked; } CompressedPart;

typedef struct {
   DiImage*       image;                    /* NULL: this slot is free      */
   HChar*         path;
   struct vg_stat identity;
   CompressedPart part[MAX_PARTS];          /* in the order of marking      */
   UInt           n_parts;                  /* > MAX_PARTS: not all are here */
} ImageFile;

static ImageFile open_files[MAX_OPEN];

/* With NULL: a free slot. */
static ImageFile* slot_of(const DiImage* image)
{
   for (UInt i = 0; i < MAX_OPEN; i++)
      if (open_files[i].image == image)
         return &open_files[i];
   return NULL;
}

DiImage* __wrap_vgModuleLocal_img_from_local_file(const HChar* path)
{
   DiImage*   image = __real_vgModuleLocal_img_from_local_file(path);
   ImageFile* slot  = slot_of(NULL);

   if (image != NULL && slot != NULL
       && !sr_isError(VG_(stat)(path, &slot->identity))) {
      slot->image   = image;
      slot->path    = VG_(strdup)("vr.inlines.path", path);
      slot->n_parts = 0;
   }
   return image;
}

DiOffset __wrap_vgModuleLocal_img_mark_compressed_part(DiImage* image,
                                                       DiOffset offset,
                                                       SizeT packed,
                                                       SizeT unpacked)
{
   ImageFile* slot = image == NULL ? NULL : slot_of(image);

   if (slot != NULL) {
      if (slot->n_parts < MAX_PARTS)
         slot->part[slot->n_parts] =
            (CompressedPart){ offset, packed, unpacked };
      slot->n_parts++;
   }
   return __real_vgModuleLocal_img_mark_compressed_part(image, offset, packed,
                                                        unpacked);
}

void __wrap_vgModuleLocal_img_done(DiImage* image)
{
   ImageFile* slot = slot_of(image);

   if (slot != NULL) {
      VG_(free)(slot->path);
      slot->image = NULL;
   }
   __real_vgModuleLocal_img_done(image);
}

static Bool is_same_file(const struct vg_stat* a, const struct vg_stat* b)
{
   return a->dev == b->dev && a->ino == b->ino && a->size == b->size
       && a->mtime == b->mtime && a->mtime_nsec == b->mtime_nsec;
}

/* Compressed sections get their places behind the file's end in the order in
   which they are marked, so offsets mean the same in the new image. */
static Bool reopen(ImageFile* file)
{
   struct vg_stat now;

   file->image = NULL;
   if (sr_isError(VG_(stat)(file->path, &now))
       || !is_same_file(&now, &file->identity))
      return False;
   file->image = __real_vgModuleLocal_img_from_local_file(file->path);
   if (file->image == NULL)
      return False;
   for (UInt i = 0; i < file->n_parts; i++)
      __real_vgModuleLocal_img_mark_compressed_part(
         file->image, file->part[i].offset, file->part[i].packed,
         file->part[i].unpacked);
   return True;
}

/* ------------------------------------------------------------------ */
/*  What is still to be read                                           */
/* ------------------------------------------------------------------ */

#define MAX_POOLS 3                         /* CFI rules, strings, files   */

typedef struct _Unread {
   struct _Unread* next;
   DebugInfo*      di;
   ImageFile       file[MAX_IMAGES];
   UInt            n_files;
   DiSlice         slice[MAX_SLICES];
   Int             file_of_slice[MAX_SLICES]; /* -1: no such section       */
   struct { DedupPoolAlloc* pool; ShrinkBlock shrink; } open_pool[MAX_POOLS];
   UInt            n_open_pools;
} Unread;

static Unread* all_unread;

/* The object whose tables are being made ready for use. */
static Unread* canonicalised;

/* The place in all_unread that points at this object's entry. */
static Unread** find(const DebugInfo* di)
{
   Unread** place = &all_unread;

   while (*place != NULL && (*place)->di != di)
      place = &(*place)->next;
   return place;
}

static Unread* take_out(Unread** place)
{
   Unread* unread = *place;

   *place = unread->next;
   return unread;
}

static void forget(Unread* unread)
{
   for (UInt i = 0; i < unread->n_files; i++)
      VG_(free)(unread->file[i].path);
   VG_(free)(unread);
}

/* The number of the slice's file among the object's files; -1 for a file that
   can't be opened again (it came from a server, say). */
static Int remember_file(Unread* unread, const DiSlice* slice)
{
   const ImageFile* slot = slot_of(slice->image);
   UInt             i;

   for (i = 0; i < unread->n_files; i++)
      if (unread->file[i].image == slice->image)
         return i;
   if (slot == NULL || slot->n_parts > MAX_PARTS || i == MAX_IMAGES)
      return -1;
   unread->file[i] = *slot;
   unread->file[i].path = VG_(strdup)("vr.inlines.path", slot->path);
   unread->n_files++;
   return i;
}

/* False: the object has to be read at once. */
static Bool remember(DebugInfo* di, const DiSlice slices[])
{
   Unread* unread = VG_(calloc)("vr.inlines.unread", 1, sizeof *unread);

   unread->di = di;
   for (UInt i = 0; i < MAX_SLICES; i++) {
      unread->slice[i] = slices[i];
      unread->file_of_slice[i] = -1;
      if (slices[i].image != NULL) {
         unread->file_of_slice[i] = remember_file(unread, &slices[i]);
         if (unread->file_of_slice[i] < 0) {
            forget(unread);
            return False;
         }
      }
   }
   unread->next = all_unread;
   all_unread   = unread;
   return True;
}

static void real_reader(DebugInfo* di, const DiSlice s[])
{
   __real_vgModuleLocal_new_dwarf3_reader(di, s[0], s[1], s[2], s[3], s[4],
      s[5], s[6], s[7], s[8], s[9], s[10], s[11], s[12], s[13]);
}

/* The same reader reads about variables, which has to be done now. */
void __wrap_vgModuleLocal_new_dwarf3_reader(
   DebugInfo* di, DiSlice s0, DiSlice s1, DiSlice s2, DiSlice s3, DiSlice s4,
   DiSlice s5, DiSlice s6, DiSlice s7, DiSlice s8, DiSlice s9, DiSlice s10,
   DiSlice s11, DiSlice s12, DiSlice s13)
{
   const DiSlice slices[MAX_SLICES] = { s0, s1, s2, s3, s4, s5, s6, s7, s8, s9,
                                        s10, s11, s12, s13 };

   if (VG_(clo_read_var_info) || !remember(di, slices))
      real_reader(di, slices);
}

/* Tables that are complete get their pools frozen, which is final. */
void __wrap_vgModuleLocal_canonicaliseTables(DebugInfo* di)
{
   canonicalised = *find(di);
   __real_vgModuleLocal_canonicaliseTables(di);
   canonicalised = NULL;
}

void __wrap_vgPlain_freezeDedupPA(DedupPoolAlloc* pool, ShrinkBlock shrink)
{
   Unread* unread = canonicalised;

   if (unread != NULL && unread->n_open_pools < MAX_POOLS) {
      unread->open_pool[unread->n_open_pools].pool   = pool;
      unread->open_pool[unread->n_open_pools].shrink = shrink;
      unread->n_open_pools++;
   } else {
      __real_vgPlain_freezeDedupPA(pool, shrink);
   }
}

/* With --keep-debuginfo the object can still be asked about. */
void __wrap_vgPlain_redir_notify_delete_DebugInfo(const DebugInfo* di)
{
   Unread** place = find(di);

   __real_vgPlain_redir_notify_delete_DebugInfo(di);
   if (*place != NULL && !VG_(clo_keep_debuginfo))
      forget(take_out(place));
}

/* ------------------------------------------------------------------ */
/*  Reading it after all                                               */
/* ------------------------------------------------------------------ */

typedef struct {
   Addr lo, hi; const HChar* function; UInt file; Int line; UShort level;
} InlinedCall;

/* While an object is read late: what was found in it. */
static XArray* found;

void __wrap_vgModuleLocal_addInlInfo(DebugInfo* di, Addr lo, Addr hi,
                                     const HChar* function, UInt file,
                                     Int line, UShort level)
{
   InlinedCall call = { lo, hi, function, file, line, level };

   if (found != NULL)
      VG_(addToXA)(found, &call);
   else
      __real_vgModuleLocal_addInlInfo(di, lo, hi, function, file, line, level);
}

static Int compare_calls(const void* a, const void* b)
{
   Addr lo_a = ((const InlinedCall*)a)->lo, lo_b = ((const InlinedCall*)b)->lo;

   return lo_a < lo_b ? -1 : lo_a > lo_b;
}

/* The core's table has been sorted already: it must be filled in order. */
static void add_in_order(DebugInfo* di, XArray* calls)
{
   VG_(setCmpFnXA)(calls, compare_calls);
   VG_(sortXA)(calls);
   for (Word i = 0; i < VG_(sizeXA)(calls); i++) {
      const InlinedCall* call = VG_(indexXA)(calls, i);
      __real_vgModuleLocal_addInlInfo(di, call->lo, call->hi, call->function,
                                      call->file, call->line, call->level);
   }
}

static void read_sections(Unread* unread)
{
   XArray* calls = VG_(newXA)(VG_(malloc), "vr.inlines.calls", VG_(free),
                              sizeof(InlinedCall));

   for (UInt i = 0; i < MAX_SLICES; i++)
      if (unread->file_of_slice[i] >= 0)
         unread->slice[i].image =
            unread->file[unread->file_of_slice[i]].image;
   found = calls;
   real_reader(unread->di, unread->slice);
   found = NULL;
   add_in_order(unread->di, calls);
   VG_(deleteXA)(calls);
}

static void read_late(Unread* unread)
{
   Bool all_there = True;

   for (UInt i = 0; i < unread->n_files; i++)
      all_there = reopen(&unread->file[i]) && all_there;
   if (all_there)
      read_sections(unread);
   for (UInt i = 0; i < unread->n_files; i++)
      if (unread->file[i].image != NULL)
         __real_vgModuleLocal_img_done(unread->file[i].image);
   for (UInt i = 0; i < unread->n_open_pools; i++)
      __real_vgPlain_freezeDedupPA(unread->open_pool[i].pool,
                                   unread->open_pool[i].shrink);
   forget(unread);
}

/* Every user of inlined calls begins here.  One that begins while an object is
   read (the core describes a crash of the reader, say) takes what there is. */
InlIPCursor* __wrap_vgPlain_new_IIPC(DiEpoch epoch, Addr ip)
{
   if (all_unread != NULL && found == NULL) {
      Unread** place = find(VG_(find_DebugInfo)(epoch, ip));
      if (*place != NULL)
         read_late(take_out(place));
   }
   return __real_vgPlain_new_IIPC(epoch, ip);
}
