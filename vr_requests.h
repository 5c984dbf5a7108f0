/* vr_requests.h: client requests: memcheck.h's and vrleak.h's.

   Depends on vr_core, vr_shadow, vr_errors, vr_leak, vr_events, vr_monitor.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_REQUESTS_H
#define VR_REQUESTS_H

#include "vr_core.h"

extern void VR_(requests_init)(void);

#endif
