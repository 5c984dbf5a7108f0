/* vr_wildnames.h: names for suppressions that outlive the build.

   Compilers put into some names what the next build changes: a hash of the
   crate, a number that the linker drew.  --gen-suppressions writes wildcards
   there:

      _ZN3app3run17h2c9e1f0a7b6d5e43E     _ZN3app3run17h*E*
      app::run::h2c9e1f0a7b6d5e43         app::run::h*
      _RNvCs4fqI2P2rA04_3app3run          _RNvCs*_3app3run
      _ZN1A3runEv.llvm.8402713            _ZN1A3runEv.llvm.*
      copy.constprop.0                    copy.constprop.*
      target/debug/deps/app-0f1e2d3c4b5a6978    target/debug/deps/app-*

   Used by vr_suppress.  Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_WILDNAMES_H
#define VR_WILDNAMES_H

#include "vr_core.h"

/* Of a function.  Valid until the next call. */
extern const HChar* VR_(wild_function)(const HChar* name);

/* Of a program or library.  Valid until the next call. */
extern const HChar* VR_(wild_object)(const HChar* name);

#endif
