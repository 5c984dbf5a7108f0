/* vr_globs.c: see vr_globs.h.

   A pattern is a row of bits, one for each number of its characters that may
   have been seen by now; a byte moves those bits by one whose next character
   it is.  A word of 64 bits holds several patterns:

      pattern       t   l   s   *   _   g                    m   a   l ...
      bit           0   1   2   3       4   5                6   7   8
                    |           |           |                |
                    always set  stays       at a string's    always set
                                (the star)  end: a match

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_globs.h"

#define BITS        64
#define MAX_LENGTH  62           /* without stars */

typedef struct {
   ULong is_next[256];           /* by byte: the bits that it moves          */
   ULong starts;                 /* nothing seen yet: always set             */
   ULong stays;                  /* bits that any byte leaves where they are */
   ULong ends;                   /* all of the pattern has been seen         */
   ULong now;
   ULong matched;                /* those of `ends' that were set at an end  */
   UInt  n_used;                 /* bits                                     */
} Row;

typedef struct { Row* row; ULong end; } Pattern;

struct _VrGlobs {
   XArray* rows;                 /* of Row*    */
   XArray* patterns;             /* of Pattern */
};

VrGlobs* VR_(globs_new)(void)
{
   VrGlobs* globs = VG_(malloc)("vr.globs", sizeof *globs);

   globs->rows     = VG_(newXA)(VG_(malloc), "vr.globs.rows", VG_(free),
                                sizeof(Row*));
   globs->patterns = VG_(newXA)(VG_(malloc), "vr.globs.patterns", VG_(free),
                                sizeof(Pattern));
   return globs;
}

static Row* row_of(const VrGlobs* globs, Word i)
{
   return *(Row**)VG_(indexXA)(globs->rows, i);
}

void VR_(globs_delete)(VrGlobs* globs)
{
   for (Word i = 0; i < VG_(sizeXA)(globs->rows); i++)
      VG_(free)(row_of(globs, i));
   VG_(deleteXA)(globs->rows);
   VG_(deleteXA)(globs->patterns);
   VG_(free)(globs);
}

/* Without stars, and no more than are looked at. */
static UInt length_of(const HChar* pattern)
{
   UInt n = 0;

   for (; *pattern != '\0'; pattern++)
      n += *pattern != '*';
   return n < MAX_LENGTH ? n : MAX_LENGTH;
}

static Row* row_with_room(VrGlobs* globs, UInt n_bits)
{
   Word n_rows = VG_(sizeXA)(globs->rows);
   Row* row    = n_rows == 0 ? NULL : row_of(globs, n_rows - 1);

   if (row == NULL || row->n_used + n_bits > BITS) {
      row = VG_(calloc)("vr.globs.row", 1, sizeof *row);
      VG_(addToXA)(globs->rows, &row);
   }
   return row;
}

static void add_character(Row* row, HChar c, ULong bit)
{
   if (c != '?')
      row->is_next[(UChar)c] |= bit;
   else
      for (UInt any = 1; any < 256; any++)
         row->is_next[any] |= bit;
}

UInt VR_(globs_add)(VrGlobs* globs, const HChar* pattern)
{
   UInt    length = length_of(pattern);
   Row*    row    = row_with_room(globs, length + 1);
   ULong   bit    = 1UL << row->n_used;
   Pattern added  = { row, bit << length };

   row->n_used += length + 1;
   row->starts |= bit;
   row->ends   |= added.end;
   for (; *pattern != '\0' && (bit != added.end || *pattern == '*'); pattern++)
      if (*pattern == '*') {
         row->stays |= bit;
      } else {
         add_character(row, *pattern, bit);
         bit <<= 1;
      }
   if (*pattern != '\0')         /* too long: whatever the rest is */
      row->stays |= bit;
   row->now = row->starts;
   return VG_(addToXA)(globs->patterns, &added);
}

UInt VR_(globs_passes)(const VrGlobs* globs)
{
   return VG_(sizeXA)(globs->rows);
}

static void feed_row(Row* row, const UChar* bytes, SizeT n)
{
   ULong now = row->now;

   for (SizeT i = 0; i < n; i++) {
      if (bytes[i] != 0) {
         now = (now & row->is_next[bytes[i]]) << 1 | (now & row->stays)
             | row->starts;
      } else {
         row->matched |= now & row->ends;
         now = row->starts;
      }
   }
   row->now = now;
}

void VR_(globs_feed)(VrGlobs* globs, const UChar* bytes, SizeT n)
{
   for (Word i = 0; i < VG_(sizeXA)(globs->rows); i++)
      feed_row(row_of(globs, i), bytes, n);
}

Bool VR_(globs_matched)(const VrGlobs* globs, UInt number)
{
   const Pattern* pattern = VG_(indexXA)(globs->patterns, number);

   return (pattern->row->matched & pattern->end) != 0;
}
