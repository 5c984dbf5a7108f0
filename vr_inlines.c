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

   A leak that is not shown is compared with suppressions all the same.  That
   must not read the whole of .debug_info to learn that nothing in it matters,
   so the names that inlined functions can have are looked for where strings
   are, a far smaller place: see "Which names there can be" below.

   All this is done by standing in front of functions inside the core (linked
   by --wrap), whose types are those of Valgrind 3.19.  With any other core
   configure leaves this file out, and the core reads when it wants to.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_inlines.h"
#include "vr_globs.h"
#include "vr_stats.h"
#include "pub_tool_seqmatch.h"

/* ---- the core's types and functions that we stand in front of ---- */

typedef struct _DiImage        DiImage;
typedef struct _DedupPoolAlloc DedupPoolAlloc;
typedef ULong                  DiOffset;
typedef struct { DiImage* image; DiOffset offset, size; } DiSlice;
typedef void (*ShrinkBlock)(void*, SizeT);

#define WRAPPED(result, name, params) \
   extern result __real_##name params; \
   extern result __wrap_##name params

extern Bool  vgModuleLocal_img_valid(const DiImage* image, DiOffset offset,
                                     SizeT size);
extern SizeT vgModuleLocal_img_get_some(/*OUT*/void* to, DiImage* image,
                                        DiOffset offset, SizeT size);

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

/* The places of some of them in the reader's list of parameters. */
enum { Slice_Info, Slice_Abbrev = 2, Slice_Str = 4, Slice_AltAbbrev = 10,
       Slice_AltStr = 12, Slice_LineStr };

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

/* The answer to a question about names. */
typedef struct { const HChar* pattern; Bool never; } Answer;

struct _VrUnread {
   struct _VrUnread* next;
   DebugInfo*      di;
   ImageFile       file[MAX_IMAGES];
   UInt            n_files;
   DiSlice         slice[MAX_SLICES];
   Int             file_of_slice[MAX_SLICES]; /* -1: no such section       */
   struct { DedupPoolAlloc* pool; ShrinkBlock shrink; } open_pool[MAX_POOLS];
   UInt            n_open_pools;
   OSet*           answers;                 /* of Answer; NULL: none yet   */
   ULong           bytes_searched;          /* for all of them             */
};

static VrUnread* all_unread;

UInt VR_(inlines_changes);

/* The object whose tables are being made ready for use. */
static VrUnread* canonicalised;

/* The place in all_unread that points at this object's entry. */
static VrUnread** find(const DebugInfo* di)
{
   VrUnread** place = &all_unread;

   while (*place != NULL && (*place)->di != di)
      place = &(*place)->next;
   return place;
}

static VrUnread* take_out(VrUnread** place)
{
   VrUnread* unread = *place;

   *place = unread->next;
   VR_(inlines_changes)++;
   return unread;
}

static void forget(VrUnread* unread)
{
   for (UInt i = 0; i < unread->n_files; i++)
      VG_(free)(unread->file[i].path);
   if (unread->answers != NULL)
      VG_(OSetGen_Destroy)(unread->answers);
   VG_(free)(unread);
}

/* The number of the slice's file among the object's files; -1 for a file that
   can't be opened again (it came from a server, say). */
static Int remember_file(VrUnread* unread, const DiSlice* slice)
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
   VrUnread* unread = VG_(calloc)("vr.inlines.unread", 1, sizeof *unread);

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
   VR_(inlines_changes)++;
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
   VrUnread* unread = canonicalised;

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
   VrUnread** place = find(di);

   __real_vgPlain_redir_notify_delete_DebugInfo(di);
   if (*place != NULL && !VG_(clo_keep_debuginfo))
      forget(take_out(place));
}

/* False if one of the files is not there any more. */
static Bool open_images(VrUnread* unread)
{
   Bool all_there = True;

   for (UInt i = 0; i < unread->n_files; i++)
      all_there = reopen(&unread->file[i]) && all_there;
   for (UInt i = 0; i < MAX_SLICES; i++)
      if (unread->file_of_slice[i] >= 0)
         unread->slice[i].image = unread->file[unread->file_of_slice[i]].image;
   return all_there;
}

static void close_images(VrUnread* unread)
{
   for (UInt i = 0; i < unread->n_files; i++)
      if (unread->file[i].image != NULL) {
         __real_vgModuleLocal_img_done(unread->file[i].image);
         unread->file[i].image = NULL;
      }
}

VrUnread* VR_(inlines_unread)(DiEpoch epoch, Addr ip)
{
   return all_unread == NULL ? NULL : *find(VG_(find_DebugInfo)(epoch, ip));
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

static void read_sections(VrUnread* unread)
{
   XArray* calls = VG_(newXA)(VG_(malloc), "vr.inlines.calls", VG_(free),
                              sizeof(InlinedCall));

   found = calls;
   real_reader(unread->di, unread->slice);
   found = NULL;
   add_in_order(unread->di, calls);
   VG_(deleteXA)(calls);
}

static void read_late(VrUnread* unread)
{
   VR_(stats).inlines_read++;
   if (open_images(unread))
      read_sections(unread);
   close_images(unread);
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
      VrUnread** place = find(VG_(find_DebugInfo)(epoch, ip));
      if (*place != NULL)
         read_late(take_out(place));
   }
   return __real_vgPlain_new_IIPC(epoch, ip);
}

