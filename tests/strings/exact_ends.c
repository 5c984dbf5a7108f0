/* Every string function on strings and areas that fill a heap block to its last
   byte, for all lengths up to 70 and all alignments, compared with the plainest
   of loops.  The C library's own versions read past such ends on purpose; none
   of that may be reported, and no result may be wrong.

   exact_ends narrow | wide

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

enum { MAX_LENGTH = 70, ALIGNMENTS = 16 };

static int wrong;
static locale_t c_locale;

#define CHECK(condition) \
   do { \
      if (!(condition)) { \
         printf("line %d: length %d, alignment %d\n", __LINE__, length, align); \
         wrong++; \
      } \
   } while (0)

static int sign(int n) { return (n > 0) - (n < 0); }

/* A block whose last n bytes begin at an address that is align modulo 16, and
   the place where they begin. */
static void* block;
static char* end_of_block(int n, int align)
{
   block = malloc(align + n);
   memset(block, '#', align + n);
   return (char*)block + align;
}

/* s[0..n) becomes letters that do not repeat soon. */
static void fill(char* s, int n)
{
   for (int i = 0; i < n; i++) s[i] = 'A' + i % 23;
}

static int naive_compare(const char* a, const char* b, int n, int fold, int stops)
{
   for (int i = 0; i < n; i++) {
      int x = (unsigned char)a[i], y = (unsigned char)b[i];
      if (fold) x = tolower(x), y = tolower(y);
      if (x != y) return sign(x - y);
      if (stops && x == 0) return 0;
   }
   return 0;
}

static int same(const char* a, const char* b, int n)
{
   return naive_compare(a, b, n, 0, 0) == 0;
}

static char* naive_find(const char* s, int c, int n)
{
   for (int i = 0; i < n; i++) if (s[i] == (char)c) return (char*)s + i;
   return NULL;
}

static char* naive_find_last(const char* s, int c, int n)
{
   char* found = NULL;
   for (int i = 0; i < n; i++) if (s[i] == (char)c) found = (char*)s + i;
   return found;
}

/* s: a string of the given length, with its NUL at the end of a block */
static void search_string(char* s, int length, int align)
{
   static const char letters[] = "AKWQ!";
   CHECK(strlen(s) == length);
   CHECK(strnlen(s, length) == length);
   CHECK(strnlen(s, length + 1) == length);
   CHECK(strnlen(s, 1000) == length);
   CHECK(strnlen(s, length / 2) == length / 2);
   for (int i = 0; i <= 5; i++) {
      int c = letters[i];
      char* first = naive_find(s, c, length + 1);
      char* last = naive_find_last(s, c, length + 1);
      CHECK(strchr(s, c) == first);
      CHECK(index(s, c) == first);
      CHECK(strrchr(s, c) == last);
      CHECK(rindex(s, c) == last);
      CHECK(strchrnul(s, c) == (first ? first : s + length));
      CHECK(memchr(s, c, length + 1) == first);
      CHECK(memrchr(s, c, length + 1) == last);
      CHECK(memchr(s, c, length) == naive_find(s, c, length));
      CHECK(memrchr(s, c, length) == naive_find_last(s, c, length));
   }
   CHECK(rawmemchr(s, 0) == s + length);
   CHECK(strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == length);
   CHECK(strcspn(s, "!?") == length);
   CHECK(strpbrk(s, "!?") == NULL);
   CHECK(strstr(s, "W?") == NULL);
   CHECK(strstr(s, "") == s);
   if (length > 0) {
      int at = length - 1 < 22 ? length - 1 : 22;
      char set[2] = { s[at], 0 };
      CHECK(strcspn(s, set) == at);
      CHECK(strpbrk(s, set) == s + at);
      CHECK(strstr(s, s + length - 1) == s + (length - 1) % 23);
      CHECK(strspn(s, "A") == 1);
   }
   CHECK(strstr(s, s) == s);
}

