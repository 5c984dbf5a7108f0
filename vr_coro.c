/* vr_coro.c: the register of stacks.  See vr_coro.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_coro.h"
#include "vr_below.h"
#include "vr_options.h"
#include "pub_tool_hashtable.h"

Bool  VR_(coro_seen);
SizeT VR_(coro_smallest) = ~(SizeT)0;

static UWord next_id = 1;

static VgHashTable* by_id;

static void (*tell_of_first)(void);
static void (*tell_of_end)(VrCoro*);
static void (*tell_of_move[2])(VrCoro*);
static void (*tell_of_memory)(Addr, SizeT);

/* ------------------------------------------------------------------ */
/*  By address                                                         */
/* ------------------------------------------------------------------ */

struct VrPlace { UWord key; VrCoro* coro; };
typedef struct VrPlace Place;

#define PLACES_PER_SLAB 256

static OSet* by_address;

static void set_bounds(VrCoro* coro, Addr low, Addr high)
{
   coro->low  = low;
   coro->high = high;
   if (high - low < VR_(coro_smallest))
      VR_(coro_smallest) = high - low;
}

static void enter_place(VrCoro* coro)
{
   Place* place = VG_(OSetGen_AllocNode)(by_address, sizeof *place);

   *place = (Place){ VR_(below_key)(coro->low), coro };
   VG_(OSetGen_Insert)(by_address, place);
   coro->place = place;
}

static void remove_place(VrCoro* coro)
{
   UWord key = VR_(below_key)(coro->low);

   if (coro->high != 0)
      VG_(OSetGen_FreeNode)(by_address, VG_(OSetGen_Remove)(by_address, &key));
}

VrCoro* VR_(coro_at_or_below)(Addr a)
{
   Place* place = VR_(at_or_below)(by_address, a);

   return place == NULL ? NULL : place->coro;
}

VrCoro* VR_(coro_recent)[1 << VR_CORO_RECENT_LOG2];

VrCoro* VR_(coro_look_up)(Addr a)
{
   VrCoro* coro = VR_(coro_seen) ? VR_(coro_at_or_below)(a) : NULL;

   if (coro == NULL || !VR_(coro_contains)(coro, a))
      return NULL;
   *VR_(coro_recent_slot)(a) = coro;
   return coro;
}

/* ------------------------------------------------------------------ */
/*  By id                                                              */
/* ------------------------------------------------------------------ */

VrCoro* VR_(coro_by_id)(UWord id)
{
   return VG_(HT_lookup)(by_id, id);
}

Bool VR_(coro_was)(UWord id)
{
   return id != 0 && id < next_id;
}

UInt VR_(coro_count)(void)
{
   return VG_(HT_count_nodes)(by_id);
}

/* ------------------------------------------------------------------ */
/*  By thread                                                          */
/* ------------------------------------------------------------------ */

VrCoro** VR_(coro_current);

/* Without detection nobody follows the switches: SP tells. */
VrCoro* VR_(coro_of)(ThreadId tid)
{
   if (!VR_(coro_seen) || tid == VG_INVALID_THREADID)
      return NULL;
   return VR_(options).coro_detect ? VR_(coro_current)[tid]
                                   : VR_(coro_at)(VG_(get_SP)(tid) - 1);
}

/* ------------------------------------------------------------------ */
/*  Graves                                                             */
/* ------------------------------------------------------------------ */

static VrDeadCoro graves[VR_CORO_GRAVES];
static UInt       next_grave;

/* Those that are the latest at their place. */
typedef struct { UWord key; VrDeadCoro* grave; } GravePlace;

static OSet*        graves_by_address;
static VgHashTable* graves_by_id;

static VrDeadCoro* grave_at_or_below(Addr a)
{
   GravePlace* place = VR_(at_or_below)(graves_by_address, a);

   return place == NULL ? NULL : place->grave;
}

static void forget_place(VrDeadCoro* grave)
{
   UWord key = VR_(below_key)(grave->low);

   if (grave->is_latest)
      VG_(OSetGen_FreeNode)(graves_by_address,
                            VG_(OSetGen_Remove)(graves_by_address, &key));
   grave->is_latest = False;
}

static void note_place(VrDeadCoro* grave)
{
   VrDeadCoro* older;
   GravePlace* place;

   if (grave->low == grave->high)
      return;
   while ((older = grave_at_or_below(grave->high - 1)) != NULL
          && older->high > grave->low)
      forget_place(older);
   place  = VG_(OSetGen_AllocNode)(graves_by_address, sizeof *place);
   *place = (GravePlace){ VR_(below_key)(grave->low), grave };
   VG_(OSetGen_Insert)(graves_by_address, place);
   grave->is_latest = True;
}

