/* A shared library with a global variable. SPDX-License-Identifier: GPL-2.0-or-later */
static void* slot;
void** library_slot(void) { return &slot; }
