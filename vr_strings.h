/* vr_strings.h: the C library's string functions, executed by the tool.

   Depends on vr_core, vr_shadow, vr_errors, vr_guard, vr_instrument.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_STRINGS_H
#define VR_STRINGS_H

#include "vr_core.h"

/* Registers the handlers of the string functions of vr_native.h. */
extern void VR_(strings_init)(void);

#endif