/* s as above; other: the same string at the end of another block */
static void compare_strings(char* s, char* other, int length, int align)
{
   for (int change = -1; change <= 2; change++) {
      if (length > 0 && change >= 0) other[change * (length - 1) / 2] ^= change == 1 ? 0x20 : 0x81;
      for (int way = 0; way < 2; way++) {
         char *a = way ? other : s, *b = way ? s : other;
         CHECK(sign(strcmp(a, b)) == naive_compare(a, b, length + 1, 0, 1));
         CHECK(sign(strncmp(a, b, length + 1)) == naive_compare(a, b, length + 1, 0, 1));
         CHECK(sign(strncmp(a, b, 1000)) == naive_compare(a, b, length + 1, 0, 1));
         CHECK(sign(strncmp(a, b, length / 2)) == naive_compare(a, b, length / 2, 0, 1));
         CHECK(sign(strcasecmp(a, b)) == naive_compare(a, b, length + 1, 1, 1));
         CHECK(sign(strncasecmp(a, b, 1000)) == naive_compare(a, b, length + 1, 1, 1));
         CHECK(sign(strcasecmp_l(a, b, c_locale)) == naive_compare(a, b, length + 1, 1, 1));
         CHECK(sign(strncasecmp_l(a, b, length / 2, c_locale)) == naive_compare(a, b, length / 2, 1, 1));
         CHECK(sign(memcmp(a, b, length + 1)) == naive_compare(a, b, length + 1, 0, 0));
         CHECK(!bcmp(a, b, length + 1) == !naive_compare(a, b, length + 1, 0, 0));
         CHECK(strcoll(a, a) == 0);
      }
   }
}

/* src: a string with its NUL at the end of a block; dst: room for exactly that
   much, at the end of another */
static void copy_strings(char* src, char* dst, int length, int align)
{
   int size = length + 1, half = length / 2;
#define CLEAR() memset(dst, '#', size)
   CLEAR(); CHECK(strcpy(dst, src) == dst && same(dst, src, size));
   CLEAR(); CHECK(stpcpy(dst, src) == dst + length && same(dst, src, size));
   CLEAR(); CHECK(strncpy(dst, src, size) == dst && same(dst, src, size));
   CLEAR(); CHECK(strncpy(dst, src, length) == dst && same(dst, src, length) && dst[length] == '#');
   CLEAR(); CHECK(stpncpy(dst, src, size) == dst + length && same(dst, src, size));
   CLEAR(); CHECK(stpncpy(dst, src, half) == dst + half && dst[half] == '#');
   CLEAR(); CHECK(strncpy(dst, "", size) == dst && naive_find(dst, '#', size) == NULL);
   CLEAR(); dst[half] = 0;
   CHECK(strcat(dst, src + half) == dst && dst[length] == 0 && same(dst + half, src + half, size - half));
   CLEAR(); dst[half] = 0;
   CHECK(strncat(dst, src + half, 1000) == dst && same(dst + half, src + half, size - half));
   CLEAR(); dst[half] = 0;
   CHECK(strncat(dst, src + half, length - half) == dst && same(dst + half, src + half, size - half));
   CLEAR(); CHECK(memcpy(dst, src, size) == dst && same(dst, src, size));
   CLEAR(); CHECK(mempcpy(dst, src, size) == dst + size && same(dst, src, size));
   CLEAR(); CHECK(memmove(dst, src, size) == dst && same(dst, src, size));
   CLEAR(); bcopy(src, dst, size); CHECK(same(dst, src, size));
   CLEAR(); CHECK(memccpy(dst, src, 0, 1000) == dst + size && same(dst, src, size));
   CLEAR(); CHECK(memset(dst, 'a', size) == dst && naive_find(dst, '#', size) == NULL);
   CLEAR(); bzero(dst, size); CHECK(naive_find(dst, '#', size) == NULL);
   /* Within one block, both ways. */
   memcpy(dst, src, size); memmove(dst + half, dst, size - half);
   CHECK(same(dst + half, src, size - half));
   memcpy(dst, src, size); memmove(dst, dst + half, size - half);
   CHECK(same(dst, src + half, size - half));
   strcpy(dst, src);
   char* copy = strdup(dst);
   CHECK(strcmp(copy, dst) == 0);
   free(copy);
   copy = strndup(dst, half);
   CHECK(strlen(copy) == half && same(copy, dst, half));
   free(copy);
}

