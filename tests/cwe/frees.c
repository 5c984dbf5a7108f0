// Blocks freed wrongly or used afterwards: CWE 415 (double free), 416 (use after
// free), 590 (free of memory that is not on the heap) and 761 (free of a pointer
// that is not the block's start).
//
// SPDX-License-Identifier: GPL-2.0-or-later

#include "flows.h"

// ---- 415: freed twice ----

CASE(415, char, char, malloc(10), if (bad) drop(p); free(p))                                         //! free freed 10
CASE(415, wchar, wchar_t, malloc(10 * sizeof(T)), if (bad) drop(p); free(p))                         //! free freed 40
CASE(415, int64, int64_t, malloc(10 * sizeof(T)), if (bad) drop(p); free(p))                         //! free freed 80
CASE(415, struct, struct Two, calloc(10, sizeof(T)), if (bad) drop(p); free(p))                      //! free freed 80
CASE(415, strdup, char, strdup(ten), if (bad) drop(p); free(p))                                      //! free freed 11
CASE(415, wcsdup, wchar_t, wcsdup(wide_ten), if (bad) drop(p); free(p))                              //! free freed 44
CASE(415, posix_memalign, char, ({ void* m; posix_memalign(&m, 64, 10); m; }), if (bad) drop(p); free(p))    //! free freed 10
CASE(415, large, char, malloc(500000), if (bad) drop(p); free(p))                                    //! free freed 500000
CASE(415, moved, char, malloc(10), char* q = realloc(p, 1000); keep(q); if (bad) free(p); drop(q))   //! free freed 10
CASE(415, realloc_after, char, malloc(10), if (bad) drop(p); drop(realloc(p, 20)))                   //! free freed 10
CASE(415, realloc_zero, char, malloc(10), if (bad) see(realloc(p, six - 6) != NULL); free(p))        //! free freed 10 ; zero 10
CASE(415, fclose, FILE, fopen("/dev/null", "r"), fclose(p); if (bad) free(p))                        //! free freed 472

// ---- 416: used after it was freed ----

CASE(416, read_char, char, calloc(1, 10), if (bad) drop(p); see(p[2]); if (!bad) drop(p))            //! read freed 10
CASE(416, read_wchar, wchar_t, calloc(10, sizeof(T)), if (bad) drop(p); see(p[2]); if (!bad) drop(p))    //! read freed 40
CASE(416, read_int, int, calloc(10, sizeof(T)), if (bad) drop(p); see(p[2]); if (!bad) drop(p))      //! read freed 40
CASE(416, read_int64, int64_t, calloc(10, sizeof(T)), if (bad) drop(p); see(p[2]); if (!bad) drop(p))    //! read freed 80
CASE(416, read_struct, struct Two, calloc(10, sizeof(T)), if (bad) drop(p); see(p[2].two); if (!bad) drop(p))    //! read freed 80
CASE(416, write_char, char, malloc(10), if (bad) drop(p); p[2] = 'x'; keep(p); if (!bad) drop(p))    //! write freed 10
CASE(416, write_int, int, malloc(40), if (bad) drop(p); p[2] = 1; keep(p); if (!bad) drop(p))        //! write freed 40
CASE(416, write_struct, struct Two, malloc(80), if (bad) drop(p); p[2].two = 1; keep(p); if (!bad) drop(p))    //! write freed 80
CASE(416, write_large, char, malloc(500000), if (bad) drop(p); p[200000] = 'x'; keep(p); if (!bad) drop(p))    //! write freed 500000
CASE(416, strlen, char, strdup(ten), if (bad) drop(p); see(strlen(p)); if (!bad) drop(p))            //! read freed 11
CASE(416, wcslen, wchar_t, wcsdup(wide_ten), if (bad) drop(p); see(wcslen(p)); if (!bad) drop(p))    //! read freed 44
CASE(416, strcpy, char, calloc(1, 20), if (bad) drop(p); strcpy(p, ten); keep(p); if (!bad) drop(p)) //! write freed 20
CASE(416, memcpy, char, strdup(ten), char d[20]; if (bad) drop(p); memcpy(d, p, 10); see(d[0]); if (!bad) drop(p))    //! read freed 11
CASE(416, memset, char, malloc(10), if (bad) drop(p); memset(p, 'x', 10); keep(p); if (!bad) drop(p))    //! write freed 10
CASE(416, printf, char, strdup(ten), char d[20]; if (bad) drop(p); sprintf(d, "%s", p); see(d[0]); if (!bad) drop(p))    //! read freed 11
CASE(416, swprintf, wchar_t, wcsdup(wide_ten), wchar_t d[20]; if (bad) drop(p); swprintf(d, 20, L"%ls", p); see(d[0]); if (!bad) drop(p))    //! read freed 44
CASE(416, write, char, strdup(ten), if (bad) drop(p); see(write(sockets[0], p, 11) + read(sockets[1], global, 16)); if (!bad) drop(p))    //! param write(buf) freed 11
CASE(416, read, char, malloc(10), if (bad) drop(p); see(read(zeros, p, 10)); if (!bad) drop(p))      //! param read(buf) freed 10
CASE(416, old_pointer, int, calloc(10, sizeof(T)), int* q = (int*)realloc(p, 1000); keep(q); see(bad ? p[1] : q[1]); drop(q))    //! read freed 40
CASE(416, list, struct Holder, calloc(1, sizeof(T)), for (T* h = p; h; h = (T*)h->p) if (bad) drop(h); if (!bad) drop(p))    //! read freed 16

