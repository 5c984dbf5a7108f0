/* vr_json.h: writes one JSON document to a file, piece by piece.

   Nothing is kept in memory but a buffer, so a document may be of any size.
   The calls mirror the document; inside an object every value has a key,
   inside an array the key is NULL:

      json_begin_object(NULL)               {
         json_unsigned("pid", 7)               "pid": 7,
         json_begin_array("args")              "args": [
            json_string(NULL, "a\n")              "a\n"
         json_end_array()                      ]
      json_end_object()                     }

   Strings are taken as UTF-8.  A byte that is not part of valid UTF-8 (file
   names may have any) becomes U+FFFD, the replacement character.

   Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_JSON_H
#define VR_JSON_H

#include "vr_core.h"

/* Creates or empties the file.  0, or the error's number (errno). */
extern UInt VR_(json_open)(const HChar* path);

/* Writes what is left and closes the file.  0, or the number of the first
   error since json_open; what was written after it is lost. */
extern UInt VR_(json_close)(void);

extern void VR_(json_begin_object)(const HChar* key);
extern void VR_(json_end_object)(void);
extern void VR_(json_begin_array)(const HChar* key);
extern void VR_(json_end_array)(void);

extern void VR_(json_string)(const HChar* key, const HChar* value);
extern void VR_(json_unsigned)(const HChar* key, ULong value);
extern void VR_(json_signed)(const HChar* key, Long value);
extern void VR_(json_bool)(const HChar* key, Bool value);
/* As a string, "0x1f": JSON has no hexadecimal numbers, and many readers
   don't keep 64 bits of a number. */
extern void VR_(json_address)(const HChar* key, Addr value);

#endif
