// C++: the same mistakes with new, delete, objects and containers, and CWE 762
// (a block freed by a function of another family).
//
// SPDX-License-Identifier: GPL-2.0-or-later

#include "flows.h"
#include <new>

typedef std::vector<int> Ints;
typedef std::basic_string<wchar_t> WideString;

struct Named {                       // owns its name
   char* name;
   Named() : name(new char[10]) {}
   ~Named() { delete[] name; }
};
struct Forgetful {                   // has no destructor
   char* name;
   Forgetful() : name(new char[10]) {}
};
struct Shallow {                     // copies share the name
   char* name;
   int owns;
   Shallow() : name(new char[10]), owns(1) {}
   Shallow(const Shallow& other, int bad) : name(other.name), owns(bad) {}
   ~Shallow() { if (owns) delete[] name; }
};
struct alignas(64) Wide64 { char bytes[64]; };

struct Shape { virtual ~Shape() {} virtual int area() { return 0; } };
struct Square : Shape { int side = 3; int area() override { return side * side; } };

OPAQUE static void risky(int bad) { if (bad) throw bad; }

// ---- 122, 124, 126, 127 ----

CASE(122, new_array, int, new int[11 - bad], p[10] = 1; keep(p); delete[] p)                         //! write after 40
CASE(122, new_char, char, new char[11 - bad], strcpy(p, ten); keep(p); delete[] p)                   //! write after 10
CASE(122, new_wchar, wchar_t, new wchar_t[11 - bad], wcscpy(p, wide_ten); keep(p); delete[] p)       //! write after 40
CASE(122, new_nothrow, char, new (std::nothrow) char[11 - bad], p[10] = 'x'; keep(p); delete[] p)    //! write after 10
CASE(122, aligned_new, char, operator new(11 - bad, std::align_val_t(64)), p[10] = 'x'; keep(p); operator delete(p, std::align_val_t(64)))    //! write after 10
CASE(122, placement, struct Two, operator new(8 - 4 * bad), new (p) Two{1, six}; keep(p); operator delete(p))    //! write inside 4 ; write after 4
CASE(122, vector, Ints, new Ints(11 - bad), (*p)[10] = 1; keep(p->data()); delete p)                 //! write after 40
CASE(122, unique_ptr, std::unique_ptr<int[]>, new std::unique_ptr<int[]>(new int[11 - bad]), p->get()[10] = 1; keep(p->get()); delete p)    //! write after 40
CASE(122, copy, Ints, new Ints(11 - bad), std::copy(ten, ten + 11, p->data()); keep(p->data()); delete p)    //! write after 40
CASE(124, new_array, int, new int[10], p[-bad] = 1; keep(p); delete[] p)                             //! write before 40
CASE(124, vector, Ints, new Ints(10), p->data()[-bad] = 1; keep(p->data()); delete p)                //! write before 40
CASE(126, new_array, int, new int[11 - bad](), see(p[10]); delete[] p)                               //! read after 40
CASE(126, vector, Ints, new Ints(11 - bad), see((*p)[10]); delete p)                                 //! read after 40
CASE(126, string, std::string, new std::string(40, 'x'), see(p->data()[40 + bad]); delete p)         //! read after 41
CASE(126, wide_string, WideString, new WideString(40, L'x'), see(p->data()[40 + bad]); delete p)     //! read after 164
CASE(126, iterator, Ints, new Ints(10), int sum = 0; for (auto i = p->begin(); i != p->end() + bad; ++i) sum += *i; see(sum); delete p)    //! read after 40
CASE(127, new_array, int, new int[10](), see(p[-bad]); delete[] p)                                   //! read before 40
CASE(127, vector, Ints, new Ints(10), see(p->data()[-bad]); delete p)                                //! read before 40
CASE(127, string, std::string, new std::string(40, 'x'), see(p->data()[-bad]); delete p)             //! read before 41

// ---- 401 ----

