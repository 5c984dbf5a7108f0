// Accesses outside a block of the heap: CWE 122 (overflow), 124 (underwrite),
// 126 (over-read) and 127 (under-read).
//
// SPDX-License-Identifier: GPL-2.0-or-later

#include "flows.h"

// ---- 122: a write after the end ----

CASE(122, char_element, char, malloc(11 - bad), p[10] = 'x'; keep(p); drop(p))                       //! write after 10
CASE(122, wchar_element, wchar_t, malloc((11 - bad) * sizeof(T)), p[10] = L'x'; keep(p); drop(p))    //! write after 40
CASE(122, int_element, int, malloc((11 - bad) * sizeof(T)), p[10] = 1; keep(p); drop(p))             //! write after 40
CASE(122, int64_element, int64_t, malloc((11 - bad) * sizeof(T)), p[10] = 1; keep(p); drop(p))       //! write after 80
CASE(122, struct_element, struct Two, malloc((11 - bad) * sizeof(T)), p[10].two = 1; keep(p); drop(p))    //! write after 80
CASE(122, struct_part, struct Two, malloc(bad ? 4 : sizeof(T)), p->two = 1; keep(p); drop(p))        //! write after 4
CASE(122, sizeof_pointer, double, malloc(bad ? sizeof(char) : sizeof(T)), *p = 1.7E300; keep(p); drop(p))    //! write inside 1
CASE(122, empty, char, malloc(1 - bad), *p = 'x'; keep(p); drop(p))                                  //! write after 0
CASE(122, calloc, int, calloc(11 - bad, sizeof(T)), p[10] = 1; keep(p); drop(p))                     //! write after 40
CASE(122, realloc, int, realloc(calloc(20, 4), (11 - bad) * 4), p[10] = 1; keep(p); drop(p))         //! write after 40
CASE(122, reallocarray, int, reallocarray(NULL, 11 - bad, 4), p[10] = 1; keep(p); drop(p))           //! write after 40
CASE(122, posix_memalign, char, ({ void* m; posix_memalign(&m, 64, 11 - bad); m; }), p[10] = 'x'; keep(p); drop(p))    //! write after 10
CASE(122, aligned_alloc, char, aligned_alloc(64, 128 - 64 * bad), p[64] = 'x'; keep(p); drop(p))     //! write after 64
CASE(122, memalign, char, memalign(32, 11 - bad), p[10] = 'x'; keep(p); drop(p))                     //! write after 10
CASE(122, valloc, char, valloc(11 - bad), p[10] = 'x'; keep(p); drop(p))                             //! write after 10
CASE(122, strdup, char, strdup(ten + bad), p[10] = 'x'; keep(p); drop(p))                            //! write after 10
CASE(122, strndup, char, strndup(ten, 10 - bad), p[10] = 'x'; keep(p); drop(p))                      //! write after 10
CASE(122, large, char, malloc(5000001 - bad), p[5000000] = 'x'; keep(p); drop(p))                    //! write after 5000000
CASE(122, loop, int, malloc((11 - bad) * sizeof(T)), for (int i = 0; i <= 10; i++) p[i] = i; keep(p); drop(p))    //! write after 40
CASE(122, loop_of_structs, struct Two, malloc((11 - bad) * sizeof(T)), for (int i = 0; i <= 10; i++) p[i].one = i; keep(p); drop(p))    //! write after 80
CASE(122, increment, int, calloc(11 - bad, sizeof(T)), for (int i = 0; i <= 10; i++) p[i]++; keep(p); drop(p))    //! write after 40 ; read after 40
CASE(122, unaligned, char, malloc(12 - bad), int four = 4; memcpy(p + 8, &four, 4); keep(p); drop(p))    //! write inside 11
CASE(122, strcpy, char, malloc(11 - bad), strcpy(p, ten); keep(p); drop(p))                          //! write after 10
CASE(122, strncpy, char, malloc(11 - bad), strncpy(p, ten, 11); keep(p); drop(p))                    //! write after 10
CASE(122, stpcpy, char, malloc(11 - bad), stpcpy(p, ten); keep(p); drop(p))                          //! write after 10
CASE(122, strcat, char, calloc(1, 16 - bad), strcpy(p, "hello"); strcat(p, ten); keep(p); drop(p))   //! write after 15
CASE(122, strncat, char, calloc(1, 16 - bad), strcpy(p, "hello"); strncat(p, ten, 10); keep(p); drop(p))    //! write after 15
CASE(122, memcpy, char, malloc(11 - bad), memcpy(p, ten, 11); keep(p); drop(p))                      //! write after 10 ; write inside 10
CASE(122, memmove, char, malloc(11 - bad), memmove(p, ten, 11); keep(p); drop(p))                    //! write after 10 ; write inside 10
CASE(122, mempcpy, char, malloc(11 - bad), mempcpy(p, ten, 11); keep(p); drop(p))                    //! write after 10 ; write inside 10
CASE(122, memset, char, malloc(11 - bad), memset(p, 'x', 11); keep(p); drop(p))                      //! write after 10 ; write inside 10
CASE(122, struct_copy, struct Two, malloc(8 - bad), struct Two t = { 1, six }; *p = t; keep(p); drop(p))    //! write inside 7
CASE(122, sprintf, char, malloc(11 - bad), sprintf(p, "%d%s", six, ten + 1); keep(p); drop(p))       //! write after 10
CASE(122, snprintf, char, malloc(11 - bad), snprintf(p, 20, "%d%s", six, ten + 1); keep(p); drop(p)) //! write after 10
CASE(122, fgets, char, malloc(6 - bad), FILE* f = fmemopen((void*)ten, 10, "r"); fgets(p, 6, f); fclose(f); keep(p); drop(p))    //! write after 5
CASE(122, fread, char, malloc(11 - bad), FILE* f = fmemopen((void*)ten, 11, "r"); fread(p, 1, 11, f); fclose(f); keep(p); drop(p))    //! write after 10 ; write inside 10
CASE(122, gets, char, malloc(6 - bad), FILE* f = fmemopen((void*)"hello\n", 6, "r"); int c, i = 0; while ((c = getc(f)) != '\n') p[i++] = c; p[i] = 0; fclose(f); keep(p); drop(p))    //! write after 5
CASE(122, sscanf, char, malloc(6 - bad), sscanf("hello you", "%s", p); keep(p); drop(p))              //! write after 5
CASE(122, read, char, malloc(11 - bad), see(read(zeros, p, 11)); drop(p))                            //! param read(buf) after 10
CASE(122, recv, char, malloc(11 - bad), send(sockets[0], ten, 11, 0); see(recv(sockets[1], p, 11, 0)); drop(p))    //! param socketcall.recvfrom(buf) after 10
CASE(122, pread, char, malloc(11 - bad), see(pread(zeros, p, 11, 0)); drop(p))                       //! param pread64(buf) after 10

