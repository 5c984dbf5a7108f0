/* vr_json.c: see vr_json.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_json.h"

static Int   fd = -1;
static UInt  error;                  /* the first one                      */
static HChar buffer[1 << 16];
static UInt  n_buffered;
static UInt  depth;                  /* of open objects and arrays         */
static Bool  is_first;               /* nothing yet in the innermost one   */

/* Objects and arrays up to this depth have their elements on separate lines:
   a line is then a frame, an error, a leak. */
#define LINES_DEPTH 2

/* ---- bytes ---- */

static void flush(void)
{
   UInt done = 0;

   while (error == 0 && done < n_buffered) {
      Int n = VG_(write)(fd, buffer + done, n_buffered - done);
      if (n > 0)
         done += n;
      else if (n != -VKI_EINTR)
         error = n < 0 ? -n : VKI_EIO;
   }
   n_buffered = 0;
}

static void put(HChar c)
{
   if (n_buffered == sizeof buffer)
      flush();
   buffer[n_buffered++] = c;
}

static void put_text(const HChar* s)
{
   while (*s != '\0')
      put(*s++);
}

/* ---- strings ---- */

/* The length of the valid UTF-8 sequence that s begins with; 0: none.  Long
   forms, surrogates and numbers above U+10FFFF are not valid. */
static UInt utf8_length(const UChar* s)
{
   static const UInt smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
   UInt code, n, i;

   if (s[0] < 0x80)
      return 1;
   if (s[0] >= 0xC2 && s[0] <= 0xDF) { n = 2; code = s[0] & 0x1F; }
   else if ((s[0] & 0xF0) == 0xE0)   { n = 3; code = s[0] & 0x0F; }
   else if ((s[0] & 0xF8) == 0xF0)   { n = 4; code = s[0] & 0x07; }
   else
      return 0;
   for (i = 1; i < n; i++) {
      if ((s[i] & 0xC0) != 0x80)     /* the terminating zero, too */
         return 0;
      code = code << 6 | (s[i] & 0x3F);
   }
   if (code < smallest[n] || code > 0x10FFFF
       || (code >= 0xD800 && code <= 0xDFFF))
      return 0;
   return n;
}

static void put_ascii(UChar c)
{
   HChar escape[8];

   if (c == '"' || c == '\\') {
      put('\\');
      put(c);
   } else if (c == '\n') {
      put_text("\\n");
   } else if (c == '\t') {
      put_text("\\t");
   } else if (c < 0x20 || c == 0x7F) {
      VG_(sprintf)(escape, "\\u%04x", c);
      put_text(escape);
   } else {
      put(c);
   }
}

static void put_quoted(const HChar* string)
{
   const UChar* s = (const UChar*)string;

   put('"');
   while (*s != '\0') {
      UInt n = utf8_length(s);
      if (n == 1) {
         put_ascii(*s++);
      } else if (n == 0) {
         put_text("\\ufffd");
         s++;
      } else {
         for (; n > 0; n--)
            put(*s++);
      }
   }
   put('"');
}

/* ---- structure ---- */

static void new_line(void)
{
   UInt i;

   put('\n');
   for (i = 0; i < depth; i++)
      put(' ');
}

static void begin_value(const HChar* key)
{
   if (!is_first)
      put(',');
   if (depth > 0 && depth <= LINES_DEPTH)
      new_line();
   else if (!is_first)
      put(' ');
   is_first = False;
   if (key != NULL) {
      put_quoted(key);
      put_text(": ");
   }
}

static void begin(const HChar* key, HChar bracket)
{
   begin_value(key);
   put(bracket);
   depth++;
   is_first = True;
}

static void end(HChar bracket)
{
   depth--;
   if (!is_first && depth < LINES_DEPTH)
      new_line();
   put(bracket);
   is_first = False;
}

void VR_(json_begin_object)(const HChar* key) { begin(key, '{'); }
void VR_(json_end_object)(void)               { end('}'); }
void VR_(json_begin_array)(const HChar* key)  { begin(key, '['); }
void VR_(json_end_array)(void)                { end(']'); }

/* ---- values ---- */

void VR_(json_string)(const HChar* key, const HChar* value)
{
   begin_value(key);
   put_quoted(value);
}

/* Most of a large report is numbers. */
static void put_number(ULong value)
{
   HChar text[24];
   UInt  at = sizeof text - 1;

   text[at] = '\0';
   do {
      text[--at] = '0' + value % 10;
      value /= 10;
   } while (value != 0);
   put_text(text + at);
}

void VR_(json_unsigned)(const HChar* key, ULong value)
{
   begin_value(key);
   put_number(value);
}

void VR_(json_signed)(const HChar* key, Long value)
{
   begin_value(key);
   if (value < 0)
      put('-');
   put_number(value < 0 ? -(ULong)value : (ULong)value);
}

void VR_(json_address)(const HChar* key, Addr value)
{
   HChar text[24];

   begin_value(key);
   VG_(sprintf)(text, "\"0x%lx\"", value);
   put_text(text);
}

void VR_(json_bool)(const HChar* key, Bool value)
{
   begin_value(key);
   put_text(value ? "true" : "false");
}

/* ---- the file ---- */

UInt VR_(json_open)(const HChar* path)
{
   SysRes res = VG_(open)(path, VKI_O_WRONLY | VKI_O_CREAT | VKI_O_TRUNC,
                          0666);

   if (sr_isError(res))
      return sr_Err(res);
   fd         = sr_Res(res);
   error      = 0;
   n_buffered = 0;
   depth      = 0;
   is_first   = True;
   return 0;
}

UInt VR_(json_close)(void)
{
   SysRes res;

   put('\n');
   flush();
   /* Not VG_(close), which drops the error: a full network disk may be
      noticed only here. */
   res = VG_(do_syscall)(__NR_close, fd, 0, 0, 0, 0, 0, 0, 0);
   if (error == 0 && sr_isError(res))
      error = sr_Err(res);
   fd = -1;
   return error;
}