// ---- 590: not on the heap ----

CASE(590, stack, char, bad ? on_stack : malloc(16), free(p))                                         //! free stack
CASE(590, stack_wide, wchar_t, bad ? on_stack : malloc(16), free(p + 1 - !bad))                      //! free stack
CASE(590, stack_struct, struct Two, bad ? on_stack : malloc(16), free(p))                            //! free stack
CASE(590, alloca, char, malloc(10), char* q = bad ? (char*)__builtin_alloca(six) : p; keep(q); if (bad) drop(p); free(q))    //! free stack
CASE(590, local, int, malloc(40), int a[10]; void* q = bad ? a : p; keep(q); if (bad) drop(p); free(q))    //! free stack
CASE(590, global, char, bad ? global : malloc(16), free(p))                                          //! free data
CASE(590, constant, char, bad ? (void*)&six : strdup(ten), free(p))                                  //! free data
CASE(590, literal, char, bad ? (void*)"a literal" : strdup("a literal"), free(p))                    //! free data
CASE(590, wide_literal, wchar_t, bad ? (void*)L"a literal" : wcsdup(L"a literal"), free(p))          //! free data
CASE(590, function, char, bad ? (void*)(uintptr_t)see : malloc(1), free(p))                          //! free data
CASE(590, wild, char, bad ? (void*)(uintptr_t)0x123456 : malloc(1), free(p))                         //! free unknown
CASE(590, realloc_of_global, char, bad ? global : malloc(16), drop(realloc(p, 32)))                  //! free data

// ---- 761: not its start ----

CASE(761, char, char, malloc(10), free(p + bad); if (bad) drop(p))                                   //! free inside 10
CASE(761, wchar, wchar_t, malloc(40), free(p + bad); if (bad) drop(p))                               //! free inside 40
CASE(761, int64, int64_t, malloc(80), free(p + bad); if (bad) drop(p))                               //! free inside 80
CASE(761, struct_member, struct Two, malloc(80), free(bad ? &p->two : &p->one); if (bad) drop(p))    //! free inside 80
CASE(761, searched, char, strdup(ten), char* q = p; while (bad && *q != '5') q++; free(q); if (bad) drop(p))    //! free inside 11
CASE(761, searched_wide, wchar_t, wcsdup(wide_ten), wchar_t* q = p; while (bad && *q != L'5') q++; free(q); if (bad) drop(p))    //! free inside 44
CASE(761, strtok, char, strdup("=name"), char* q = bad ? strtok(p, "=") : p; free(q); if (bad) drop(p))    //! free inside 6
CASE(761, before, char, malloc(10), free(p - 8 * bad); if (bad) drop(p))                             //! free before 10
CASE(761, end, char, malloc(10), free(p + 10 * bad); if (bad) drop(p))                               //! free after 10
CASE(761, realloc, char, malloc(10), char* q = realloc(p + bad, 20); if (bad) drop(p); drop(q))      //! free inside 10
CASE(761, posix_memalign, char, ({ void* m; posix_memalign(&m, 64, 80); m; }), free(p + 64 * bad); if (bad) drop(p))    //! free inside 80