CASE(401, new, struct Two, new Two, if (!bad) delete p)                                              //! leak definite 8
CASE(401, new_array, int, new int[10], if (!bad) delete[] p)                                         //! leak definite 40
CASE(401, new_nothrow, int, new (std::nothrow) int[10], if (!bad) delete[] p)                        //! leak definite 40
CASE(401, aligned_new, Wide64, new Wide64, if (!bad) delete p)                                       //! leak definite 64
CASE(401, vector, Ints, new Ints(10), if (!bad) delete p)                                            //! leak definite 64 ; leak indirect 40
CASE(401, map, int, malloc(1), drop(p); auto m = new std::map<int, int>; (*m)[1] = 2; keep(m); if (!bad) delete m)    //! leak definite 88 ; leak indirect 40
CASE(401, vector_of_pointers, std::vector<int*>, new std::vector<int*>(1, new int), if (!bad) delete (*p)[0]; delete p)    //! leak definite 4
CASE(401, list_of_pointers, std::list<int*>, new std::list<int*>(1, new int), if (!bad) delete p->front(); delete p)    //! leak definite 4
CASE(401, objects, Named, new Named[3], if (!bad) delete[] p)                                        //! leak definite 62 ; leak indirect 30
CASE(401, unique_ptr, Named, new Named, std::unique_ptr<Named> u(p); if (bad) u.release())           //! leak definite 18 ; leak indirect 10
CASE(401, shared_cycle, int, malloc(1), drop(p); struct S { std::shared_ptr<S> s; }; auto s = std::make_shared<S>(); if (bad) s->s = s)    //! leak definite 32
CASE(401, exception, char, new char[10], try { risky(bad); delete[] p; } catch (int) {})             //! leak definite 10
CASE(401, destructor, Forgetful, new Forgetful, if (!bad) delete[] p->name; delete p)                //! leak definite 10
CASE(401, no_virtual_destructor, int, malloc(1), drop(p); struct B {}; struct D : B { Named n; }; D* d = new D; keep(d); if (bad) operator delete(d); else delete d)    //! leak definite 10

// ---- 415, 416 ----

CASE(415, delete, struct Two, new Two, if (bad) operator delete(p); keep(p); delete p)               //! free freed 8
CASE(415, delete_array, int, new int[10], if (bad) operator delete[](p); keep(p); delete[] p)        //! free freed 40
CASE(415, aligned_delete, Wide64, new Wide64, if (bad) operator delete(p, std::align_val_t(64)); keep(p); delete p)    //! free freed 64
CASE(415, unique_ptr, int, new int, { std::unique_ptr<int> u(p); keep(p); if (!bad) u.release(); } operator delete(p))    //! free freed 4
CASE(415, shared_ptr, int, new int, std::shared_ptr<int> s(p); keep(p); if (bad) operator delete(p))                  //! free freed 4
CASE(415, shallow_copy, Shallow, new Shallow, { Shallow copy(*p, bad); keep(&copy); } delete p)    //! free freed 10
CASE(416, delete, struct Two, new Two(), if (bad) operator delete(p); see(p->two); if (!bad) delete p)    //! read freed 8
CASE(416, delete_array, int, new int[10](), if (bad) operator delete[](p); see(p[3]); if (!bad) delete[] p)    //! read freed 40
CASE(416, delete_wchar, wchar_t, new wchar_t[11], wcscpy(p, wide_ten); if (bad) operator delete[](p); see(wcslen(p)); if (!bad) delete[] p)    //! read freed 44
CASE(416, virtual_call, Shape, new Square, if (bad) operator delete(p); keep(p); see(p->area()); if (!bad) delete p)    //! read freed 16
CASE(416, iterator, Ints, new Ints(10), auto i = p->begin(); p->reserve(10 + 10 * bad); keep(p->data()); see(*i); delete p)    //! read freed 40
CASE(416, reference, Ints, new Ints(10), int& r = (*p)[3]; p->resize(10 + 10 * bad); keep(p->data()); r = 1; keep(&r); delete p)    //! write freed 40
CASE(416, erased, int, malloc(1), drop(p); std::list<int> l(1, 5); int* q = &l.front(); if (bad) l.clear(); see(*q))    //! read freed 24
CASE(416, c_str, std::string, new std::string(40, 'x'), const char* s = p->c_str(); if (bad) { p->assign(400, 'y'); keep(p->data()); } see(s[3]); delete p)    //! read freed 41

