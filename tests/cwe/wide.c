// Accesses outside a block of the heap by functions for wide characters: CWE 122,
// 124, 126, 127.
//
// SPDX-License-Identifier: GPL-2.0-or-later

#include "flows.h"

#define WIDE(n) ((n) * sizeof(wchar_t))

CASE(122, wcscpy, wchar_t, malloc(WIDE(11 - bad)), wcscpy(p, wide_ten); keep(p); drop(p))            //! write after 40
CASE(122, wcsncpy, wchar_t, malloc(WIDE(11 - bad)), wcsncpy(p, wide_ten, 11); keep(p); drop(p))      //! write after 40
CASE(122, wcscat, wchar_t, calloc(16 - bad, WIDE(1)), wcscpy(p, L"hello"); wcscat(p, wide_ten); keep(p); drop(p))    //! write after 60
CASE(122, wcsncat, wchar_t, calloc(16 - bad, WIDE(1)), wcscpy(p, L"hello"); wcsncat(p, wide_ten, 10); keep(p); drop(p))    //! write after 60
CASE(122, wmemcpy, wchar_t, malloc(WIDE(11 - bad)), wmemcpy(p, wide_ten, 11); keep(p); drop(p))      //! write after 40 ; write inside 40
CASE(122, wmemmove, wchar_t, malloc(WIDE(11 - bad)), wmemmove(p, wide_ten, 11); keep(p); drop(p))    //! write after 40 ; write inside 40
CASE(122, wmempcpy, wchar_t, malloc(WIDE(11 - bad)), wmempcpy(p, wide_ten, 11); keep(p); drop(p))    //! write after 40 ; write inside 40
CASE(122, wmemset, wchar_t, malloc(WIDE(11 - bad)), wmemset(p, L'x', 11); keep(p); drop(p))          //! write after 40 ; write inside 40
CASE(122, swprintf, wchar_t, malloc(WIDE(6 - bad)), swprintf(p, 20, L"%ls", L"hello"); keep(p); drop(p))    //! write after 20
CASE(122, mbstowcs, wchar_t, malloc(WIDE(11 - bad)), mbstowcs(p, ten, 11); keep(p); drop(p))         //! write after 40 ; read after 40
CASE(122, wcstombs, char, malloc(11 - bad), wcstombs(p, wide_ten, 11); keep(p); drop(p))             //! write after 10 ; read after 10
CASE(122, wcsdup, wchar_t, wcsdup(wide_ten + bad), p[10] = L'x'; keep(p); drop(p))                   //! write after 40
CASE(122, bytes_for_chars, wchar_t, malloc(bad ? 11 : WIDE(11)), wcscpy(p, wide_ten); keep(p); drop(p))    //! write after 11 ; write inside 11

CASE(124, wcscpy, wchar_t, malloc(WIDE(11)), wcscpy(p - 2 * bad, wide_ten); keep(p); drop(p))        //! write before 44
CASE(124, wcsncpy, wchar_t, malloc(WIDE(11)), wcsncpy(p - 2 * bad, wide_ten, 11); keep(p); drop(p))  //! write before 44
CASE(124, wmemcpy, wchar_t, malloc(WIDE(11)), wmemcpy(p - 2 * bad, wide_ten, 11); keep(p); drop(p))  //! write before 44
CASE(124, wmemmove, wchar_t, malloc(WIDE(11)), wmemmove(p - 2 * bad, wide_ten, 11); keep(p); drop(p))    //! write before 44
CASE(124, wmemset, wchar_t, malloc(WIDE(11)), wmemset(p - 2 * bad, L'x', 11); keep(p); drop(p))      //! write before 44
CASE(124, loop, wchar_t, malloc(WIDE(10)), for (int i = 9; i >= -bad; i--) p[i] = L'x'; keep(p); drop(p))    //! write before 40

CASE(126, wcslen, wchar_t, wide_text(10, bad), see(wcslen(p)); drop(p))                              //! read after 40
CASE(126, wcsnlen, wchar_t, wide_text(10, 1), see(wcsnlen(p, 10 + bad)); drop(p))                    //! read after 40
CASE(126, wcschr, wchar_t, wide_text(10, bad), see(wcschr(p, L'y') == NULL); drop(p))                //! read after 40
CASE(126, wcsrchr, wchar_t, wide_text(10, bad), see(wcsrchr(p, L'y') == NULL); drop(p))              //! read after 40
CASE(126, wcscmp, wchar_t, wide_text(10, bad), see(wcscmp(p, L"xxxxxxxxxxx")); drop(p))              //! read after 40
CASE(126, wcsncmp, wchar_t, wide_text(10, 1), see(wcsncmp(p, L"xxxxxxxxxxx", 10 + bad)); drop(p))    //! read after 40
CASE(126, wcscpy, wchar_t, wide_text(10, bad), wchar_t d[200]; wcscpy(d, p); see(d[0]); drop(p))     //! read after 40
CASE(126, wcsncpy, wchar_t, wide_text(10, 1), wchar_t d[20]; wcsncpy(d, p, 10 + bad); see(d[0]); drop(p))    //! read after 40
CASE(126, wcscat, wchar_t, wide_text(10, bad), wchar_t d[200] = L"x"; wcscat(d, p); see(d[0]); drop(p))    //! read after 40
CASE(126, wcsdup, wchar_t, wide_text(10, bad), drop(wcsdup(p)); drop(p))                             //! read after 40
CASE(126, wmemcpy, wchar_t, wide_text(10, 1), wchar_t d[20]; wmemcpy(d, p, 10 + bad); see(d[0]); drop(p))    //! read after 40
CASE(126, wmemmove, wchar_t, wide_text(10, 1), wchar_t d[20]; wmemmove(d, p, 10 + bad); see(d[0]); drop(p))    //! read after 40
CASE(126, wmemcmp, wchar_t, wide_text(10, 1), see(wmemcmp(p, L"xxxxxxxxxxx", 10 + bad)); drop(p))    //! read after 40
CASE(126, wmemchr, wchar_t, wide_text(10, 1), see(wmemchr(p, L'y', 10 + bad) == NULL); drop(p))      //! read after 40
CASE(126, wprintf, wchar_t, wide_text(10, bad), wchar_t d[200]; swprintf(d, 200, L"%ls!", p); see(d[0]); drop(p))    //! read after 40
CASE(126, fputws, wchar_t, wide_text(10, bad), FILE* f = fopen("/dev/null", "w"); fputws(p, f); fclose(f); drop(p))    //! read after 40

CASE(127, wmemcpy, wchar_t, wide_text(10, 1), wchar_t d[20]; wmemcpy(d, p - 2 * bad, 10); see(d[0]); drop(p))    //! read before 40
CASE(127, wmemmove, wchar_t, wide_text(10, 1), wchar_t d[20]; wmemmove(d, p - 2 * bad, 10); see(d[0]); drop(p))    //! read before 40
CASE(127, wmemcmp, wchar_t, wide_text(10, 1), see(wmemcmp(L"xx", p - bad, 1)); drop(p))              //! read before 40
CASE(127, loop, wchar_t, wide_text(10, 1), int i = 9; while (i >= 0 - bad && p[i] != L'/') i--; see(i); drop(p))    //! read before 40
