/* vr_strings.c: the C library's string functions, executed by the tool.

   Each handler does what the function of its name does, in four steps:

       measure    how much of the operands does the call touch?  For strings:
                  find the terminator, whether it may be read or not
       complain   about operands that overlap
       check      every byte of that, in the shadow map
       do it

   If the check fails, or the processor refuses an access (client memory may
   be unmapped or read-only), the handler declines: the replacement's slow path
   in preload/vr_preload_strings.c goes through the same bytes one by one, and
   the instrumentation reports the one that is wrong.  Nothing is written
   before the check, and what a fault interrupts depends on nothing that was
   written already, so doing it all again is harmless.

   All of it runs under vr_fault's guard, in which the core must not be
   called; complaints are therefore noted down and made when it is over.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_strings.h"
#include "vr_bytes.h"
#include "vr_callsite.h"
#include "vr_errors.h"
#include "vr_guard.h"
#include "vr_instrument.h"
#include "vr_options.h"
#include "vr_shadow.h"
#include "vr_stacks.h"

typedef VexGuestAMD64State Guest;

/* What the function does to the guest; False: declined. */
typedef Bool (*Operation)(Guest* guest);

/* The arguments, as numbers or as pointers to bytes. */
#define ARG1 (guest->guest_RDI)
#define ARG2 (guest->guest_RSI)
#define ARG3 (guest->guest_RDX)
#define ARG4 (guest->guest_RCX)
#define TEXT1 ((UChar*)guest->guest_RDI)
#define TEXT2 ((const UChar*)guest->guest_RSI)

static inline Bool returns(Guest* guest, UWord result)
{
   guest->guest_RAX = result;
   return True;
}

static inline Bool returns_int(Guest* guest, Int result)
{
   guest->guest_RAX = (UInt)result;
   return True;
}

/* ------------------------------------------------------------------ */
/*  Checking                                                           */
/* ------------------------------------------------------------------ */

/* More than fit into one word of the map: whole words of it, no early way
   out, since bad bytes are the exception. */
static Bool long_range_clear(Addr a, SizeT n)
{
   Addr last = a + n - 1;
   const ULong* word = (const ULong*)VR_(shadow_byte)(VG_ROUNDDN(a, 64));
   const ULong* end  = (const ULong*)VR_(shadow_byte)(VG_ROUNDDN(last, 64));
   ULong bits = *word >> (a & 63);

   if (word == end)
      return (bits << (a & 63) << (63 - (last & 63))) == 0;
   while (++word < end)
      bits |= *word;
   return (bits | *end << (63 - (last & 63))) == 0;
}

/* Is none of the n bytes at a marked? */
static inline Bool is_unmarked(Addr a, SizeT n)
{
   /* The unaligned word at a's place in the map describes 57 bytes or more,
      and lies within the map if a is not at its very end. */
   const SizeT in_word = 56;

   if (n == 0)
      return True;
   if (UNLIKELY(a >= VR_ADDRESS_LIMIT - 64 || n > VR_ADDRESS_LIMIT - 64 - a))
      return False;
   if (LIKELY(n <= in_word)) {
      ULong bits = *(const VrWordU*)VR_(shadow_byte)(a) >> (a & 7);
      return (bits & ((1UL << n) - 1)) == 0;
   }
   return long_range_clear(a, n);
}

/* Dead memory below the caller's frame, or what has to be taken for it until
   the slow path finds out; see vr_stacks.h. */
static struct { Addr low, end; } dead;

static inline void note_dead_stack(const Guest* guest)
{
   dead.low = VR_(stack_record)(guest)->dead_low;
   dead.end  = guest->guest_RSP - VG_STACK_REDZONE_SZB;
}

/* May the n bytes at a be touched? */
static inline Bool is_clear(Addr a, SizeT n)
{
   if (UNLIKELY(a < dead.end && a + n > dead.low))
      return False;
   return LIKELY(is_unmarked(a, n)) || !VR_(options).check_accesses;
}

/* ------------------------------------------------------------------ */
/*  Complaining                                                        */
/* ------------------------------------------------------------------ */