/* The grave that has been there longest is used again. */
static VrDeadCoro* take_grave(void)
{
   VrDeadCoro* grave = &graves[next_grave++ % VR_CORO_GRAVES];

   if (grave->id == 0)
      return grave;
   forget_place(grave);
   VG_(HT_remove)(graves_by_id, grave->id);
   VG_(free)(grave->name);
   return grave;
}

static VrDeadCoro* bury(VrCoro* coro, UInt where)
{
   VrDeadCoro* grave = take_grave();

   *grave = (VrDeadCoro){
      .id = coro->id, .low = coro->low, .high = coro->high,
      .low_water = coro->low_water, .state = coro->state,
      .origin = coro->origin,
      .entry_sp = coro->entry_sp, .stop_sp = coro->stop.sp,
      .created = coro->created, .created_unknown = coro->created_unknown,
      .destroyed = where, .name = coro->name
   };
   coro->name = NULL;
   note_place(grave);
   VG_(HT_add_node)(graves_by_id, grave);
   return grave;
}

VrDeadCoro* VR_(coro_dead_at)(Addr a)
{
   VrDeadCoro* grave = grave_at_or_below(a);

   return grave != NULL && a < grave->high ? grave : NULL;
}

VrDeadCoro* VR_(coro_dead_by_id)(UWord id)
{
   return VG_(HT_lookup)(graves_by_id, id);
}

/* ------------------------------------------------------------------ */
/*  Coming and going                                                   */
/* ------------------------------------------------------------------ */

static VrCoro* spare;                         /* records not in use, by next */

/* Many at a time, each at the beginning of a line of the cache. */
#define RECORDS_PER_SLAB 64

static void make_spare_records(void)
{
   Addr    slab    = (Addr)VG_(malloc)("vr.coro.records",
                                       (RECORDS_PER_SLAB + 1) * sizeof(VrCoro));
   VrCoro* records = (VrCoro*)VG_ROUNDUP(slab, __alignof__(VrCoro));

   for (UInt i = 0; i < RECORDS_PER_SLAB; i++) {
      records[i].next = spare;
      spare           = &records[i];
   }
}

static VrCoro* new_record(void)
{
   VrCoro* coro;

   if (spare == NULL)
      make_spare_records();
   coro  = spare;
   spare = coro->next;
   VG_(memset)(coro, 0, sizeof *coro);
   return coro;
}

static void remove(VrCoro* coro, UInt where, Bool memory_gone)
{
   if (tell_of_end != NULL)
      tell_of_end(coro);
   if (VR_(coro_current)[coro->tid] == coro)
      VR_(coro_current)[coro->tid] = NULL;
   VG_(HT_remove)(by_id, coro->id);
   remove_place(coro);
   bury(coro, where)->memory_gone = memory_gone;
   coro->low  = coro->high = 0;
   coro->next = spare;
   spare      = coro;
}

void VR_(coro_remove)(VrCoro* coro, UInt where)
{
   remove(coro, where, False);
}

/* All stacks that have a part in [low, high). */
static void clear_range(Addr low, Addr high, UInt where)
{
   VrCoro* coro;
   Addr    top = high;

   while (top > low && (coro = VR_(coro_at_or_below)(top - 1)) != NULL
          && coro->high > low) {
      top = coro->low;
      VR_(coro_remove)(coro, where);
   }
}

static void first_of_all(void)
{
   VR_(coro_seen) = True;
   if (tell_of_first != NULL)
      tell_of_first();
}

void VR_(coro_at_first)(void (*tell)(void))
{
   tell_of_first = tell;
}

void VR_(coro_at_end)(void (*tell)(VrCoro*))
{
   tell_of_end = tell;
}

void VR_(coro_at_move)(void (*tell)(VrCoro*))
{
   tell_of_move[tell_of_move[0] != NULL] = tell;
}

void VR_(coro_at_memory_gone)(void (*tell)(Addr, SizeT))
{
   tell_of_memory = tell;
}

VrCoro* VR_(coro_add)(Addr low, Addr high, VrCoroOrigin origin, UInt created)
{
   VrCoro* coro = new_record();

   coro->id      = next_id++;
   coro->origin  = origin;
   coro->exact   = origin != VrCoroBy_Detection;
   coro->created = created;
   VG_(HT_add_node)(by_id, coro);
   if (UNLIKELY(!VR_(coro_seen)))
      first_of_all();
   VR_(coro_move)(coro, low, high);
   return coro;
}

