/* xmlfile_test.c: vr_xmlfile.c on its own, as an ordinary program.

   A document is written in pieces cut at random places.  After each piece the
   file must be a whole document, and in the end the one that was written.
   Prints TAP.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "core_shim.h"
#include "tap.h"
#include <fcntl.h>
#include <stdarg.h>
#include "../../vr_xmlfile.c"

#define ROUNDS 300

/* ---- what vr_xmlfile.c asks of others ---- */

Bool       VG_(clo_xml) = True;
OutputSink VG_(xml_output_sink);

void*  VG_(realloc)(const HChar* cc, void* p, SizeT n) { return realloc(p, n); }
Off64T VG_(lseek)(Int fd, Off64T offset, Int whence)   { return lseek(fd, offset, whence); }
Int    VG_(strncmp)(const HChar* a, const HChar* b, SizeT n) { return strncmp(a, b, n); }

Int VG_(fstat)(Int fd, struct vg_stat* st)
{
   memset(st, 0, sizeof *st);
   st->mode = VKI_S_IFREG;
   return 0;
}

UInt VG_(sprintf)(HChar* to, const HChar* format, ...)
{
   va_list args;
   va_start(args, format);
   int n = vsprintf(to, format, args);
   va_end(args);
   return n;
}

void VR_(outputs_before_xml)(void) {}
Int __real_vgPlain_write(Int fd, const void* buf, Int n) { return write(fd, buf, n); }
Int __real_vgPlain_write_socket(Int fd, const void* buf, Int n) { return write(fd, buf, n); }

/* ---- characters ---- */

static void cleans_to(const char* in, const char* out)
{
   Bool good = True;

   for (SizeT cut = 0; cut <= strlen(in); cut++) {
      VrXmlBytes bytes = { { 0 }, 0 };
      HChar got[200];
      SizeT n = VR_(xml_clean)(&bytes, in, cut, got);
      n += VR_(xml_clean)(&bytes, in + cut, strlen(in) - cut, got + n);
      got[n] = '\0';
      good = good && strcmp(got, out) == 0;
   }
   ok(good, out);
}

static void check_characters(void)
{
   cleans_to("plain <a>&amp;</a>\n\t\r.", "plain <a>&amp;</a>\n\t\r.");
   cleans_to("\x01\x1f\x7f.", "__\x7f.");
   cleans_to("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80.", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80.");
   cleans_to("\xc3.\xe2\x82.\xf0\x9f\x98.\x80.\xff.", "_.__.___._._.");
   cleans_to("\xc0\x80.\xc1\xbf.\xe0\x80\x80.\xf0\x80\x80\x80.", "__.__.___.____.");    /* too long */
   cleans_to("\xed\xa0\x80.\xef\xbf\xbe.\xf4\x90\x80\x80.", "___.___.____.");           /* no characters */
   cleans_to("\xc3\xc3\xa4.", "_\xc3\xa4.");
}

/* ---- places ---- */

static void depth_after(const char* text, UInt depth)
{
   Bool good = True;

   for (SizeT cut = 0; cut <= strlen(text); cut++) {
      VrXmlPlace place = { 0, 0, { 0, 0 } };
      VR_(xml_follow)(&place, text, cut);
      VR_(xml_follow)(&place, text + cut, strlen(text) - cut);
      good = good && place.depth == depth && place.state == 0;
   }
   ok(good, text);
}

static void check_places(void)
{
   depth_after("<?xml version=\"1.0\"?><a>", 1);
   depth_after("<a><b></b><c>", 2);
   depth_after("<a><b/><c x='/>'/><d y=\"<e>\">", 2);
   depth_after("<a><!-- <b> - -> --><![CDATA[</a><b>]] >]]>", 1);
   depth_after("<a>]]> --> ?></a>", 0);
}

/* ---- the file ---- */

static const char begin[] = "<?xml version=\"1.0\"?>\n\n<valgrindoutput>\n";
static const char* const elements[] = {
   "<pid>17</pid>\n", "<status>\n  <state>RUNNING</state>\n</status>\n\n",
   "<error>\n  <unique>0x1</unique>\n  <what>a &lt; b</what>\n</error>\n\n", "<empty/>\n", "\n",
   "<usercomment><!-- </error> --><b c='>'/>text</usercomment>\n",
   "<error>\n  <suppression><rawtext><![CDATA[<fun> </error>]]></rawtext></suppression>\n</error>\n",
};
#define N_ELEMENTS (sizeof elements / sizeof elements[0])

static SizeT read_file(const char* path, char* to, SizeT size)
{
   int   fd = open(path, O_RDONLY);
   SizeT n  = read(fd, to, size - 1);

   close(fd);
   to[n] = '\0';
   return n;
}

/* Elements that are complete, and the end. */
static Bool is_whole(const char* text, SizeT n)
{
   VrXmlPlace place = { 0, 0, { 0, 0 } };

   if (n == 0)
      return True;
   VR_(xml_follow)(&place, text, n);
   return place.depth == 0 && place.state == 0
       && n > strlen(END) && strcmp(text + n - strlen(END), END) == 0;
}

static void check_files(void)
{
   static char document_text[20000], seen[20000];
   char path[] = "/tmp/xmlfile_test.XXXXXX";
   Bool whole = True, same = True;
   int  fd = mkstemp(path);

   VG_(xml_output_sink).fd = fd;
   VG_(xml_output_sink).type = VgLogTo_File;
   for (int round = 0; round < ROUNDS; round++) {
      SizeT n, done = strlen(begin);

      if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
         break;
      strcpy(document_text, begin);
      for (UInt i = random_below(20); i > 0; i--)
         strcat(document_text, elements[random_below(N_ELEMENTS)]);
      n = strlen(document_text);
      /* The core writes the document's beginning and end in one piece each. */
      __wrap_vgPlain_write(fd, document_text, done);
      while (done < n) {
         SizeT piece = 1 + random_below(n - done < 40 ? n - done : 40);
         __wrap_vgPlain_write(fd, document_text + done, piece);
         done += piece;
         whole = whole && is_whole(seen, read_file(path, seen, sizeof seen));
      }
      __wrap_vgPlain_write(fd, END, strlen(END));
      __wrap_vgPlain_write(fd, "\n", 1);
      strcat(document_text, END);
      read_file(path, seen, sizeof seen);
      same = same && strcmp(seen, document_text) == 0;
   }
   ok(whole, "a whole document after each piece");
   ok(same, "the document in the end");

   /* Given up in the middle of an element. */
   if (ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0) {
      __wrap_vgPlain_write(fd, begin, strlen(begin));
      __wrap_vgPlain_write(fd, "<error>\n  <what", 15);
      __wrap_vgPlain_write(fd, END, strlen(END));
   }
   sprintf(document_text, "%s%s", begin, END);
   read_file(path, seen, sizeof seen);
   ok(strcmp(seen, document_text) == 0, "half an element is left out");
   unlink(path);
}

int main(void)
{
   check_characters();
   check_places();
   check_files();
   return done();
}
