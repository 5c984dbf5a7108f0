/* vr_preload_strings.c: replacements of the C library's string functions.

   The library's own are vectorised: they read whole words and vectors around
   the string and sort out afterwards what was part of it.  Harmless, but it
   can't be told from a bug by looking at single accesses.  So every function
   of that kind is replaced by one that reads exactly what it is entitled to;
   the fast way is in the tool (vr_strings.c), the slow one here.

   Each section defines one function's replacement as a macro, and then lists
   the names it stands for.

   A name is listed once per address, since the core compares each with every
   symbol of the library when the program starts.  So these need no entry:
   aliases that glibc uses itself (__GI_strlen, __strnlen), and the variants
   for different processors (__strlen_avx2), of which the core redirects the
   one that glibc's selector returns.  ld.so has its own copies; their names
   are known only where libc's debug symbols are installed.

   Where glibc has two public names for one function, replacements have to
   agree on which of them is shown: index, rindex and bcmp, since suppressions
   written for Memcheck have these.

   Slow paths return what glibc's functions return (memcmp: the difference of
   the bytes), and like them touch nothing beyond the deciding byte.

   Linked into the preload library only.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_preload.h"

typedef Int Wide;                        /* wchar_t */

/* ------------------------------------------------------------------ */
/*  Length                                                             */
/* ------------------------------------------------------------------ */

#define LENGTH(tag, name, Char, fn)                                           \
   FUNCTION(SizeT, tag, name)(const Char* s)                                  \
   {                                                                          \
      VR_TRY_NATIVE(SizeT, fn, "D"(s));                                       \
      SizeT n = 0;                                                            \
      while (s[n] != 0)                                                       \
         n++;                                                                 \
      return n;                                                               \
   }

#define LENGTH_WITHIN(tag, name, Char, fn)                                    \
   FUNCTION(SizeT, tag, name)(const Char* s, SizeT max)                       \
   {                                                                          \
      VR_TRY_NATIVE(SizeT, fn, "D"(s), "S"(max));                             \
      SizeT n = 0;                                                            \
      while (n < max && s[n] != 0)                                            \
         n++;                                                                 \
      return n;                                                               \
   }

LENGTH(50010, strlen, HChar, VRN_STRLEN)
VR_ALSO(50010, strlen, LD_SO, strlen)

LENGTH_WITHIN(50020, strnlen, HChar, VRN_STRNLEN)
VR_ALSO(50020, strnlen, LD_SO, strnlen)

LENGTH(50030, wcslen, Wide, VRN_WCSLEN)

LENGTH_WITHIN(50040, wcsnlen, Wide, VRN_WCSNLEN)

/* ------------------------------------------------------------------ */
/*  Searching                                                          */
/* ------------------------------------------------------------------ */

#define FIND_IN_STRING(tag, name, Char, fn)                                   \
   FUNCTION(Char*, tag, name)(const Char* s, Int c)                           \
   {                                                                          \
      VR_TRY_NATIVE(Char*, fn, "D"(s), "S"(c));                               \
      for (;; s++) {                                                          \
         if (*s == (Char)c)                                                   \
            return (Char*)s;                                                  \
         if (*s == 0)                                                         \
            return NULL;                                                      \
      }                                                                       \
   }

#define FIND_LAST_IN_STRING(tag, name, Char, fn)                              \
   FUNCTION(Char*, tag, name)(const Char* s, Int c)                           \
   {                                                                          \
      VR_TRY_NATIVE(Char*, fn, "D"(s), "S"(c));                               \
      const Char* last = NULL;                                                \
      for (;; s++) {                                                          \
         if (*s == (Char)c)                                                   \
            last = s;                                                         \
         if (*s == 0)                                                         \
            return (Char*)last;                                               \
      }                                                                       \
   }

#define FIND_OR_END(tag, name)                                                \
   FUNCTION(HChar*, tag, name)(const HChar* s, Int c)                         \
   {                                                                          \
      VR_TRY_NATIVE(HChar*, VRN_STRCHRNUL, "D"(s), "S"(c));                   \
      while (*s != (HChar)c && *s != 0)                                       \
         s++;                                                                 \
      return (HChar*)s;                                                       \
   }