/* There is nobody between its old low end and the new one: it keeps its place in
   the order of the set. */
static void shrink(VrCoro* coro, Addr low, Addr high)
{
   coro->place->key = VR_(below_key)(low);
   set_bounds(coro, low, high);
}

static void place_anew(VrCoro* coro, Addr low, Addr high)
{
   remove_place(coro);
   coro->low = coro->high = 0;
   if (low < high) {
      clear_range(low, high, coro->created);
      set_bounds(coro, low, high);
      enter_place(coro);
   }
}

void VR_(coro_move)(VrCoro* coro, Addr low, Addr high)
{
   if (low < high && low >= coro->low && high <= coro->high)
      shrink(coro, low, high);
   else
      place_anew(coro, low, high);
   for (UInt i = 0; i < 2; i++)
      if (tell_of_move[i] != NULL)
         tell_of_move[i](coro);
}

void VR_(coro_set_name)(VrCoro* coro, const HChar* name)
{
   VG_(free)(coro->name);
   coro->name = name == NULL ? NULL : VG_(strdup)("vr.coro.name", name);
}

/* A stack may be a part of the memory that goes, or the other way round (its
   guard page); it is gone when the memory at its high end, where every stack
   begins, is. */
static void remove_in(Addr a, SizeT n, UInt where, Bool memory_gone)
{
   VrCoro* coro;
   Addr    end = a + n;

   while (end > a && (coro = VR_(coro_at_or_below)(end - 1)) != NULL
          && coro->high > a) {
      end = coro->low;
      if (coro->high - 1 - a < n
          && (memory_gone || coro->state != VrCoro_Running))
         remove(coro, where, memory_gone);
   }
}

void VR_(coro_memory_gone)(Addr a, SizeT n, UInt where)
{
   if (tell_of_memory != NULL)
      tell_of_memory(a, n);
   remove_in(a, n, where, True);
}

void VR_(coro_memory_taken)(Addr a, SizeT n)
{
   if (n >= VR_(coro_smallest))
      remove_in(a, n, 0, False);
}

Int VR_(coro_by_low)(const void* a, const void* b)
{
   Addr low_a = (*(VrCoro* const*)a)->low, low_b = (*(VrCoro* const*)b)->low;

   return low_a < low_b ? -1 : low_a > low_b;
}

/* visit may remove the one that it is shown. */
void VR_(coro_visit)(void (*visit)(VrCoro* coro, void* opaque), void* opaque)
{
   UInt     n;
   VrCoro** all = VR_(coro_seen) ? (VrCoro**)VG_(HT_to_array)(by_id, &n) : NULL;

   if (all == NULL)
      return;
   VG_(ssort)(all, n, sizeof *all, VR_(coro_by_low));
   for (UInt i = 0; i < n; i++)
      visit(all[i], opaque);
   VG_(free)(all);
}

static ULong frames_size(const VrCoro* coro)
{
   Addr sp = coro->state == VrCoro_Running   ? VG_(get_SP)(coro->tid)
           : coro->state == VrCoro_Suspended ? coro->stop.sp : 0;

   return VR_(coro_contains)(coro, sp) ? coro->high - sp : 0;
}

ULong VR_(coro_frames_size)(void)
{
   const VrCoro* coro;
   ULong sum = 0;

   if (!VR_(coro_seen))
      return 0;
   VG_(HT_ResetIter)(by_id);
   while ((coro = VG_(HT_Next)(by_id)) != NULL)
      sum += frames_size(coro);
   return sum;
}

const HChar* VR_(coro_title)(UWord id, const HChar* name,
                             HChar* buf, SizeT size)
{
   if (name == NULL)
      VG_(snprintf)(buf, size, "coroutine %lu", id);
   else
      VG_(snprintf)(buf, size, "coroutine %lu '%s'", id, name);
   return buf;
}

void VR_(coro_init)(void)
{
   by_id      = VG_(HT_construct)("vr.coro.by_id");
   by_address = VG_(OSetGen_Create_With_Pool)(offsetof(Place, key), NULL,
                                              VG_(malloc), "vr.coro.by_address",
                                              VG_(free), PLACES_PER_SLAB,
                                              sizeof(Place));
   graves_by_id      = VG_(HT_construct)("vr.coro.graves_by_id");
   graves_by_address = VG_(OSetGen_Create)(offsetof(GravePlace, key), NULL,
                                           VG_(malloc), "vr.coro.graves",
                                           VG_(free));
   VR_(coro_current) = VG_(calloc)("vr.coro.current", VG_N_THREADS,
                                   sizeof(VrCoro*));
}
