// What the programs in this directory share: a case, and the ways on which its
// pointer gets from where it is made to where it is used.
//
//    CASE(122, strcpy, char, malloc(11 - bad), strcpy(p, ten); drop(p))    //! write after 10
//         |    |       |     |                 |
//         CWE  name    p's   makes p           uses p
//                      type
//
// `bad` is 1 in the bad twin and 0 in the good one.  A case is one line, so that
// this line is where its block is allocated, where the error is, and where the
// comment says what must be seen; cwe.t explains that notation.
//
//    PROGRAM good|bad     runs every case on every flow
//
// The flow's name is on the stack of each error, so cwe.t can tell that every
// pair of a case and a flow was judged.  A flow leaves no pointer behind: what a
// case does not free is lost.
//
// SPDX-License-Identifier: GPL-2.0-or-later

#include <fcntl.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wchar.h>

struct Case {
   void* (*make)(int bad);
   void (*use)(void* p, int bad);
};

static struct Case cases[200];
static int n_cases;

#define CASE(cwe, name, type, making, ...)                                            \
   static void* make_##cwe##_##name(int bad) { typedef type T; (void)bad; return (void*)(making); } \
   static void use_##cwe##_##name(void* passed, int bad) { typedef type T; T* p = (T*)passed; (void)bad; __VA_ARGS__; } \
   __attribute__((constructor)) static void add_##cwe##_##name(void)                  \
   {                                                                                  \
      cases[n_cases].make = make_##cwe##_##name;                                      \
      cases[n_cases++].use = use_##cwe##_##name;                                      \
   }

// ---- for use in cases; the optimiser sees nothing of what they do ----

#define OPAQUE __attribute__((noipa))

OPAQUE static void see(intmax_t value) { (void)value; }
OPAQUE static void drop(const void* p) { free((void*)p); }
#define keep(p) __asm__ volatile("" : : "r"(p) : "memory")    // it may be looked at now

struct Two { int one, two; };
struct Three { int one, two, three; };

static char* on_stack;                              // 16 bytes of main's
static char global[16] = "global";
char ten[] = "0123456789";                          // 11 bytes with the 0; not static, so
wchar_t wide_ten[] = L"0123456789";                 // 44 bytes     that nobody knows them
static int zeros;                                   // a file of zeros
static int sockets[2];

// A string of `length` times 'x', without its 0 if `bad`.
OPAQUE static char* text(int length, int bad)
{
   char* s = (char*)malloc(length + !bad);
   memset(s, 'x', length);
   if (!bad)
      s[length] = 0;
   return s;
}

OPAQUE static wchar_t* wide_text(int length, int bad)
{
   wchar_t* s = (wchar_t*)malloc((length + !bad) * sizeof *s);
   wmemset(s, L'x', length);
   if (!bad)
      s[length] = 0;
   return s;
}

// ---- the flows ----

#define FLOW(name) OPAQUE static void flow_##name(const struct Case* c, int bad)

FLOW(direct) { c->use(c->make(bad), bad); }

OPAQUE static void* returned(void* p) { return p; }
FLOW(returned) { c->use(returned(c->make(bad)), bad); }

struct Holder { int before; void* p; };
OPAQUE static void take_member(const struct Case* c, struct Holder* h, int bad) { c->use(h->p, bad); }
FLOW(member)
{
   struct Holder h = { 1, c->make(bad) };
   take_member(c, &h, bad);
}

OPAQUE static void take_pointer(const struct Case* c, void** pp, int bad) { c->use(*pp, bad); }
FLOW(pointer_to_pointer)
{
   void* p = c->make(bad);
   take_pointer(c, &p, bad);
}

static void* global_pointer;
OPAQUE static void take_global(const struct Case* c, int bad)
{
   void* p = global_pointer;
   global_pointer = NULL;
   c->use(p, bad);
}
FLOW(global)
{
   global_pointer = c->make(bad);
   take_global(c, bad);
}

OPAQUE static void take_element(const struct Case* c, void** array, int bad) { c->use(array[2], bad); }
FLOW(element)
{
   void* array[5] = { 0 };
   array[2] = c->make(bad);
   take_element(c, array, bad);
}

