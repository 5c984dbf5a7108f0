// Blocks that are never freed: CWE 401.
//
// SPDX-License-Identifier: GPL-2.0-or-later

#include "flows.h"

struct Node { struct Node* next; char name[24]; };

OPAQUE static struct Node* node(struct Node* next)
{
   struct Node* n = (struct Node*)malloc(sizeof *n);
   n->next = next;
   return n;
}

OPAQUE static int fails_early(void* p, int bad)
{
   if (bad)
      return -1;
   drop(p);
   return 0;
}

CASE(401, char, char, malloc(10), p[0] = 'x'; keep(p); if (!bad) drop(p))                            //! leak definite 10
CASE(401, wchar, wchar_t, malloc(10 * sizeof(T)), p[0] = L'x'; keep(p); if (!bad) drop(p))           //! leak definite 40
CASE(401, int64, int64_t, malloc(10 * sizeof(T)), p[0] = 1; keep(p); if (!bad) drop(p))              //! leak definite 80
CASE(401, struct, struct Two, calloc(10, sizeof(T)), p[0].one = 1; keep(p); if (!bad) drop(p))       //! leak definite 80
CASE(401, realloc, char, realloc(malloc(10), 1000), if (!bad) drop(p))                               //! leak definite 1000
CASE(401, strdup, char, strdup(ten), if (!bad) drop(p))                                              //! leak definite 11
CASE(401, strndup, char, strndup(ten, 5), if (!bad) drop(p))                                         //! leak definite 6
CASE(401, wcsdup, wchar_t, wcsdup(wide_ten), if (!bad) drop(p))                                      //! leak definite 44
CASE(401, posix_memalign, char, ({ void* m; posix_memalign(&m, 64, 10); m; }), if (!bad) drop(p))    //! leak definite 10
CASE(401, aligned_alloc, char, aligned_alloc(64, 64), if (!bad) drop(p))                             //! leak definite 64
CASE(401, large, char, malloc(20000), if (!bad) drop(p))                                            //! leak definite 20000
CASE(401, empty, char, malloc(0), if (!bad) drop(p))                                                 //! leak definite 0
CASE(401, asprintf, char, ({ char* s; asprintf(&s, "%s", ten); s; }), if (!bad) drop(p))             //! leak definite 11
CASE(401, getline, char, ({ char* s = NULL; size_t n = 0; FILE* f = fmemopen((void*)ten, 10, "r"); getline(&s, &n, f); fclose(f); s; }), if (!bad) drop(p))    //! leak definite 120
CASE(401, early_return, char, malloc(10), see(fails_early(p, bad)))                                  //! leak definite 10
CASE(401, overwritten, char, malloc(10), if (!bad) drop(p); p = malloc(20); keep(p); drop(p))        //! leak definite 10
CASE(401, one_of_two, char, malloc(10), char* q = malloc(20); keep(q); drop(q); if (!bad) drop(p))   //! leak definite 10
CASE(401, moved_on, char, malloc(10), char* q = p; while (q < p + 10) q++; keep(q); if (!bad) drop(q - 10))    //! leak definite 10
CASE(401, fopen, FILE, fopen("/dev/null", "r"), if (!bad) fclose(p))                                 //! leak reachable 472
CASE(401, chain, struct Node, node(node(NULL)), if (!bad) { drop(p->next); drop(p); })               //! leak definite 64 ; leak indirect 32
CASE(401, head_only, struct Node, node(node(NULL)), if (!bad) drop(p->next); drop(p))                //! leak definite 32
CASE(401, cycle, struct Node, node(node(NULL)), p->next->next = p; if (!bad) { drop(p->next); drop(p); })    //! leak definite 64 ; leak indirect 32
