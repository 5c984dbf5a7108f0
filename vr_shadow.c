/* vr_shadow.c: the addressability map.  See vr_shadow.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_shadow.h"
#include "vr_fill.h"

Addr VR_(shadow_base);
Bool VR_(client_has_marks);

/* Where the map may lie, in order of preference.  All are below 2 GB (one
   signed 32-bit displacement in translated code) and above the tool's own
   image at 0x58000000; programs that are linked into this range, or have
   something mapped there, get the next one. */
static const Addr base_candidates[] = {
   0x60000000, 0x68000000, 0x70000000, 0x78000000
};

/* One bit per client byte; 64 more bytes, since a check reads up to 8 bytes
   from where its first byte's bits are. */
#define MAP_SIZE ((VR_ADDRESS_LIMIT >> 3) + VKI_PAGE_SIZE)

__attribute__((noreturn))
static void no_room(SysRes res)
{
   VG_(umsg)("vrleak: can't reserve %lu MB of address space for its map of"
             " the client's memory (error %lu).\n",
             MAP_SIZE >> 20, sr_Err(res));
   VG_(umsg)("The map is address space only, not memory.  It is refused where"
             " address space is\n");
   VG_(umsg)("limited (\"ulimit -v\": run with \"ulimit -v unlimited\") or"
             " where overcommitting is\n");
   VG_(umsg)("forbidden (/proc/sys/vm/overcommit_memory is 2: set it to 0"
             " or 1).\n");
   VG_(exit)(VR_EXIT_NO_ADDRESS_SPACE);
}

/* base 0: wherever the kernel likes, which is above the client. */
static Addr map_at(Addr base)
{
   SysRes res = VG_(am_do_mmap_NO_NOTIFY)(
                   base, MAP_SIZE, VKI_PROT_READ | VKI_PROT_WRITE,
                   VKI_MAP_PRIVATE | VKI_MAP_ANONYMOUS | VKI_MAP_NORESERVE
                   | (base != 0 ? VKI_MAP_FIXED : 0), -1, 0);
   if (sr_isError(res))
      no_room(res);
   return sr_Res(res);
}

void VR_(shadow_init)(void)
{
   for (UInt i = 0; i < sizeof base_candidates / sizeof base_candidates[0]; i++)
      if (VG_(am_create_reservation)(base_candidates[i], MAP_SIZE, SmFixed, 0)) {
         VR_(shadow_base) = map_at(base_candidates[i]);
         break;
      }
   /* All taken: anywhere else will do, it only makes the checks longer. */
   if (VR_(shadow_base) == 0)
      VR_(shadow_base) = map_at(0);

   VR_(shadow_mark)(0, VR_NULL_PAGE_SIZE);
}

/* From this many bytes on, clearing gives the pages back to the kernel, which
   supplies zeroes when they are read again. */
#define HUGE_CLEAR (4UL << 20)

__attribute__((noinline))
static void clear_huge(UChar* from, SizeT n)
{
   Addr first_page = VG_PGROUNDUP((Addr)from);
   Addr end_page   = VG_PGROUNDDN((Addr)from + n);

   if (VR_(give_back_pages)(first_page, end_page - first_page)) {
      VR_(fill)(from, 0, first_page - (Addr)from);
      VR_(fill)((UChar*)end_page, 0, (Addr)from + n - end_page);
   } else {
      VR_(fill)(from, 0, n);
   }
}

/* Sets (mark) or clears the bits of [a, end) within one byte of the map. */
static inline void change_bits(Addr a, Addr end, Bool mark)
{
   UChar* byte = VR_(shadow_byte)(a);
   UChar  bits = (0xff << (a & 7)) & (0xff >> (7 - ((end - 1) & 7)));
   if (mark)
      *byte |= bits;
   else
      *byte &= ~bits;
}

static inline void change_bytes(UChar* from, SizeT n, Bool mark)
{
   if (!mark && UNLIKELY(n >= HUGE_CLEAR))
      clear_huge(from, n);
   else
      VR_(fill)(from, mark ? 0xff : 0, n);
}

static inline void change_range(Addr a, SizeT n, Bool mark)
{
   Addr end = a + n;
   if (n == 0 || a >= VR_ADDRESS_LIMIT)
      return;
   if (end > VR_ADDRESS_LIMIT || end < a)
      end = VR_ADDRESS_LIMIT;

   Addr first_whole = VG_ROUNDUP(a, 8);
   Addr last_whole  = VG_ROUNDDN(end, 8);
   if (first_whole > last_whole) {
      change_bits(a, end, mark);
      return;
   }
   if (a < first_whole)
      change_bits(a, first_whole, mark);
   if (last_whole > first_whole)
      change_bytes(VR_(shadow_byte)(first_whole),
                   (last_whole - first_whole) >> 3, mark);
   if (last_whole < end)
      change_bits(last_whole, end, mark);
}

/* Zero pages at [from, from+n), where nothing is mapped: not even by
   accident is anything replaced. */