FLOW(box)
{
   struct Holder* h = (struct Holder*)malloc(sizeof *h);
   h->p = c->make(bad);
   take_member(c, h, bad);
   drop(h);
}

FLOW(loop)
{
   void* p = NULL;
   for (int i = 0; i < 3; i++)
      if (i == 1)
         p = c->make(bad);
      else if (i == 2)
         c->use(p, bad);
}

static volatile int six = 6;
FLOW(choice)
{
   switch (six) {
   case 5:  see(5); break;
   case 6:  c->use(c->make(bad), bad); break;
   default: see(7);
   }
}

static int five = 5;
OPAQUE static void set_five(void) { five = six - 1; }
FLOW(condition)
{
   void* p = NULL;
   set_five();
   if (five == 5)
      p = c->make(bad);
   if (five == 5)
      c->use(p, bad);
}

static void (*volatile take_by_address)(const struct Case*, struct Holder*, int) = take_member;
FLOW(function_pointer)
{
   struct Holder h = { 2, c->make(bad) };
   take_by_address(c, &h, bad);
}

FLOW(bits)
{
   union { void* p; uintptr_t n; unsigned char bytes[8]; } u, v;
   u.p = c->make(bad);
   for (int i = 0; i < 8; i++)
      v.bytes[i] = u.bytes[i];
   c->use(v.p, bad);
}

#ifdef __cplusplus
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

struct Base {
   virtual ~Base() {}
   virtual void take(const Case* c, void* p, int bad) { (void)c; (void)p; (void)bad; }
};
struct Derived : Base {
   void take(const Case* c, void* p, int bad) override { c->use(p, bad); }
};
FLOW(virtual_call)
{
   std::unique_ptr<Base> b(new Derived);
   b->take(c, c->make(bad), bad);
}

struct Destroyed {
   const Case* c;
   void* p;
   int bad;
   OPAQUE ~Destroyed() { c->use(p, bad); }
};
FLOW(destructor) { Destroyed d = { c, c->make(bad), bad }; }

OPAQUE static void take_reference(const Case* c, void*& p, int bad) { c->use(p, bad); }
FLOW(reference)
{
   void* p = c->make(bad);
   take_reference(c, p, bad);
}

FLOW(vector)
{
   std::vector<void*> v(3);
   v[1] = c->make(bad);
   c->use(v[1], bad);
}

FLOW(list)
{
   std::list<void*> l;
   l.push_back(c->make(bad));
   c->use(l.front(), bad);
}

FLOW(map)
{
   std::map<int, void*> m;
   m[7] = c->make(bad);
   c->use(m[7], bad);
}

FLOW(exception)
{
   try {
      throw c->make(bad);
   } catch (void* p) {
      c->use(p, bad);
   }
}

FLOW(lambda)
{
   void* p = c->make(bad);
   auto use = [=] { c->use(p, bad); };
   use();
}
#endif

static void (*const flows[])(const struct Case*, int) = {
   flow_direct, flow_returned, flow_member, flow_pointer_to_pointer, flow_global, flow_element,
   flow_box, flow_loop, flow_choice, flow_condition, flow_function_pointer, flow_bits,
#ifdef __cplusplus
   flow_virtual_call, flow_destructor, flow_reference, flow_vector, flow_list, flow_map,
   flow_exception, flow_lambda,
#endif
};

// What is left on the stack and in registers must not point at lost blocks.
OPAQUE static void wipe_stack(void)
{
   char dead[8192];
   memset(dead, 0, sizeof dead);
   keep(dead);
}

int main(int argc, char** argv)
{
   char place[16];
   on_stack = place;
   zeros = open("/dev/zero", O_RDONLY);
   if (argc != 2 || zeros < 0 || socketpair(AF_UNIX, SOCK_DGRAM, 0, sockets) != 0)
      return 2;
   for (int i = 0; i < n_cases; i++)
      for (size_t f = 0; f < sizeof flows / sizeof *flows; f++) {
         flows[f](&cases[i], strcmp(argv[1], "bad") == 0);
         wipe_stack();
      }
   close(zeros);
   close(sockets[0]);
   close(sockets[1]);
   return 0;
}