// ---- 124: a write before the beginning ----

CASE(124, char_element, char, malloc(10), p[-bad] = 'x'; keep(p); drop(p))                           //! write before 10
CASE(124, wchar_element, wchar_t, malloc(40), p[-bad] = L'x'; keep(p); drop(p))                      //! write before 40
CASE(124, int_element, int, malloc(40), p[-bad] = 1; keep(p); drop(p))                               //! write before 40
CASE(124, int64_element, int64_t, malloc(80), p[-bad] = 1; keep(p); drop(p))                         //! write before 80
CASE(124, struct_element, struct Two, malloc(80), p[-bad].one = 1; keep(p); drop(p))                 //! write before 80
CASE(124, loop, char, malloc(10), for (int i = 9; i >= -bad; i--) p[i] = 'x'; keep(p); drop(p))      //! write before 10
CASE(124, strcpy, char, malloc(11), strcpy(p - 8 * bad, ten); keep(p); drop(p))                      //! write before 11
CASE(124, strncpy, char, malloc(11), strncpy(p - 8 * bad, ten, 11); keep(p); drop(p))                //! write before 11
CASE(124, memcpy, char, malloc(11), memcpy(p - 8 * bad, ten, 11); keep(p); drop(p))                  //! write before 11
CASE(124, memmove, char, malloc(11), memmove(p - 8 * bad, ten, 11); keep(p); drop(p))                //! write before 11
CASE(124, memset, char, malloc(11), memset(p - 8 * bad, 'x', 11); keep(p); drop(p))                  //! write before 11
CASE(124, sprintf, char, malloc(11), sprintf(p - bad, "%d", six); keep(p); drop(p))                  //! write before 11
CASE(124, read, char, malloc(11), see(read(zeros, p - bad, 4)); drop(p))                             //! param read(buf) before 11
CASE(124, posix_memalign, char, ({ void* m; posix_memalign(&m, 64, 10); m; }), p[-bad] = 'x'; keep(p); drop(p))    //! write before 10

// ---- 126: a read after the end ----

