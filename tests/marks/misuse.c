/* What makes no sense is said, once each, and harms nobody.

   SPDX-License-Identifier: GPL-2.0-or-later */
#include <vrleak.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

static char object[64];
static char other[64];

static void checkpoints(void)
{
   VRLEAK_CHECKPOINT_END("never begun");                 /* @end */
   VRLEAK_CHECKPOINT_BEGIN("twice");
   VRLEAK_CHECKPOINT_BEGIN("twice");                     /* @twice */
   VRLEAK_CHECKPOINT_BEGIN((const char*)0);
   VRLEAK_CHECKPOINT_END((const char*)8);
   VRLEAK_CHECKPOINT_BEGIN((const char*)0x8000000000000000ul);
   VRLEAK_CHECKPOINT_END((const char*)-1l);
   VRLEAK_CHECKPOINT_BEGIN("");
   VRLEAK_EPOCH((const char*)0);
   VRLEAK_EPOCH((const char*)-2l);
}

static void many_names(void)
{
   static char name[100];

   for (int i = 0; i < 1000; i++) {
      sprintf(name, "request %d", i);
      VRLEAK_CHECKPOINT_BEGIN(name);
   }
}

/* The name ends where the memory ends. */
static void name_at_edge(void)
{
   char* page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

   munmap(page + 4096, 4096);
   page[4095] = 'x';
   VRLEAK_CONTAINER(object, page + 4095, 0, 0);
   VRLEAK_CONTAINER_END(object);
   VRLEAK_CONTAINER(page + 4092, "at the edge", 0, 100);
   VRLEAK_CONTAINER(page + 4088, "at the edge", 0, 100);
   VRLEAK_CONTAINER_SIZE(page + 4088, 10);
   VRLEAK_CONTAINER_END(page + 4088);
}

static void containers(void)
{
   VRLEAK_CONTAINER_SIZE(other, 1);
   VRLEAK_CONTAINER_END(other);
   VRLEAK_CONTAINER((void*)0, "null", 1, 1);
   VRLEAK_CONTAINER((void*)-8l, "wraps", 1, 1);
   VRLEAK_CONTAINER((void*)0x100, "nowhere", 1, 1);
   VRLEAK_CONTAINER(other, (const char*)0, 0, 0);
   VRLEAK_CONTAINER(other, "twice", -1l, 1ul << 63);
   VRLEAK_CONTAINER_SIZE(other, -1);
   VRLEAK_CONTAINER_SIZE(other, 1ul << 62);
   VRLEAK_CONTAINER_END(other);
   VRLEAK_CONTAINER_END(other);
   VRLEAK_CONTAINER(object, "1234567890123456789012345678901234567890123456789012345678901234567890" "1234567890 and more", 1, 1);
   VRLEAK_CONTAINER_SIZE(object, 2);
   VRLEAK_CONTAINER_END(object);
   VRLEAK_CONTAINER(object, "<&\x01\xff\n\"]]>", 1, 1);
   VRLEAK_CONTAINER_SIZE(object, 2);
}

int main(void)
{
   char* block = malloc(100);

   for (int i = 0; i < 3; i++) {
      checkpoints();
      containers();
   }
   many_names();
   name_at_edge();
   /* Freed, and still one. */
   VRLEAK_CONTAINER(block + 8, "freed", 1, 1);
   free(block);
   VRLEAK_CONTAINER_SIZE(block + 8, 1);
   VRLEAK_BUDGET(-5l);
   VRLEAK_BUDGET((~0ul >> 1));
   free(malloc(10));
   return 0;
}