/* What the running operation has to say about its operands. */
static struct {
   const HChar* function;    /* NULL: nothing                                */
   const HChar* only_if;     /* unless NULL: only if this is what was called */
   const HChar* not_if;      /* unless NULL: not if this is what was called  */
   Addr         shown;       /* unless 0: what is shown as the function      */
   Addr         dst, src;
   SizeT        n;           /* as passed by the client, 0 if it did not     */
} complaint;

static inline Bool do_overlap(Addr a, SizeT a_len, Addr b, SizeT b_len)
{
   return a_len > 0 && b_len > 0 && (a < b ? b - a < a_len : a - b < b_len);
}

/* The operands of function are [dst, +dst_len) and [src, +src_len). */
static inline void check_overlap(const HChar* function,
                                 Addr dst, SizeT dst_len,
                                 Addr src, SizeT src_len, SizeT n)
{
   if (LIKELY(!do_overlap(dst, dst_len, src, src_len)))
      return;
   complaint.function = function;
   complaint.only_if  = NULL;
   complaint.not_if   = NULL;
   complaint.shown    = 0;
   complaint.dst = dst;
   complaint.src = src;
   complaint.n   = n;
}

/* Was the function called by a name under which operands may overlap?  That is
   memmove, and memcpy as it was before glibc 2.14. */
static Bool is_excused(const Guest* guest)
{
   if (complaint.only_if == NULL && complaint.not_if == NULL)
      return False;
   if (complaint.only_if != NULL
       && !VR_(call_site_names)(guest, complaint.only_if))
      return True;
   if (complaint.not_if != NULL
       && VR_(call_site_names)(guest, complaint.not_if))
      return True;
   return VR_(call_site_names)(guest, "memcpy@GLIBC_2.2.5");
}

static void complain(Guest* guest)
{
   ULong rip = guest->guest_RIP;

   if (is_excused(guest))
      return;
   if (complaint.shown != 0)
      guest->guest_RIP = complaint.shown;
   VR_(error_overlap)(VG_(get_running_tid)(), complaint.function,
                      complaint.dst, complaint.src, complaint.n);
   guest->guest_RIP = rip;
}

/* ------------------------------------------------------------------ */
/*  Length and search                                                  */
/* ------------------------------------------------------------------ */

static Bool op_strlen(Guest* guest)
{
   SizeT n = VR_(text_length)(TEXT1);
   return is_clear(ARG1, n + 1) && returns(guest, n);
}

static Bool op_strnlen(Guest* guest)
{
   SizeT max = ARG2;
   SizeT n   = VR_(find_within)(TEXT1, 0, max);
   return is_clear(ARG1, n < max ? n + 1 : n) && returns(guest, n);
}

static Bool op_strchr(Guest* guest)
{
   UChar c = ARG2;
   SizeT i = VR_(find_either)(TEXT1, c, 0);
   return is_clear(ARG1, i + 1)
          && returns(guest, TEXT1[i] == c ? ARG1 + i : 0);
}

static Bool op_strchrnul(Guest* guest)
{
   SizeT i = VR_(find_either)(TEXT1, (UChar)ARG2, 0);
   return is_clear(ARG1, i + 1) && returns(guest, ARG1 + i);
}

static Bool op_strrchr(Guest* guest)
{
   SizeT n = VR_(text_length)(TEXT1) + 1;
   SizeT i = VR_(find_last_within)(TEXT1, (UChar)ARG2, n);
   return is_clear(ARG1, n) && returns(guest, i < n ? ARG1 + i : 0);
}

static Bool op_memchr(Guest* guest)
{
   SizeT n = ARG3;
   SizeT i = VR_(find_within)(TEXT1, (UChar)ARG2, n);
   return is_clear(ARG1, i < n ? i + 1 : n)
          && returns(guest, i < n ? ARG1 + i : 0);
}

static Bool op_memrchr(Guest* guest)
{
   SizeT n = ARG3;
   SizeT i = VR_(find_last_within)(TEXT1, (UChar)ARG2, n);
   SizeT first = i < n ? i : 0;
   return is_clear(ARG1 + first, n - first)
          && returns(guest, i < n ? ARG1 + i : 0);
}