static void narrow(int length, int align)
{
   char* s = end_of_block(length + 1, align);
   void* first = block;
   fill(s, length);
   s[length] = 0;
   search_string(s, length, align);

   /* The other operand at another alignment. */
   char* other = end_of_block(length + 1, (align * 7 + length) % ALIGNMENTS);
   memcpy(other, s, length + 1);
   compare_strings(s, other, length, align);
   copy_strings(s, other, length, align);
   free(block);
   free(first);
}

static wchar_t* naive_wide_find(const wchar_t* s, wchar_t c, int n)
{
   for (int i = 0; i < n; i++) if (s[i] == c) return (wchar_t*)s + i;
   return NULL;
}

static void wide(int length, int align)
{
   int size = length + 1, half = length / 2;
   wchar_t* s = (wchar_t*)end_of_block(size * 4, align * 4);
   void* first = block;
   wchar_t* dst = (wchar_t*)end_of_block(size * 4, (align * 7 + length) % 4 * 4);
   for (int i = 0; i < length; i++) s[i] = L'A' + i % 23;
   s[length] = 0;

   CHECK(wcslen(s) == length);
   CHECK(wcsnlen(s, 1000) == length);
   CHECK(wcsnlen(s, half) == half);
   for (int c = 'A'; c < 'Z'; c += 7) {
      CHECK(wcschr(s, c) == naive_wide_find(s, c, size));
      CHECK(wmemchr(s, c, size) == naive_wide_find(s, c, size));
      CHECK((wcsrchr(s, c) == NULL) == (naive_wide_find(s, c, size) == NULL));
   }
   CHECK(wcschr(s, 0) == s + length && wcsrchr(s, 0) == s + length);
#define WSAME(n) (wmemcmp(dst, s, n) == 0)
#define WCLEAR() CHECK(wmemset(dst, L'#', size) == dst)
   WCLEAR(); CHECK(wcscpy(dst, s) == dst && WSAME(size));
   WCLEAR(); CHECK(wcpcpy(dst, s) == dst + length && WSAME(size));
   WCLEAR(); CHECK(wcsncpy(dst, s, size) == dst && WSAME(size));
   WCLEAR(); CHECK(wcpncpy(dst, s, half) == dst + half && dst[half] == L'#');
   WCLEAR(); CHECK(wmemcpy(dst, s, size) == dst && WSAME(size));
   WCLEAR(); CHECK(wmemmove(dst, s, size) == dst && WSAME(size));
   WCLEAR(); CHECK(wmempcpy(dst, s, size) == dst + size && WSAME(size));
   WCLEAR(); wmemcpy(dst, s, half); dst[half] = 0;
   CHECK(wcscat(dst, s + half) == dst && WSAME(size));
   WCLEAR(); wmemcpy(dst, s, half); dst[half] = 0;
   CHECK(wcsncat(dst, s + half, length - half) == dst && WSAME(size));
   CHECK(wcscmp(dst, s) == 0 && wcsncmp(dst, s, 1000) == 0);
   if (length > 0) {
      dst[length - 1]++;
      CHECK(wcscmp(dst, s) > 0 && wcscmp(s, dst) < 0);
      CHECK(wcsncmp(dst, s, size) > 0 && wcsncmp(dst, s, length - 1) == 0);
      CHECK(wmemcmp(dst, s, size) > 0 && wmemcmp(s, dst, size) < 0);
   }
   free(block);
   free(first);
}

int main(int argc, char** argv)
{
   c_locale = newlocale(LC_ALL_MASK, "C", NULL);
   for (int length = 0; length <= MAX_LENGTH; length++)
      for (int align = 0; align < ALIGNMENTS; align++) {
         if (strcmp(argv[1], "narrow") == 0) narrow(length, align);
         else if (align < 4)                 wide(length, align);
      }
   freelocale(c_locale);
   printf("%d wrong\n", wrong);
   return wrong != 0;
}
