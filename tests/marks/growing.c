/* Lists that grow, as their owner knows; and time that goes by rounds.

   SPDX-License-Identifier: GPL-2.0-or-later */
#include <vrleak.h>
#include <stdlib.h>
#include <string.h>

struct node { struct node* next; char payload[92]; };
struct app { int some; void* other[8]; struct node* list; long n; };

static struct app* app;

static void push(void)
{
   struct node* node = malloc(sizeof *node);             /* @push */
   node->next = app->list;
   app->list  = node;
}

/* Leaves nothing behind, however long it is. */
static void round_of_work(void)
{
   for (int i = 0; i < 100; i++)
      free(malloc(1000));
}

int main(int argc, char** argv)
{
   const char* what = argc > 1 ? argv[1] : "";

   app = calloc(1, sizeof *app);                         /* @app */
   if (strcmp(what, "named") == 0)
      VRLEAK_CONTAINER(&app->list, "history", 0, 0);
   else if (strcmp(what, "unbounded") == 0)
      VRLEAK_CONTAINER(&app->list, "history", VRLEAK_UNBOUNDED, 0);
   for (int i = 0; i < 1000; i++) {
      round_of_work();
      push();
      if (strcmp(what, "epochs") == 0)
         VRLEAK_EPOCH("round");
   }
   return 0;
}
