/* plant.c: the planted error for scripts, as a library.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "plant.h"

static void nothing(void) {}

void plant_in_script(void)
{
   is_bad = 1;
   work(7, nothing);
}