/* ------------------------------------------------------------------ */
/*  Which names there can be                                           */
/* ------------------------------------------------------------------ */

/* The reader takes an inlined function's name from the DIE (entry) of the
   function, of the same compilation unit.  There it is

      a place in .debug_str, .debug_line_str or the alternate file's .debug_str;
      or the characters themselves, in .debug_info;
      or, where the reader can't find it, one of two names of its own.

   The sections of strings are searched.  What lies in .debug_info itself can't
   be found without going through all of it.  Compilers that use .debug_str at
   all put only those names into .debug_info that take no more room there than
   a reference would: 4 bytes, with the zero.  So a name of 4 characters or
   more is in .debug_info only if the compiler keeps all its strings there,
   and then it does so with its own name and version, the unit's DW_AT_producer.
   .debug_abbrev tells: it has the shapes of all DIEs, in a table for each unit
   (or for some of them). */

#define SHORTEST_IN_SECTIONS 4

/* ---- bytes of a section, one at a time ---- */

typedef struct {
   DiSlice rest;
   UChar   chunk[4096];
   UInt    n, i;                            /* bytes in the chunk, taken    */
   Bool    ended;                           /* more were taken than are there */
} Bytes;

static Bool next_chunk(Bytes* bytes)
{
   if (bytes->rest.size == 0)
      return False;
   bytes->n = vgModuleLocal_img_get_some(
      bytes->chunk, bytes->rest.image, bytes->rest.offset,
      bytes->rest.size < sizeof bytes->chunk ? bytes->rest.size
                                             : sizeof bytes->chunk);
   bytes->i = 0;
   bytes->rest.offset += bytes->n;
   bytes->rest.size   -= bytes->n;
   return True;
}

static void begin_bytes(Bytes* bytes, const DiSlice* slice)
{
   bytes->rest  = *slice;
   bytes->n     = bytes->i = 0;
   bytes->ended = False;
   if (slice->image == NULL)
      bytes->rest.size = 0;
}

static UChar next_byte(Bytes* bytes)
{
   if (bytes->i == bytes->n && !next_chunk(bytes)) {
      bytes->ended = True;
      return 0;
   }
   return bytes->chunk[bytes->i++];
}

/* A LEB128 number without its bits beyond the 64th, which nothing here has. */
static ULong next_number(Bytes* bytes)
{
   ULong number = 0;
   UInt  shift  = 0;
   UChar byte;

   do {
      byte = next_byte(bytes);
      if (shift < 64)
         number |= (ULong)(byte & 0x7f) << shift;
      shift += 7;
   } while (byte & 0x80);
   return number;
}

/* ---- .debug_abbrev ---- */

enum { Tag_CompileUnit = 0x11, Tag_InlinedSubroutine = 0x1d,
       Tag_Subprogram = 0x2e };
enum { At_Name = 0x03, At_Producer = 0x25 };
enum { Form_Strp = 0x0e, Form_LineStrp = 0x1f, Form_ImplicitConst = 0x21,
       Form_GnuStrpAlt = 0x1f21 };

/* What a unit's table says. */
typedef struct {
   Bool has_inlined;                        /* there are inlined calls      */
   Bool has_name_inside;                    /* of a function: in .debug_info */
   Bool has_producer_inside;                /* so is a unit's producer      */
   Bool has_producer_in_sections;
} Shapes;

static Bool is_in_sections(ULong form)
{
   return form == Form_Strp || form == Form_LineStrp || form == Form_GnuStrpAlt;
}

static void read_shape(Bytes* bytes, Shapes* shapes)
{
   ULong tag = next_number(bytes);
   ULong attribute, form;
   Bool  producer_in_sections = False;

   next_byte(bytes);                        /* has it children?             */
   do {
      attribute = next_number(bytes);
      form      = next_number(bytes);
      if (form == Form_ImplicitConst)
         next_number(bytes);
      if (attribute == At_Producer)
         producer_in_sections = is_in_sections(form);
      if (tag == Tag_Subprogram && attribute == At_Name
          && !is_in_sections(form))
         shapes->has_name_inside = True;
   } while ((attribute != 0 || form != 0) && !bytes->ended);

   if (tag == Tag_InlinedSubroutine)
      shapes->has_inlined = True;
   if (tag == Tag_CompileUnit && producer_in_sections)
      shapes->has_producer_in_sections = True;
   else if (tag == Tag_CompileUnit)
      shapes->has_producer_inside = True;
}

/* Are all names in the sections of strings but the shortest? */
static Bool table_is_fine(Bytes* bytes)
{
   Shapes shapes = { False, False, False, False };

   while (next_number(bytes) != 0)          /* the shape's number; 0: end   */
      read_shape(bytes, &shapes);
   return !shapes.has_inlined || !shapes.has_name_inside
       || (shapes.has_producer_in_sections && !shapes.has_producer_inside);
}