static Bool op_rawmemchr(Guest* guest)
{
   SizeT i = VR_(find_either)(TEXT1, (UChar)ARG2, (UChar)ARG2);
   return is_clear(ARG1, i + 1) && returns(guest, ARG1 + i);
}

/* The first occurrence of needle in hay, or NULL; *touched is how much of hay
   it took to know. */
static const UChar* find_text(const UChar* hay, const UChar* needle,
                              SizeT needle_len, /*OUT*/SizeT* touched)
{
   const UChar* p = hay;

   for (;; p++) {
      SizeT i;
      p += VR_(find_either)(p, needle[0], 0);
      i = VR_(first_difference_or_end)(p, needle, needle_len);
      if (i == needle_len) {
         *touched = p + needle_len - hay;
         return p;
      }
      if (p[i] == 0) {
         *touched = p + i + 1 - hay;
         return NULL;
      }
   }
}

static Bool op_strstr(Guest* guest)
{
   SizeT needle_len = VR_(text_length)(TEXT2);
   const UChar* found = TEXT1;
   SizeT touched = 0;

   if (needle_len > 0)
      found = find_text(TEXT1, TEXT2, needle_len, &touched);
   return is_clear(ARG1, touched) && is_clear(ARG2, needle_len + 1)
          && returns(guest, (Addr)found);
}

/* A set of bytes. */
typedef struct { ULong bits[4]; } ByteSet;

static inline Bool is_in(const ByteSet* set, UChar c)
{
   return set->bits[c >> 6] >> (c & 63) & 1;
}

/* The set of the characters of text, without its terminator; returns the
   number of characters. */
static SizeT read_set(const UChar* text, /*OUT*/ByteSet* set)
{
   SizeT n;

   set->bits[0] = set->bits[1] = set->bits[2] = set->bits[3] = 0;
   for (n = 0; text[n] != 0; n++)
      set->bits[text[n] >> 6] |= 1UL << (text[n] & 63);
   return n;
}

/* How many characters at the start of text are (not) in the set. */
static SizeT span(const UChar* text, const ByteSet* set, Bool in_set)
{
   SizeT n = 0;
   while (text[n] != 0 && is_in(set, text[n]) == in_set)
      n++;
   return n;
}

/* The span of the first argument by the set that is the second; False if not
   both are addressable. */
static Bool span_of_arguments(Guest* guest, Bool in_set, /*OUT*/SizeT* n)
{
   ByteSet set;
   SizeT set_len = read_set(TEXT2, &set);

   *n = span(TEXT1, &set, in_set);
   return is_clear(ARG1, *n + 1) && is_clear(ARG2, set_len + 1);
}

static Bool op_strspn(Guest* guest)
{
   SizeT n;
   return span_of_arguments(guest, True, &n) && returns(guest, n);
}

static Bool op_strcspn(Guest* guest)
{
   SizeT n;
   return span_of_arguments(guest, False, &n) && returns(guest, n);
}

static Bool op_strpbrk(Guest* guest)
{
   SizeT n;
   return span_of_arguments(guest, False, &n)
          && returns(guest, TEXT1[n] != 0 ? ARG1 + n : 0);
}

/* ------------------------------------------------------------------ */
/*  Comparing                                                          */
/* ------------------------------------------------------------------ */

/* The result of comparing at most n bytes that differ (or end) at index i. */
static inline Bool returns_order(Guest* guest, SizeT i, SizeT n)
{
   SizeT touched = i < n ? i + 1 : n;
   return is_clear(ARG1, touched) && is_clear(ARG2, touched)
          && returns_int(guest, i < n ? (Int)TEXT1[i] - (Int)TEXT2[i] : 0);
}

static Bool op_strcmp(Guest* guest)
{
   const SizeT n = ~0UL;
   return returns_order(guest, VR_(first_difference_or_end)(TEXT1, TEXT2, n),
                        n);
}

static Bool op_strncmp(Guest* guest)
{
   SizeT n = ARG3;
   return returns_order(guest, VR_(first_difference_or_end)(TEXT1, TEXT2, n),
                        n);
}