FIND_IN_STRING(50050, strchr, HChar, VRN_STRCHR)
VR_ALSO(50050, strchr, LD_SO, strchr)
FIND_IN_STRING(50051, index, HChar, VRN_STRCHR)
VR_ALSO(50051, index, LD_SO, index)

FIND_LAST_IN_STRING(50060, strrchr, HChar, VRN_STRRCHR)
VR_ALSO(50060, strrchr, LD_SO, strrchr)
FIND_LAST_IN_STRING(50061, rindex, HChar, VRN_STRRCHR)
VR_ALSO(50061, rindex, LD_SO, rindex)

FIND_OR_END(50070, strchrnul)
VR_ALSO(50070, strchrnul, LD_SO, strchrnul)

FIND_IN_STRING(50080, wcschr, Wide, VRN_WCSCHR)

FIND_LAST_IN_STRING(50090, wcsrchr, Wide, VRN_WCSRCHR)

#define FIND_IN_MEMORY(tag, name, Char, fn)                                   \
   FUNCTION(void*, tag, name)(const void* start, Int c, SizeT n)              \
   {                                                                          \
      VR_TRY_NATIVE(void*, fn, "D"(start), "S"(c), "d"(n));                   \
      const Char* s = start;                                                  \
      for (SizeT i = 0; i < n; i++)                                           \
         if (s[i] == (Char)c)                                                 \
            return (void*)(s + i);                                            \
      return NULL;                                                            \
   }

#define FIND_LAST_IN_MEMORY(tag, name)                                        \
   FUNCTION(void*, tag, name)(const void* start, Int c, SizeT n)              \
   {                                                                          \
      VR_TRY_NATIVE(void*, VRN_MEMRCHR, "D"(start), "S"(c), "d"(n));          \
      const UChar* s = start;                                                 \
      while (n-- > 0)                                                         \
         if (s[n] == (UChar)c)                                                \
            return (void*)(s + n);                                            \
      return NULL;                                                            \
   }

#define FIND_WITHOUT_LIMIT(tag, name)                                         \
   FUNCTION(void*, tag, name)(const void* start, Int c)                       \
   {                                                                          \
      VR_TRY_NATIVE(void*, VRN_RAWMEMCHR, "D"(start), "S"(c));                \
      const UChar* s = start;                                                 \
      while (*s != (UChar)c)                                                  \
         s++;                                                                 \
      return (void*)s;                                                        \
   }

FIND_IN_MEMORY(50100, memchr, UChar, VRN_MEMCHR)
VR_ALSO(50100, memchr, LD_SO, memchr)

FIND_LAST_IN_MEMORY(50110, memrchr)
VR_ALSO(50110, memrchr, LD_SO, memrchr)

FIND_WITHOUT_LIMIT(50120, rawmemchr)
VR_ALSO(50120, rawmemchr, LD_SO, rawmemchr)

FIND_IN_MEMORY(50130, wmemchr, Wide, VRN_WMEMCHR)

/* The second operand is read to its end, needed or not, as the library's own
   functions do: a missing terminator is an error.  The same goes for sets. */
#define FIND_STRING(tag, name)                                                \
   FUNCTION(HChar*, tag, name)(const HChar* hay, const HChar* needle)         \
   {                                                                          \
      VR_TRY_NATIVE(HChar*, VRN_STRSTR, "D"(hay), "S"(needle));               \
      SizeT len = 0;                                                          \
      while (needle[len] != 0)                                                \
         len++;                                                               \
      for (;; hay++) {                                                        \
         HChar c = 0;                                                         \
         SizeT i;                                                             \
         for (i = 0; i < len; i++) {                                          \
            c = hay[i];                                                       \
            if (c != needle[i])                                               \
               break;                                                         \
         }                                                                    \
         if (i == len)                                                        \
            return (HChar*)hay;                                               \
         if (c == 0)                                                          \
            return NULL;                                                      \
      }                                                                       \
   }

