/* Calls a null function pointer. SPDX-License-Identifier: GPL-2.0-or-later */
int main(void) { void (*volatile f)(void) = 0; f(); return 0; }   /* @jump */