static Bool op_memcmp(Guest* guest)
{
   SizeT n = ARG3;
   return returns_order(guest, VR_(first_difference)(TEXT1, TEXT2, n), n);
}

/* lower is the tolower table of the client's locale. */
static Bool compare_folded(Guest* guest, SizeT n, const Int* lower)
{
   const UChar *a = TEXT1, *b = TEXT2;
   SizeT i = 0;

   while (i < n && lower[a[i]] == lower[b[i]] && a[i] != 0)
      i++;
   SizeT touched = i < n ? i + 1 : n;
   return is_clear(ARG1, touched) && is_clear(ARG2, touched)
          && returns_int(guest, i < n ? lower[a[i]] - lower[b[i]] : 0);
}

static Bool op_strcasecmp(Guest* guest)
{
   return compare_folded(guest, ~0UL, (const Int*)ARG3);
}

static Bool op_strncasecmp(Guest* guest)
{
   return compare_folded(guest, ARG3, (const Int*)ARG4);
}

/* ------------------------------------------------------------------ */
/*  Copying strings                                                    */
/* ------------------------------------------------------------------ */

/* The parts that narrow and wide strings have in common; lengths in bytes. */

/* Lets a page that can't be written to show itself now: where writing destroys
   what the function depends on, it must not be given up halfway, because then it
   could not be done again. */
static void prove_writable(Addr dst, SizeT n)
{
   for (Addr a = dst; a < dst + n; a = VG_PGROUNDDN(a) + VKI_PAGE_SIZE)
      *(volatile UChar*)a = *(volatile UChar*)a;
}

/* Copies what has been checked; it may overlap. */
static void move(Addr dst, Addr src, SizeT n)
{
   if (UNLIKELY(do_overlap(dst, n, src, n)))
      prove_writable(dst, n);
   VR_(move_bytes)((UChar*)dst, (const UChar*)src, n);
}

/* Copies a string of len bytes, terminator included. */
static Bool copy_text(const HChar* function, Addr dst, Addr src, SizeT len)
{
   check_overlap(function, dst, len, src, len, 0);
   if (!is_clear(src, len) || !is_clear(dst, len))
      return False;
   move(dst, src, len);
   return True;
}

/* Fills the size bytes at dst with the len bytes of a string and zeros; the
   terminator takes char_len bytes. */
static Bool copy_padded(const HChar* function, Addr dst, SizeT size,
                        Addr src, SizeT len, SizeT char_len, SizeT n)
{
   SizeT touched = len < size ? len + char_len : len;

   check_overlap(function, dst, size, src, touched, n);
   if (!is_clear(src, touched) || !is_clear(dst, size))
      return False;
   move(dst, src, len);
   VR_(fill_bytes)((UChar*)dst + len, 0, size - len);
   return True;
}

/* Appends len bytes of src and a terminator to the dst_len bytes at dst, of
   whose own the terminator is part no longer.  touched is how much of src it
   took to know. */
static Bool append_text(const HChar* function, Addr dst, SizeT dst_len,
                        Addr src, SizeT len, SizeT touched,
                        SizeT char_len, SizeT n)
{
   SizeT total = dst_len + len + char_len;

   check_overlap(function, dst, total, src, touched, n);
   if (!is_clear(src, touched) || !is_clear(dst, total))
      return False;
   /* The first byte that is written is where the string ended. */
   prove_writable(dst + dst_len, len + char_len);
   move(dst + dst_len, src, len);
   VR_(fill_bytes)((UChar*)dst + dst_len + len, 0, char_len);
   return True;
}

static Bool op_strcpy(Guest* guest)
{
   return copy_text("strcpy", ARG1, ARG2, VR_(text_length)(TEXT2) + 1)
          && returns(guest, ARG1);
}

static Bool op_stpcpy(Guest* guest)
{
   SizeT n = VR_(text_length)(TEXT2);
   return copy_text("stpcpy", ARG1, ARG2, n + 1) && returns(guest, ARG1 + n);
}

static Bool op_strcpy_chk(Guest* guest)
{
   SizeT n = VR_(text_length)(TEXT2);
   return n < ARG3 && copy_text("strcpy_chk", ARG1, ARG2, n + 1)
          && returns(guest, ARG1);
}