FIND_STRING(50140, strstr)
VR_ALSO(50140, strstr, LIBC, __GI_strstr)

/* The length of the part of s whose bytes are all in the set (in_set 1) or
   all outside it (0). */
#define SPAN(tag, name, fn, in_set)                                           \
   FUNCTION(SizeT, tag, name)(const HChar* s, const HChar* set)               \
   {                                                                          \
      VR_TRY_NATIVE(SizeT, fn, "D"(s), "S"(set));                             \
      SizeT len = 0;                                                          \
      SizeT n;                                                                \
      while (set[len] != 0)                                                   \
         len++;                                                               \
      for (n = 0; s[n] != 0; n++) {                                           \
         SizeT i = 0;                                                         \
         while (i < len && set[i] != s[n])                                    \
            i++;                                                              \
         if ((i < len) != in_set)                                             \
            break;                                                            \
      }                                                                       \
      return n;                                                               \
   }

#define FIND_ANY(tag, name)                                                   \
   FUNCTION(HChar*, tag, name)(const HChar* s, const HChar* set)              \
   {                                                                          \
      VR_TRY_NATIVE(HChar*, VRN_STRPBRK, "D"(s), "S"(set));                   \
      SizeT len = 0;                                                          \
      while (set[len] != 0)                                                   \
         len++;                                                               \
      for (; *s != 0; s++)                                                    \
         for (SizeT i = 0; i < len; i++)                                      \
            if (set[i] == *s)                                                 \
               return (HChar*)s;                                              \
      return NULL;                                                            \
   }

SPAN(50150, strspn,  VRN_STRSPN,  1)
SPAN(50160, strcspn, VRN_STRCSPN, 0)
VR_ALSO(50160, strcspn, LD_SO, strcspn)
FIND_ANY(50170, strpbrk)

/* ------------------------------------------------------------------ */
/*  Comparing                                                          */
/* ------------------------------------------------------------------ */

/* The difference of two characters as glibc returns it. */
#define BYTE_ORDER(a, b)  ((Int)(UChar)(a) - (Int)(UChar)(b))
#define WIDE_ORDER(a, b)  ((a) < (b) ? -1 : (a) > (b))

#define COMPARE(tag, name, Char, order, fn)                                   \
   FUNCTION(Int, tag, name)(const Char* a, const Char* b)                     \
   {                                                                          \
      VR_TRY_NATIVE(Int, fn, "D"(a), "S"(b));                                 \
      while (*a == *b && *a != 0)                                             \
         a++, b++;                                                            \
      return order(*a, *b);                                                   \
   }

#define COMPARE_WITHIN(tag, name, Char, order, fn)                            \
   FUNCTION(Int, tag, name)(const Char* a, const Char* b, SizeT n)            \
   {                                                                          \
      VR_TRY_NATIVE(Int, fn, "D"(a), "S"(b), "d"(n));                         \
      for (; n > 0; a++, b++, n--) {                                          \
         Char ca = *a, cb = *b;                                               \
         if (ca != cb || ca == 0)                                             \
            return order(ca, cb);                                             \
      }                                                                       \
      return 0;                                                               \
   }

COMPARE(50180, strcmp, HChar, BYTE_ORDER, VRN_STRCMP)
VR_ALSO(50180, strcmp, LD_SO, strcmp)

COMPARE_WITHIN(50190, strncmp, HChar, BYTE_ORDER, VRN_STRNCMP)
VR_ALSO(50190, strncmp, LD_SO, strncmp)

COMPARE(50200, wcscmp, Wide, WIDE_ORDER, VRN_WCSCMP)

COMPARE_WITHIN(50210, wcsncmp, Wide, WIDE_ORDER, VRN_WCSNCMP)

/* Case-insensitive comparison goes by the table of the current locale, or of
   the one given: the structure behind locale_t is part of glibc's ABI. */