static Bool abbrev_is_fine(const DiSlice* slice)
{
   Bytes bytes;
   Bool  fine = True;

   begin_bytes(&bytes, slice);
   while (fine && !bytes.ended)
      fine = table_is_fine(&bytes);
   return fine;
}

/* ---- the sections of strings ---- */

static const UInt string_slices[] = { Slice_Str, Slice_LineStr, Slice_AltStr };

#define N_STRING_SLICES (sizeof string_slices / sizeof string_slices[0])

static void search_section(VrGlobs* globs, const DiSlice* slice)
{
   Bytes bytes;

   begin_bytes(&bytes, slice);
   while (next_chunk(&bytes))
      VR_(globs_feed)(globs, bytes.chunk, bytes.n);
   VR_(globs_feed)(globs, (const UChar*)"", 1);
}

/* Reading takes a dozen times as long per byte of .debug_info as searching
   does per byte of strings.  A third of that is what a search may cost: then
   it was in vain sometimes, but never a great loss. */
#define BYTES_WORTH_SEARCHING 4             /* per byte of .debug_info      */

static Bool is_worth_it(VrUnread* unread, const VrGlobs* globs)
{
   for (UInt i = 0; i < N_STRING_SLICES; i++)
      if (unread->slice[string_slices[i]].image != NULL)
         unread->bytes_searched += unread->slice[string_slices[i]].size
                                   * VR_(globs_passes)(globs);
   return unread->bytes_searched
          <= BYTES_WORTH_SEARCHING * unread->slice[Slice_Info].size;
}

/* False: nothing can be said. */
static Bool search(VrUnread* unread, VrGlobs* globs)
{
   static const UInt needed[] = { Slice_Abbrev, Slice_AltAbbrev, Slice_Str,
                                  Slice_LineStr, Slice_AltStr };

   for (UInt i = 0; i < sizeof needed / sizeof needed[0]; i++) {
      const DiSlice* slice = &unread->slice[needed[i]];
      if (slice->image != NULL
          && !vgModuleLocal_img_valid(slice->image, slice->offset, slice->size))
         return False;
   }
   if (!abbrev_is_fine(&unread->slice[Slice_Abbrev])
       || !abbrev_is_fine(&unread->slice[Slice_AltAbbrev]))
      return False;
   for (UInt i = 0; i < N_STRING_SLICES; i++)
      search_section(globs, &unread->slice[string_slices[i]]);
   return True;
}

/* ---- questions and answers ---- */

/* Could it match a name that is not in the sections of strings? */
static Bool matches_other_names(const HChar* pattern)
{
   UInt n = 0;

   for (const HChar* p = pattern; *p != '\0'; p++)
      n += *p != '*';
   return n < SHORTEST_IN_SECTIONS
       || VG_(string_match)(pattern, "UnknownInlinedFun")
       || VG_(string_match)(pattern, "AbsOriFnNameNotFound");
}

static const HChar* pattern_at(const XArray* patterns, Word i)
{
   return *(const HChar**)VG_(indexXA)(patterns, i);
}

static Word compare_answer(const void* pattern, const void* answer)
{
   return VG_(strcmp)(*(const HChar* const*)pattern,
                      ((const Answer*)answer)->pattern);
}

static void remember_answer(VrUnread* unread, const HChar* pattern, Bool never)
{
   Answer* answer;

   if (unread->answers == NULL)
      unread->answers = VG_(OSetGen_Create)(offsetof(Answer, pattern),
                                            compare_answer, VG_(malloc),
                                            "vr.inlines.answers", VG_(free));
   answer = VG_(OSetGen_AllocNode)(unread->answers, sizeof *answer);
   answer->pattern = pattern;
   answer->never   = never;
   VG_(OSetGen_Insert)(unread->answers, answer);
}

void VR_(inlines_ask)(VrUnread* unread, const XArray* patterns)
{
   VrGlobs* globs    = VR_(globs_new)();
   Bool     searched = False;

   for (Word i = 0; i < VG_(sizeXA)(patterns); i++)
      VR_(globs_add)(globs, pattern_at(patterns, i));
   if (is_worth_it(unread, globs)) {
      VR_(stats).inlines_searched++;
      searched = open_images(unread) && search(unread, globs);
      close_images(unread);
   }
   for (Word i = 0; i < VG_(sizeXA)(patterns); i++) {
      const HChar* pattern = pattern_at(patterns, i);
      remember_answer(unread, pattern,
                      searched && !VR_(globs_matched)(globs, i)
                      && !matches_other_names(pattern));
   }
   VR_(globs_delete)(globs);
}

VrInlined VR_(inlines_named)(const VrUnread* unread, const HChar* pattern)
{
   const Answer* answer = unread->answers == NULL ? NULL
                        : VG_(OSetGen_Lookup)(unread->answers, &pattern);

   return answer == NULL ? VrInlined_NotAsked
        : answer->never  ? VrInlined_Never : VrInlined_Perhaps;
}