static Bool op_stpcpy_chk(Guest* guest)
{
   SizeT n = VR_(text_length)(TEXT2);
   return n < ARG3 && copy_text("stpcpy_chk", ARG1, ARG2, n + 1)
          && returns(guest, ARG1 + n);
}

static Bool op_strncpy(Guest* guest)
{
   SizeT n   = ARG3;
   SizeT len = VR_(find_within)(TEXT2, 0, n);
   return copy_padded("strncpy", ARG1, n, ARG2, len, 1, n)
          && returns(guest, ARG1);
}

static Bool op_stpncpy(Guest* guest)
{
   SizeT n   = ARG3;
   SizeT len = VR_(find_within)(TEXT2, 0, n);
   return copy_padded("stpncpy", ARG1, n, ARG2, len, 1, n)
          && returns(guest, ARG1 + len);
}

static Bool op_strcat(Guest* guest)
{
   SizeT dst_len = VR_(text_length)(TEXT1);
   SizeT len     = VR_(text_length)(TEXT2);
   return append_text("strcat", ARG1, dst_len, ARG2, len, len + 1, 1, 0)
          && returns(guest, ARG1);
}

static Bool op_strncat(Guest* guest)
{
   SizeT n       = ARG3;
   SizeT dst_len = VR_(text_length)(TEXT1);
   SizeT len     = VR_(find_within)(TEXT2, 0, n);
   return append_text("strncat", ARG1, dst_len, ARG2, len,
                      len < n ? len + 1 : len, 1, n)
          && returns(guest, ARG1);
}

/* size counts as touched in dst even where the string is shorter. */
static Bool op_strlcpy(Guest* guest)
{
   SizeT size = ARG3;
   SizeT len  = VR_(text_length)(TEXT2);
   SizeT kept = len < size ? len : size - 1;

   check_overlap("strlcpy", ARG1, size, ARG2, len < size ? len + 1 : size,
                 size);
   if (!is_clear(ARG2, len + 1))
      return False;
   if (size > 0) {
      if (!is_clear(ARG1, kept + 1))
         return False;
      move(ARG1, ARG2, kept);
      TEXT1[kept] = 0;
   }
   return returns(guest, len);
}

static Bool op_strlcat(Guest* guest)
{
   SizeT size    = ARG3;
   SizeT dst_len = VR_(find_within)(TEXT1, 0, size);
   SizeT len     = VR_(text_length)(TEXT2);

   if (dst_len == size) {
      check_overlap("strlcat", ARG1, size + 1, ARG2, len + 1, size);
      return is_clear(ARG1, size) && is_clear(ARG2, len + 1)
             && returns(guest, size + len);
   }
   SizeT room = size - dst_len - 1;
   return append_text("strlcat", ARG1, dst_len, ARG2, len < room ? len : room,
                      len + 1, 1, size)
          && returns(guest, dst_len + len);
}

/* ------------------------------------------------------------------ */
/*  Copying and filling memory                                         */
/* ------------------------------------------------------------------ */

static Bool copy_memory(Addr dst, Addr src, SizeT n)
{
   if (!is_clear(src, n) || !is_clear(dst, n))
      return False;
   move(dst, src, n);
   return True;
}

/* A copy onto itself is not complained about: compilers make memcpy calls of
   assignments like *p = *q, without asking whether p is q. */
static void check_memcpy(const HChar* function, Addr dst, Addr src, SizeT n)
{
   if (dst != src)
      check_overlap(function, dst, n, src, n, n);
}

/* Where the replacements of memcpy and __memcpy_chk begin: to be shown where
   those of memmove were called by their name. */
static Addr memcpy_stub, memcpy_chk_stub;

static Bool op_memcpy_stubs(Guest* guest)
{
   memcpy_stub     = ARG1;
   memcpy_chk_stub = ARG2;
   return True;
}

/* Where libc has one function for both and memcpy is the first to be bound,
   memmove may end up here: the core keeps what it has translated. */