typedef struct {
   void*         categories[13];
   const UShort* ctype_b;
   const Int*    ctype_tolower;
} GlibcLocale;

extern const Int** __ctype_tolower_loc(void) __attribute__((weak));
extern const HChar* gnu_get_libc_version(void) __attribute__((weak));

#define CURRENT_TABLE  (__ctype_tolower_loc ? *__ctype_tolower_loc() : NULL)
#define TABLE_OF(locale) \
   (gnu_get_libc_version ? (locale)->ctype_tolower : CURRENT_TABLE)

#define LOWER(table, c)                                                       \
   ((table) != NULL ? (table)[(UChar)(c)]                                     \
                    : (UChar)(c) + ((c) >= 'A' && (c) <= 'Z' ? 'a' - 'A' : 0))

#define COMPARE_FOLDED(tag, name, choose_table, ...)                          \
   FUNCTION(Int, tag, name)(const HChar* a, const HChar* b, ##__VA_ARGS__)    \
   {                                                                          \
      const Int* table = choose_table;                                        \
      if (table != NULL)                                                      \
         VR_TRY_NATIVE(Int, VRN_STRCASECMP, "D"(a), "S"(b), "d"(table));      \
      for (;; a++, b++) {                                                     \
         Int ca = LOWER(table, *a), cb = LOWER(table, *b);                    \
         if (ca != cb || ca == 0)                                             \
            return ca - cb;                                                   \
      }                                                                       \
   }

#define COMPARE_FOLDED_WITHIN(tag, name, choose_table, ...)                   \
   FUNCTION(Int, tag, name)(const HChar* a, const HChar* b, SizeT n,          \
                            ##__VA_ARGS__)                                    \
   {                                                                          \
      const Int* table = choose_table;                                        \
      if (table != NULL)                                                      \
         VR_TRY_NATIVE(Int, VRN_STRNCASECMP,                                  \
                       "D"(a), "S"(b), "d"(n), "c"(table));                   \
      for (; n > 0; a++, b++, n--) {                                          \
         Int ca = LOWER(table, *a), cb = LOWER(table, *b);                    \
         if (ca != cb || ca == 0)                                             \
            return ca - cb;                                                   \
      }                                                                       \
      return 0;                                                               \
   }

COMPARE_FOLDED(50220, strcasecmp, CURRENT_TABLE)
COMPARE_FOLDED(50230, strcasecmp_l, TABLE_OF(locale), const GlibcLocale* locale)

COMPARE_FOLDED_WITHIN(50240, strncasecmp, CURRENT_TABLE)
COMPARE_FOLDED_WITHIN(50250, strncasecmp_l, TABLE_OF(locale),
                      const GlibcLocale* locale)

/* Skips equal words where both operands are aligned, so that a long
   comparison that is declined for a bad byte at its end is not that slow. */
#define COMPARE_MEMORY(tag, name)                                             \
   FUNCTION(Int, tag, name)(const void* start_a, const void* start_b, SizeT n)\
   {                                                                          \
      VR_TRY_NATIVE(Int, VRN_MEMCMP, "D"(start_a), "S"(start_b), "d"(n));     \
      const UChar *a = start_a, *b = start_b;                                 \
      if ((((Addr)a | (Addr)b) & 7) == 0)                                     \
         while (n >= 8 && *(const ULong*)a == *(const ULong*)b)               \
            a += 8, b += 8, n -= 8;                                           \
      for (; n > 0; a++, b++, n--) {                                          \
         UChar ca = *a, cb = *b;                                              \
         if (ca != cb)                                                        \
            return BYTE_ORDER(ca, cb);                                        \
      }                                                                       \
      return 0;                                                               \
   }

#define COMPARE_WIDE_MEMORY(tag, name)                                        \
   FUNCTION(Int, tag, name)(const Wide* a, const Wide* b, SizeT n)            \
   {                                                                          \
      VR_TRY_NATIVE(Int, VRN_WMEMCMP, "D"(a), "S"(b), "d"(n));                \
      for (; n > 0; a++, b++, n--) {                                          \
         Wide ca = *a, cb = *b;                                               \
         if (ca != cb)                                                        \
            return WIDE_ORDER(ca, cb);                                        \
      }                                                                       \
      return 0;                                                               \
   }

COMPARE_MEMORY(50260, memcmp)
VR_ALSO(50260, memcmp, LD_SO, memcmp)
VR_ALSO(50260, memcmp, LIBC, __memcmpeq)
COMPARE_MEMORY(50261, bcmp)
VR_ALSO(50261, bcmp, LD_SO, bcmp)

COMPARE_WIDE_MEMORY(50270, wmemcmp)

/* ------------------------------------------------------------------ */
/*  Copying strings                                                    */
/* ------------------------------------------------------------------ */

/* Where reading of src has to end even without a terminator: a copy to a
   place within the string itself overwrites the terminator before it gets
   there (the tool does such copies right, unless it has declined). */
#define END_BY_OVERLAP(dst, src)  ((dst) > (src) ? (dst) : NULL)

#define COPY_TERMINATED(to, src, stop)                                        \
   do {                                                                       \
      while ((src) != (stop) && *(src) != 0)                                  \
         *(to)++ = *(src)++;                                                  \
      *(to) = 0;                                                              \
   } while (0)

#define COPY_STRING(tag, name, Char, fn, returns)                             \
   FUNCTION(Char*, tag, name)(Char* dst, const Char* src)                     \
   {                                                                          \
      VR_TRY_NATIVE(Char*, fn, "D"(dst), "S"(src));                           \
      const Char* stop = END_BY_OVERLAP(dst, src);                            \
      Char* to = dst;                                                         \
      COPY_TERMINATED(to, src, stop);                                         \
      return returns;                                                         \
   }

#define APPEND_STRING(tag, name, Char, fn)                                    \
   FUNCTION(Char*, tag, name)(Char* dst, const Char* src)                     \
   {                                                                          \
      VR_TRY_NATIVE(Char*, fn, "D"(dst), "S"(src));                           \
      Char* to = dst;                                                         \
      while (*to != 0)                                                        \
         to++;                                                                \
      const Char* stop = END_BY_OVERLAP(to, src);                             \
      COPY_TERMINATED(to, src, stop);                                         \
      return dst;                                                             \
   }

/* Fills up with zeros; end is where the first of them went, if any. */
#define COPY_STRING_WITHIN(tag, name, Char, fn, returns)                      \
   FUNCTION(Char*, tag, name)(Char* dst, const Char* src, SizeT n)            \
   {                                                                          \
      VR_TRY_NATIVE(Char*, fn, "D"(dst), "S"(src), "d"(n));                   \
      SizeT i = 0, end;                                                       \
      for (; i < n && src[i] != 0; i++)                                       \
         dst[i] = src[i];                                                     \
      for (end = i; i < n; i++)                                               \
         dst[i] = 0;                                                          \
      return returns;                                                         \
   }

#define APPEND_STRING_WITHIN(tag, name, Char, fn)                             \
   FUNCTION(Char*, tag, name)(Char* dst, const Char* src, SizeT n)            \
   {                                                                          \
      VR_TRY_NATIVE(Char*, fn, "D"(dst), "S"(src), "d"(n));                   \
      Char* to = dst;                                                         \
      while (*to != 0)                                                        \
         to++;                                                                \
      for (; n > 0 && *src != 0; n--)                                         \
         *to++ = *src++;                                                      \
      *to = 0;                                                                \
      return dst;                                                             \
   }

COPY_STRING(50280, strcpy, HChar, VRN_STRCPY, dst)

COPY_STRING(50290, stpcpy, HChar, VRN_STPCPY, to)
VR_ALSO(50290, stpcpy, LD_SO, stpcpy)

COPY_STRING_WITHIN(50300, strncpy, HChar, VRN_STRNCPY, ((void)end, dst))

COPY_STRING_WITHIN(50310, stpncpy, HChar, VRN_STPNCPY, dst + end)

APPEND_STRING(50320, strcat, HChar, VRN_STRCAT)

APPEND_STRING_WITHIN(50330, strncat, HChar, VRN_STRNCAT)

COPY_STRING(50340, wcscpy, Wide, VRN_WCSCPY, dst)
COPY_STRING(50350, wcpcpy, Wide, VRN_WCPCPY, to)
COPY_STRING_WITHIN(50360, wcsncpy, Wide, VRN_WCSNCPY, ((void)end, dst))
COPY_STRING_WITHIN(50370, wcpncpy, Wide, VRN_WCPNCPY, dst + end)
APPEND_STRING(50380, wcscat, Wide, VRN_WCSCAT)
APPEND_STRING_WITHIN(50390, wcsncat, Wide, VRN_WCSNCAT)

#define COPY_STRING_BOUNDED(tag, name)                                        \
   FUNCTION(SizeT, tag, name)(HChar* dst, const HChar* src, SizeT size)       \
   {                                                                          \
      VR_TRY_NATIVE(SizeT, VRN_STRLCPY, "D"(dst), "S"(src), "d"(size));       \
      SizeT n = 0;                                                            \
      for (; src[n] != 0; n++)                                                \
         if (n + 1 < size)                                                    \
            dst[n] = src[n];                                                  \
      if (size > 0)                                                           \
         dst[n < size ? n : size - 1] = 0;                                    \
      return n;                                                               \
   }

#define APPEND_STRING_BOUNDED(tag, name)                                      \
   FUNCTION(SizeT, tag, name)(HChar* dst, const HChar* src, SizeT size)       \
   {                                                                          \
      VR_TRY_NATIVE(SizeT, VRN_STRLCAT, "D"(dst), "S"(src), "d"(size));       \
      SizeT start = 0, n = 0;                                                 \
      while (start < size && dst[start] != 0)                                 \
         start++;                                                             \
      for (; src[n] != 0; n++)                                                \
         if (start + n + 1 < size)                                            \
            dst[start + n] = src[n];                                          \
      if (start < size)                                                       \
         dst[start + n < size ? start + n : size - 1] = 0;                    \
      return start + n;                                                       \
   }

COPY_STRING_BOUNDED(50400, strlcpy)
APPEND_STRING_BOUNDED(50410, strlcat)

/* ------------------------------------------------------------------ */
/*  Copying and filling memory                                         */
/* ------------------------------------------------------------------ */

#define MOVE_UP(type, d, s, n) \
   (*(type*)(d) = *(const type*)(s), (d) += sizeof(type), \
    (s) += sizeof(type), (n) -= sizeof(type))
#define MOVE_DOWN(type, d, s, n) \
   ((d) -= sizeof(type), (s) -= sizeof(type), \
    *(type*)(d) = *(const type*)(s), (n) -= sizeof(type))

/* In words where both operands allow it, in pairs of bytes or in bytes
   elsewhere; from the end backwards if dst lies within [src, src+n). */
#define COPY_MEMORY(dst, src, len)                                            \
   do {                                                                       \
      SizeT n = (len);                                                        \
      Addr  d = (Addr)(dst), s = (Addr)(src);                                 \
      if (d - s >= n) {                                                       \
         if (((d ^ s) & 7) == 0) {                                            \
            while ((s & 7) != 0 && n > 0) MOVE_UP(UChar, d, s, n);            \
            while (n >= 8)                MOVE_UP(ULong, d, s, n);            \
         }                                                                    \
         if (((d | s) & 1) == 0)                                              \
            while (n >= 2)                MOVE_UP(UShort, d, s, n);           \
         while (n > 0)                    MOVE_UP(UChar, d, s, n);            \
      } else if (d != s) {                                                    \
         d += n;                                                              \
         s += n;                                                              \
         if (((d ^ s) & 7) == 0) {                                            \
            while ((s & 7) != 0 && n > 0) MOVE_DOWN(UChar, d, s, n);          \
            while (n >= 8)                MOVE_DOWN(ULong, d, s, n);          \
         }                                                                    \
         if (((d | s) & 1) == 0)                                              \
            while (n >= 2)                MOVE_DOWN(UShort, d, s, n);         \
         while (n > 0)                    MOVE_DOWN(UChar, d, s, n);          \
      }                                                                       \
   } while (0)

/* The same in bytes only: what Memcheck reports of mempcpy and its like. */
#define COPY_BYTES(dst, src, len)                                             \
   do {                                                                       \
      SizeT n = (len);                                                        \
      Addr  d = (Addr)(dst), s = (Addr)(src);                                 \
      if (d - s >= n) {                                                       \
         while (n > 0)                    MOVE_UP(UChar, d, s, n);            \
      } else if (d != s) {                                                    \
         d += n;                                                              \
         s += n;                                                              \
         while (n > 0)                    MOVE_DOWN(UChar, d, s, n);          \
      }                                                                       \
   } while (0)

#define COPY(tag, name, fn, copy, returns)                                    \
   FUNCTION(void*, tag, name)(void* dst, const void* src, SizeT len)          \
   {                                                                          \
      VR_TRY_NATIVE(void*, fn, "D"(dst), "S"(src), "d"(len));                 \
      copy(dst, src, len);                                                    \
      return returns;                                                         \
   }

/* On current glibc memcpy and memmove are one function; then memmove's
   replacement is preferred, since it has nothing against overlaps (and
   vr_strings.c finds out which of the two was meant).  memcpy@GLIBC_2.2.5
   promised to work as memmove. */
COPY(50420, memcpy, VRN_MEMCPY, COPY_MEMORY, dst)
VR_ALSO(50420, memcpy, LD_SO, memcpy)
VR_ALSO_ENCODED(50420, memcpy, 50420, LIBC, memcpyZAZAGLIBCZu2Zd14)
VR_ALSO_ENCODED(50420, memcpy, 50420, NONE, ZuintelZufastZumemcpy)

COPY(50421, memmove, VRN_MEMMOVE, COPY_MEMORY, dst)
VR_ALSO(50421, memmove, LD_SO, memmove)
VR_ALSO_ENCODED(50421, memmove, 50421, LIBC, memcpyZAGLIBCZu2Zd2Zd5)

COPY(50430, mempcpy, VRN_MEMPCPY, COPY_BYTES, (UChar*)dst + len)
VR_ALSO(50430, mempcpy, LD_SO, mempcpy)

FUNCTION(void, 50440, bcopy)(const void* src, void* dst, SizeT len)
{
   VR_TRY_NATIVE(void, VRN_BCOPY, "D"(src), "S"(dst), "d"(len));
   COPY_BYTES(dst, src, len);
}

#define FILL_MEMORY(dst, c, len)                                              \
   do {                                                                       \
      SizeT n = (len);                                                        \
      Addr  d = (Addr)(dst);                                                  \
      ULong word = (UChar)(c) * 0x0101010101010101UL;                         \
      for (; (d & 7) != 0 && n > 0; d++, n--)                                 \
         *(UChar*)d = word;                                                   \
      for (; n >= 8; d += 8, n -= 8)                                          \
         *(ULong*)d = word;                                                   \
      for (; n > 0; d++, n--)                                                 \
         *(UChar*)d = word;                                                   \
   } while (0)

#define FILL_WIDE_MEMORY(dst, c, len)                                         \
   do {                                                                       \
      for (SizeT i = 0; i < (len); i++)                                       \
         (dst)[i] = (c);                                                      \
   } while (0)

FUNCTION(void*, 50450, memset)(void* dst, Int c, SizeT len)
{
   VR_TRY_NATIVE(void*, VRN_MEMSET, "D"(dst), "S"(c), "d"(len));
   FILL_MEMORY(dst, c, len);
   return dst;
}
VR_ALSO(50450, memset, LD_SO, memset)

FUNCTION(Wide*, 50460, wmemset)(Wide* dst, Wide c, SizeT len)
{
   VR_TRY_NATIVE(Wide*, VRN_WMEMSET, "D"(dst), "S"(c), "d"(len));
   FILL_WIDE_MEMORY(dst, c, len);
   return dst;
}

/* ------------------------------------------------------------------ */
/*  Fortified functions                                                */
/* ------------------------------------------------------------------ */

/* Compilers call these where they know the size of the destination; the tool
   declines what does not fit.  Those not listed here are made by glibc of the
   plain functions. */

extern void __chk_fail(void) __attribute__((weak, noreturn));

/* Says where it happened; libc's own message and abort() follow. */
__attribute__((noreturn, noinline))
static void buffer_overflow(const HChar* name)
{
   VALGRIND_PRINTF_BACKTRACE("*** buffer overflow detected in %s ***\n", name);
   if (__chk_fail != NULL)
      __chk_fail();
   vr_die_of_abort();
}

#define COPY_CHECKED(tag, name, fn, returns)                                  \
   FUNCTION(void*, tag, name)(void* dst, const void* src, SizeT len,          \
                              SizeT size)                                     \
   {                                                                          \
      VR_TRY_NATIVE(void*, fn, "D"(dst), "S"(src), "d"(len), "c"(size));      \
      if (size < len)                                                         \
         buffer_overflow(#name);                                              \
      COPY_BYTES(dst, src, len);                                              \
      return returns;                                                         \
   }

COPY_CHECKED(50470, __memcpy_chk,  VRN_MEMCPY_CHK,  dst)
COPY_CHECKED(50471, __memmove_chk, VRN_MEMMOVE_CHK, dst)
COPY_CHECKED(50480, __mempcpy_chk, VRN_MEMPCPY_CHK, (UChar*)dst + len)

/* Tells the tool which stubs are memcpy's: it shows them in stack traces where
   memmove's were called by that name. */
__attribute__((constructor))
static void tell_memcpy_stubs(void)
{
   UWord result;
   Bool  done;
   VR_RUN_NATIVE(done, result, VRN_MEMCPY_STUBS,
                 "D"(VR_REPLACEMENT(50420, LIBC, memcpy)),
                 "S"(VR_REPLACEMENT(50470, LIBC, __memcpy_chk)));
   (void)done, (void)result;
}

#define FILL_CHECKED(tag, name, type, fill, fn)                               \
   FUNCTION(type*, tag, name)(type* dst, Int c, SizeT len, SizeT size)        \
   {                                                                          \
      VR_TRY_NATIVE(type*, fn, "D"(dst), "S"(c), "d"(len), "c"(size));        \
      if (size < len)                                                         \
         buffer_overflow(#name);                                              \
      fill(dst, c, len);                                                      \
      return dst;                                                             \
   }

FILL_CHECKED(50490, __memset_chk,  void, FILL_MEMORY,      VRN_MEMSET_CHK)
FILL_CHECKED(50500, __wmemset_chk, Wide, FILL_WIDE_MEMORY, VRN_WMEMSET_CHK)

#define COPY_STRING_CHECKED(tag, name, fn, returns)                           \
   FUNCTION(HChar*, tag, name)(HChar* dst, const HChar* src, SizeT size)      \
   {                                                                          \
      VR_TRY_NATIVE(HChar*, fn, "D"(dst), "S"(src), "d"(size));               \
      SizeT n = 0;                                                            \
      for (;; n++) {                                                          \
         if (n == size)                                                       \
            buffer_overflow(#name);                                           \
         HChar c = src[n];                                                    \
         dst[n] = c;                                                          \
         if (c == 0)                                                          \
            break;                                                            \
      }                                                                       \
      return returns;                                                         \
   }

COPY_STRING_CHECKED(50510, __strcpy_chk, VRN_STRCPY_CHK, dst)
COPY_STRING_CHECKED(50520, __stpcpy_chk, VRN_STPCPY_CHK, dst + n)
