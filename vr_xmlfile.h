/* vr_xmlfile.h: keeps the XML report well-formed, whatever happens.

   The core writes XML as text, piece by piece, and leaves a document without
   an end when the process is killed, and a broken one when a name has bytes
   that XML does not allow.  vrleak stands in front of the core's writing
   function (linker --wrap), for the XML report only:

     - Bytes that are no characters of XML (control characters, broken UTF-8)
       become '_', as in the core's own list of arguments; thread names, which
       the core does not escape, are escaped.
     - An element below <valgrindoutput> is held back until it is complete.
       Of a file that --xml-file names, it is then written together with the
       end of the document, and the file's position is set to where the next
       element will overwrite that end:

          <valgrindoutput> <pid>..</pid> .. <error>..</error> </valgrindoutput>
                                                             ^ position

       So the file is a complete document at any time, even after SIGKILL.
     - Suppressions and stacks that the core prints outside of an error are
       left out.

   Depends on vr_core, vr_outputs.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_XMLFILE_H
#define VR_XMLFILE_H

#include "vr_core.h"

/* Appends n bytes, a part of a document, to out, with what is no character of
   XML replaced; what may be the beginning of a character waits for the next
   part.  (For the unit test.) */
typedef struct {
   UChar waiting[4];
   UInt  n_waiting;
} VrXmlBytes;

extern SizeT VR_(xml_clean)(VrXmlBytes* bytes, const HChar* part, SizeT n,
                            /*OUT*/HChar* out);

/* Where in a document its text is.  (For the unit test.) */
typedef struct {
   UInt  depth;                  /* elements that are open                  */
   HChar state;                  /* see vr_xmlfile.c                        */
   HChar last[2];                /* the two characters before               */
} VrXmlPlace;

extern void VR_(xml_follow)(VrXmlPlace* place, const HChar* part, SizeT n);

#endif
