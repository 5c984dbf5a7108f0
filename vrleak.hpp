/* vrleak.hpp: checkpoints and containers of vrleak.h as C++ objects.

   Each tells vrleak that something begins when it is made, and that it has ended
   when it goes out of scope:

      void serve(Request& request)
      {
         VrleakCheckpoint round("request");
         ...
      }

      class Cache {
         std::map<Key, Value> entries;
         VrleakContainer      mark{entries, "cache", 1000};
         void add(...) { entries.insert(...); mark.size(entries.size()); }
      };

   For C++11 and later.  Natively and under other tools they do nothing, as the
   macros.

   ------------------------------------------------------------------------

   This file, unlike the rest of vrleak, may be used under these terms:

   Copyright (C) 2026 the vrleak developers.

   You may use, copy, change and pass on this file, in source or compiled form,
   for any purpose, provided that this notice stays in copies of the source and,
   if the file was changed, that it is said to be changed.  The names of the
   authors may not be used to advertise what is made from it.  It comes without
   any warranty, and the authors are not liable for any damage that arises from
   its use.

   SPDX-License-Identifier: LicenseRef-vrleak-header */

#ifndef VRLEAK_HPP
#define VRLEAK_HPP

#include "vrleak.h"

/* The name must live as long as the object. */
class VrleakCheckpoint {
public:
   explicit VrleakCheckpoint(const char* name) : name_(name)
   {
      VRLEAK_CHECKPOINT_BEGIN(name_);
   }
   ~VrleakCheckpoint() { VRLEAK_CHECKPOINT_END(name_); }

   VrleakCheckpoint(const VrleakCheckpoint&) = delete;
   VrleakCheckpoint& operator=(const VrleakCheckpoint&) = delete;

private:
   const char* name_;
};

/* Of the container itself, whose size in memory is known here.  It must not move
   meanwhile. */
class VrleakContainer {
public:
   template <typename Container>
   VrleakContainer(const Container& container, const char* name,
                   unsigned long max_items = 0, unsigned long max_bytes = 0)
      : container_(&container)
   {
      (void)VRLEAK_REQUEST5(0, VRLEAK_REQUEST_CONTAINER, container_, name,
                            max_items, max_bytes, sizeof(Container));
   }
   ~VrleakContainer() { VRLEAK_CONTAINER_END(container_); }

   void size(unsigned long items) const
   {
      VRLEAK_CONTAINER_SIZE(container_, items);
   }

   VrleakContainer(const VrleakContainer&) = delete;
   VrleakContainer& operator=(const VrleakContainer&) = delete;

private:
   const void* container_;
};

#endif