static void map_zeroes(Addr from, SizeT n)
{
   enum { map_fixed_noreplace = 0x100000 };

   (void)VG_(am_do_mmap_NO_NOTIFY)(
      from, n, VKI_PROT_READ,
      VKI_MAP_PRIVATE | VKI_MAP_ANONYMOUS | VKI_MAP_NORESERVE
      | VKI_MAP_FIXED | map_fixed_noreplace, -1, 0);
}

/* Takes as much of [from, end) as is free from the core; from itself is.
   Returns the end of what was taken. */
static Addr reserve_free(Addr from, Addr end)
{
   SizeT n = end - from;

   while (!VG_(am_create_reservation)(from, n, SmFixed, 0)) {
      if (n <= VKI_PAGE_SIZE)
         return from;
      n = VG_PGROUNDUP(n / 2);
   }
   return from + n;
}

void VR_(shadow_cover)(Addr a, SizeT n)
{
   Addr from, end, taken;

   if (a + n <= VR_ADDRESS_LIMIT || a + n < a)
      return;
   if (a < VR_ADDRESS_LIMIT) {
      n -= VR_ADDRESS_LIMIT - a;
      a  = VR_ADDRESS_LIMIT;
   }
   from = VG_PGROUNDDN(VR_(shadow_base) + (a >> 3));
   end  = VG_PGROUNDUP(VR_(shadow_base) + ((a + n) >> 3) + sizeof(ULong));

   /* The core has no plans for what lies above the limit. */
   if (end > VR_ADDRESS_LIMIT) {
      Addr above = from > VR_ADDRESS_LIMIT ? from : VR_ADDRESS_LIMIT;
      map_zeroes(above, end - above);
      end = above;
   }
   while (from < end) {
      NSegment const* seg = VG_(am_find_nsegment)(from);
      if (seg != NULL) {            /* covered already, or the core's own */
         from = seg->end + 1;
         continue;
      }
      taken = reserve_free(from, end);
      if (taken == from)
         return;
      map_zeroes(from, taken - from);
      from = taken;
   }
}

void VR_(shadow_mark)(Addr a, SizeT n)
{
   change_range(a, n, True);
}

void VR_(shadow_clear)(Addr a, SizeT n)
{
   change_range(a, n, False);
}

void VR_(shadow_forget)(Addr a, SizeT n)
{
   enum { bytes_per_map_page = 8 * VKI_PAGE_SIZE };

   if (a >= VR_ADDRESS_LIMIT)
      return;
   if (n > VR_ADDRESS_LIMIT - a)
      n = VR_ADDRESS_LIMIT - a;
   Addr first_whole = VG_ROUNDUP(a, bytes_per_map_page);
   Addr last_whole  = VG_ROUNDDN(a + n, bytes_per_map_page);
   if (first_whole >= last_whole
       || !VR_(give_back_pages)((Addr)VR_(shadow_byte)(first_whole),
                                (last_whole - first_whole) >> 3)) {
      VR_(shadow_clear)(a, n);
      return;
   }
   VR_(shadow_clear)(a, first_whole - a);
   VR_(shadow_clear)(last_whole, a + n - last_whole);
}

void VR_(mark_for_client)(Addr a, SizeT n)
{
   VR_(client_has_marks) = True;
   VR_(shadow_mark)(a, n);
}

/* The first marked byte of [a, end), or end. */
static Addr first_marked(Addr a, Addr end)
{
   while (a < end) {
      /* Whole words of the map first: 64 client bytes at a time. */
      if ((a & 63) == 0 && end - a >= 64 && *(ULong*)VR_(shadow_byte)(a) == 0) {
         a += 64;
         continue;
      }
      UChar bits = *VR_(shadow_byte)(a) >> (a & 7);
      if (bits == 0) {
         a = VG_ROUNDDN(a, 8) + 8;
         continue;
      }
      a += __builtin_ctz(bits);
      break;
   }
   return a < end ? a : end;
}

Bool VR_(shadow_unmarked)(Addr a, SizeT n, /*OUT*/Addr* first_bad)
{
   if (a >= VR_ADDRESS_LIMIT)
      return True;
   if (n > VR_ADDRESS_LIMIT - a)
      n = VR_ADDRESS_LIMIT - a;
   return VR_(shadow_all_clear)(a, n, first_bad);
}

Bool VR_(shadow_all_clear)(Addr a, SizeT n, /*OUT*/Addr* first_bad)
{
   Addr end = a + n;
   Addr bad;

   if (n == 0)
      return True;
   if (a >= VR_ADDRESS_LIMIT) {
      bad = a;
   } else {
      Bool beyond = end > VR_ADDRESS_LIMIT || end < a;
      if (beyond)
         end = VR_ADDRESS_LIMIT;
      bad = first_marked(a, end);
      if (bad == end && !beyond)
         return True;
   }
   if (first_bad)
      *first_bad = bad;
   return False;
}