static Bool op_memcpy(Guest* guest)
{
   check_memcpy("memcpy", ARG1, ARG2, ARG3);
   complaint.not_if = "memmove";
   return copy_memory(ARG1, ARG2, ARG3) && returns(guest, ARG1);
}

/* On current glibc memcpy ends up here, too. */
static Bool op_memmove(Guest* guest)
{
   check_memcpy("memcpy", ARG1, ARG2, ARG3);
   complaint.only_if = "memcpy";
   complaint.shown   = memcpy_stub;
   return copy_memory(ARG1, ARG2, ARG3) && returns(guest, ARG1);
}

static Bool op_mempcpy(Guest* guest)
{
   check_overlap("mempcpy", ARG1, ARG3, ARG2, ARG3, ARG3);
   return copy_memory(ARG1, ARG2, ARG3) && returns(guest, ARG1 + ARG3);
}

static Bool op_bcopy(Guest* guest)
{
   return copy_memory(ARG2, ARG1, ARG3) && returns(guest, 0);
}

static Bool op_memcpy_chk(Guest* guest)
{
   if (ARG4 < ARG3)
      return False;
   check_memcpy("memcpy_chk", ARG1, ARG2, ARG3);
   complaint.not_if = "__memmove_chk";
   return copy_memory(ARG1, ARG2, ARG3) && returns(guest, ARG1);
}

static Bool op_memmove_chk(Guest* guest)
{
   if (ARG4 < ARG3)
      return False;
   check_memcpy("memcpy_chk", ARG1, ARG2, ARG3);
   complaint.only_if = "__memcpy_chk";
   complaint.shown   = memcpy_chk_stub;
   return copy_memory(ARG1, ARG2, ARG3) && returns(guest, ARG1);
}

static Bool op_mempcpy_chk(Guest* guest)
{
   if (ARG4 < ARG3)
      return False;
   check_overlap("mempcpy_chk", ARG1, ARG3, ARG2, ARG3, ARG3);
   return copy_memory(ARG1, ARG2, ARG3) && returns(guest, ARG1 + ARG3);
}

static Bool op_memset(Guest* guest)
{
   if (!is_clear(ARG1, ARG3))
      return False;
   VR_(fill_bytes)(TEXT1, (UChar)ARG2, ARG3);
   return returns(guest, ARG1);
}

static Bool op_memset_chk(Guest* guest)
{
   return ARG4 >= ARG3 && op_memset(guest);
}

/* ------------------------------------------------------------------ */
/*  Wide characters                                                    */
/* ------------------------------------------------------------------ */

#define WIDE1 ((VrWideU*)guest->guest_RDI)
#define WIDE2 ((const VrWideU*)guest->guest_RSI)

#define WIDE_LEN ((SizeT)sizeof(VrWideU))

/* A count of wide characters in bytes; a count that is not of this world
   stays so. */
static inline SizeT wide_bytes(SizeT n)
{
   return n < VR_ADDRESS_LIMIT ? n * WIDE_LEN : ~0UL;
}

/* The index of the first of n characters that is c or the terminator, or n. */
static SizeT wide_find(const VrWideU* s, Int c, SizeT n)
{
   SizeT i = 0;
   while (i < n && s[i] != c && s[i] != 0)
      i++;
   return i;
}

static inline SizeT wide_length(const VrWideU* s)
{
   return wide_find(s, 0, ~0UL);
}

static Bool op_wcslen(Guest* guest)
{
   SizeT n = wide_length(WIDE1);
   return is_clear(ARG1, wide_bytes(n + 1)) && returns(guest, n);
}

static Bool op_wcsnlen(Guest* guest)
{
   SizeT max = ARG2;
   SizeT n   = wide_find(WIDE1, 0, max);
   return is_clear(ARG1, wide_bytes(n < max ? n + 1 : n))
          && returns(guest, n);
}

static Bool op_wcschr(Guest* guest)
{
   Int   c = ARG2;
   SizeT i = wide_find(WIDE1, c, ~0UL);
   return is_clear(ARG1, wide_bytes(i + 1))
          && returns(guest, WIDE1[i] == c ? (Addr)&WIDE1[i] : 0);
}