CASE(126, char_element, char, calloc(1, 11 - bad), see(p[10]); drop(p))                              //! read after 10
CASE(126, wchar_element, wchar_t, calloc(11 - bad, sizeof(T)), see(p[10]); drop(p))                  //! read after 40
CASE(126, int_element, int, calloc(11 - bad, sizeof(T)), see(p[10]); drop(p))                        //! read after 40
CASE(126, int64_element, int64_t, calloc(11 - bad, sizeof(T)), see(p[10]); drop(p))                  //! read after 80
CASE(126, struct_element, struct Two, calloc(11 - bad, sizeof(T)), see(p[10].two); drop(p))          //! read after 80
CASE(126, loop, char, calloc(1, 11 - bad), int sum = 0; for (int i = 0; i <= 10; i++) sum += p[i]; see(sum); drop(p))    //! read after 10 ; read inside 10
CASE(126, loop_of_ints, int, calloc(11 - bad, sizeof(T)), int sum = 0; for (int i = 0; i <= 10; i++) sum += p[i]; see(sum); drop(p))    //! read after 40 ; read inside 40
CASE(126, strlen, char, text(10, bad), see(strlen(p)); drop(p))                                      //! read after 10
CASE(126, strchr, char, text(10, bad), see(strchr(p, 'y') == NULL); drop(p))                         //! read after 10
CASE(126, strcmp, char, text(10, bad), see(strcmp(p, "xxxxxxxxxxx")); drop(p))                       //! read after 10
CASE(126, memchr, char, text(10, 1), see(memchr(p, 'y', 10 + bad) == NULL); drop(p))                 //! read after 10
CASE(126, memcmp, char, text(10, 1), see(memcmp(p, "xxxxxxxxxxx", 10 + bad)); drop(p))               //! read after 10
CASE(126, strcpy, char, text(10, bad), char d[200]; strcpy(d, p); see(d[0]); drop(p))                //! read after 10
CASE(126, strncpy, char, text(10, 1), char d[20]; strncpy(d, p, 10 + bad); see(d[0]); drop(p))       //! read after 10
CASE(126, memcpy, char, text(10, 1), char d[20]; memcpy(d, p, 10 + bad); see(d[0]); drop(p))         //! read after 10
CASE(126, memmove, char, text(10, 1), char d[20]; memmove(d, p, 10 + bad); see(d[0]); drop(p))       //! read after 10
CASE(126, struct_copy, struct Three, calloc(3 - bad, 4), struct Three t = *p; see(t.one + t.two + t.three); drop(p))    //! read after 8
CASE(126, printf, char, text(10, bad), char d[200]; snprintf(d, sizeof d, "%s!", p); see(d[0]); drop(p))    //! read after 10
CASE(126, write, char, text(10, 1), see(write(sockets[0], p, 10 + bad) + read(sockets[1], global, 16)); drop(p))    //! param write(buf) after 10
CASE(126, send, char, text(10, 1), see(send(sockets[0], p, 10 + bad, 0) + read(sockets[1], global, 16)); drop(p))    //! param socketcall.sendto(msg) after 10
CASE(126, open, char, text(10, bad), see(open(p, O_RDONLY)); drop(p))                                //! param openat(filename) after 10

// ---- 127: a read before the beginning ----

CASE(127, char_element, char, calloc(1, 10), see(p[-bad]); drop(p))                                  //! read before 10
CASE(127, wchar_element, wchar_t, calloc(10, sizeof(T)), see(p[-bad]); drop(p))                      //! read before 40
CASE(127, int_element, int, calloc(10, sizeof(T)), see(p[-bad]); drop(p))                            //! read before 40
CASE(127, int64_element, int64_t, calloc(10, sizeof(T)), see(p[-bad]); drop(p))                      //! read before 80
CASE(127, struct_element, struct Two, calloc(10, sizeof(T)), see(p[-bad].two); drop(p))              //! read before 80
CASE(127, loop, char, text(10, 1), int i = 9; while (i >= 0 - bad && p[i] != '/') i--; see(i); drop(p))    //! read before 10
CASE(127, memcpy, char, text(10, 1), char d[20]; memcpy(d, p - 8 * bad, 10); see(d[0]); drop(p))     //! read before 10
CASE(127, memmove, char, text(10, 1), char d[20]; memmove(d, p - 8 * bad, 10); see(d[0]); drop(p))   //! read before 10
CASE(127, memcmp, char, text(10, 1), char d[20] = { 0 }; memcpy(d, p, 4); see(memcmp(d, p - bad, 2)); drop(p))    //! read before 10
CASE(127, write, char, text(10, 1), see(write(sockets[0], p - bad, 10) + read(sockets[1], global, 16)); drop(p))    //! param write(buf) before 10