// ---- 590, 761 ----

CASE(590, delete_stack, char, bad ? (void*)on_stack : new char, operator delete(p))                  //! free stack
CASE(590, delete_array_stack, char, bad ? (void*)on_stack : new char[16], operator delete[](p))      //! free stack
CASE(590, delete_global, char, bad ? (void*)global : new char, operator delete(p))                   //! free data
CASE(590, delete_array_global, char, bad ? (void*)global : new char[16], operator delete[](p))       //! free data
CASE(590, delete_placed, int, bad ? new (on_stack) int : new int, operator delete(p))                //! free stack
CASE(761, delete, char, operator new(10), operator delete(p + bad); if (bad) operator delete(p))     //! free inside 10
CASE(761, delete_array, int, new int[10], operator delete[](p + bad); if (bad) delete[] p)           //! free inside 40
CASE(761, free_of_array_cookie, Named, malloc(10), drop(p); Named* n = new Named[2]; keep(n); if (bad) { for (int i = 0; i < 2; i++) n[i].~Named(); free(n); operator delete[]((size_t*)n - 1); } else delete[] n)    //! free inside 24

// ---- 762: the wrong family ----

CASE(762, malloc_delete, char, malloc(10), if (bad) operator delete(p); else free(p))                //! mismatch 10
CASE(762, malloc_delete_array, char, malloc(10), if (bad) operator delete[](p); else free(p))        //! mismatch 10
CASE(762, calloc_delete, struct Two, calloc(10, 8), if (bad) operator delete(p); else free(p))       //! mismatch 80
CASE(762, realloc_delete, int64_t, realloc(NULL, 80), if (bad) operator delete(p); else free(p))     //! mismatch 80
CASE(762, strdup_delete_array, char, strdup(ten), if (bad) delete[] p; else free(p))                 //! mismatch 11
CASE(762, wcsdup_delete_array, wchar_t, wcsdup(wide_ten), if (bad) delete[] p; else free(p))         //! mismatch 44
CASE(762, memalign_delete, char, memalign(64, 10), if (bad) operator delete(p); else free(p))        //! mismatch 10
CASE(762, new_free, struct Two, new Two, if (bad) free(p); else delete p)                            //! mismatch 8
CASE(762, new_array_free, int, new int[10], if (bad) free(p); else delete[] p)                       //! mismatch 40
CASE(762, new_realloc, int, new int[10], if (bad) drop(realloc(p, 80)); else delete[] p)             //! mismatch 40
CASE(762, new_delete_array, int64_t, new int64_t, if (bad) operator delete[](p); else delete p)      //! mismatch 8
CASE(762, new_array_delete, wchar_t, new wchar_t[10], if (bad) operator delete(p); else delete[] p)  //! mismatch 40
CASE(762, nothrow_free, char, new (std::nothrow) char[10], if (bad) free(p); else delete[] p)        //! mismatch 10
CASE(762, object_free, Shape, new Square, if (bad) { p->~Shape(); free(p); } else delete p)          //! mismatch 16
CASE(762, unique_ptr_of_array, int, new int[10], if (bad) { std::unique_ptr<int> u(p); keep(p); } else delete[] p)    //! mismatch 40
CASE(762, unique_ptr_of_malloc, int, malloc(40), if (bad) { std::unique_ptr<int> u((int*)p); keep(p); } else free(p))    //! mismatch 40