static Bool op_wcsrchr(Guest* guest)
{
   Int   c = ARG2;
   SizeT n = wide_length(WIDE1) + 1;
   SizeT i = n;

   while (i > 0 && WIDE1[i - 1] != c)
      i--;
   return is_clear(ARG1, wide_bytes(n))
          && returns(guest, i > 0 ? (Addr)&WIDE1[i - 1] : 0);
}

static Bool op_wmemchr(Guest* guest)
{
   Int   c = ARG2;
   SizeT n = ARG3;
   SizeT i = 0;

   while (i < n && WIDE1[i] != c)
      i++;
   return is_clear(ARG1, wide_bytes(i < n ? i + 1 : n))
          && returns(guest, i < n ? (Addr)&WIDE1[i] : 0);
}

/* Compares at most n characters, to the terminator or beyond it. */
static Bool compare_wide(Guest* guest, SizeT n, Bool terminated)
{
   SizeT i = 0;

   while (i < n && WIDE1[i] == WIDE2[i] && !(terminated && WIDE1[i] == 0))
      i++;
   SizeT touched = wide_bytes(i < n ? i + 1 : n);
   if (!is_clear(ARG1, touched) || !is_clear(ARG2, touched))
      return False;
   if (i == n)
      return returns_int(guest, 0);
   return returns_int(guest, WIDE1[i] < WIDE2[i] ? -1 : WIDE1[i] > WIDE2[i]);
}

static Bool op_wcscmp(Guest* guest)
{
   return compare_wide(guest, ~0UL, True);
}

static Bool op_wcsncmp(Guest* guest)
{
   return compare_wide(guest, ARG3, True);
}

static Bool op_wmemcmp(Guest* guest)
{
   return compare_wide(guest, ARG3, False);
}

static Bool op_wcscpy(Guest* guest)
{
   SizeT n = wide_length(WIDE2);
   return copy_text("wcscpy", ARG1, ARG2, wide_bytes(n + 1))
          && returns(guest, ARG1);
}

static Bool op_wcpcpy(Guest* guest)
{
   SizeT n = wide_length(WIDE2);
   return copy_text("wcpcpy", ARG1, ARG2, wide_bytes(n + 1))
          && returns(guest, ARG1 + wide_bytes(n));
}

static Bool op_wcsncpy(Guest* guest)
{
   SizeT n   = ARG3;
   SizeT len = wide_find(WIDE2, 0, n);
   return copy_padded("wcsncpy", ARG1, wide_bytes(n), ARG2, wide_bytes(len),
                      WIDE_LEN, n)
          && returns(guest, ARG1);
}

static Bool op_wcpncpy(Guest* guest)
{
   SizeT n   = ARG3;
   SizeT len = wide_find(WIDE2, 0, n);
   return copy_padded("wcpncpy", ARG1, wide_bytes(n), ARG2, wide_bytes(len),
                      WIDE_LEN, n)
          && returns(guest, ARG1 + wide_bytes(len));
}

static Bool op_wcscat(Guest* guest)
{
   SizeT dst_len = wide_length(WIDE1);
   SizeT len     = wide_length(WIDE2);
   return append_text("wcscat", ARG1, wide_bytes(dst_len), ARG2,
                      wide_bytes(len), wide_bytes(len + 1), WIDE_LEN, 0)
          && returns(guest, ARG1);
}

static Bool op_wcsncat(Guest* guest)
{
   SizeT n       = ARG3;
   SizeT dst_len = wide_length(WIDE1);
   SizeT len     = wide_find(WIDE2, 0, n);
   return append_text("wcsncat", ARG1, wide_bytes(dst_len), ARG2,
                      wide_bytes(len), wide_bytes(len < n ? len + 1 : len),
                      WIDE_LEN, n)
          && returns(guest, ARG1);
}

static Bool op_wmemset(Guest* guest)
{
   if (!is_clear(ARG1, wide_bytes(ARG3)))
      return False;
   for (SizeT i = 0; i < ARG3; i++)
      WIDE1[i] = ARG2;
   return returns(guest, ARG1);
}

static Bool op_wmemset_chk(Guest* guest)
{
   return ARG4 >= ARG3 && op_wmemset(guest);
}

