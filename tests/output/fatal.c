/* Dies of a write to address 16. SPDX-License-Identifier: GPL-2.0-or-later */
int main(void) { *(volatile int*)16 = 1; return 0; }     /* @die */