/* ------------------------------------------------------------------ */
/*  Handlers                                                           */
/* ------------------------------------------------------------------ */

static void run(Guest* guest, Operation operation)
{
   complaint.function = NULL;
   if (VR_(options).check_stack)
      note_dead_stack(guest);
   if (VR_FAULT_GUARD_BEGIN()) {
      Bool done = operation(guest);
      VR_FAULT_GUARD_END();
      guest->guest_R11 = done;
   } else {
      guest->guest_R11 = 0;
   }
   if (UNLIKELY(complaint.function != NULL))
      complain(guest);
}

/* Every function once: its number in vr_native.h and its operation. */
#define ALL_FUNCTIONS(F)                                                      \
   F(VRN_STRLEN, strlen)           F(VRN_STRNLEN, strnlen)                    \
   F(VRN_STRCHR, strchr)           F(VRN_STRCHRNUL, strchrnul)                \
   F(VRN_STRRCHR, strrchr)         F(VRN_STRSTR, strstr)                      \
   F(VRN_STRSPN, strspn)           F(VRN_STRCSPN, strcspn)                    \
   F(VRN_STRPBRK, strpbrk)                                                    \
   F(VRN_MEMCHR, memchr)           F(VRN_MEMRCHR, memrchr)                    \
   F(VRN_RAWMEMCHR, rawmemchr)                                                \
   F(VRN_STRCMP, strcmp)           F(VRN_STRNCMP, strncmp)                    \
   F(VRN_STRCASECMP, strcasecmp)   F(VRN_STRNCASECMP, strncasecmp)            \
   F(VRN_MEMCMP, memcmp)                                                      \
   F(VRN_STRCPY, strcpy)           F(VRN_STRNCPY, strncpy)                    \
   F(VRN_STPCPY, stpcpy)           F(VRN_STPNCPY, stpncpy)                    \
   F(VRN_STRCAT, strcat)           F(VRN_STRNCAT, strncat)                    \
   F(VRN_STRLCPY, strlcpy)         F(VRN_STRLCAT, strlcat)                    \
   F(VRN_MEMCPY, memcpy)           F(VRN_MEMMOVE, memmove)                    \
   F(VRN_MEMPCPY, mempcpy)         F(VRN_BCOPY, bcopy)                        \
   F(VRN_MEMSET, memset)                                                      \
   F(VRN_MEMCPY_CHK, memcpy_chk)   F(VRN_MEMMOVE_CHK, memmove_chk)            \
   F(VRN_MEMPCPY_CHK, mempcpy_chk) F(VRN_MEMSET_CHK, memset_chk)              \
   F(VRN_STRCPY_CHK, strcpy_chk)   F(VRN_STPCPY_CHK, stpcpy_chk)              \
   F(VRN_WMEMSET_CHK, wmemset_chk) F(VRN_MEMCPY_STUBS, memcpy_stubs)          \
   F(VRN_WCSLEN, wcslen)           F(VRN_WCSNLEN, wcsnlen)                    \
   F(VRN_WCSCHR, wcschr)           F(VRN_WCSRCHR, wcsrchr)                    \
   F(VRN_WCSCMP, wcscmp)           F(VRN_WCSNCMP, wcsncmp)                    \
   F(VRN_WCSCPY, wcscpy)           F(VRN_WCSNCPY, wcsncpy)                    \
   F(VRN_WCPCPY, wcpcpy)           F(VRN_WCPNCPY, wcpncpy)                    \
   F(VRN_WCSCAT, wcscat)           F(VRN_WCSNCAT, wcsncat)                    \
   F(VRN_WMEMCHR, wmemchr)         F(VRN_WMEMCMP, wmemcmp)                    \
   F(VRN_WMEMSET, wmemset)

#define HANDLER(number, name) \
   static void handle_##name(Guest* guest) { run(guest, op_##name); }
#define REGISTER(number, name) \
   VR_(native_register)(number, handle_##name);

ALL_FUNCTIONS(HANDLER)

void VR_(strings_init)(void)
{
   ALL_FUNCTIONS(REGISTER)
}
