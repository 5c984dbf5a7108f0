/* Objects that are freed when nobody refers to them any more, and two kinds of
   them that refer to each other: the leak of all programs that count references.

   A session has subscriptions, and each subscription knows its session.

      cycle broken     both own each other, so neither is ever without an owner
      cycle fixed      a session owns its subscriptions; these only know it

                  strong                              strong
        session ----------> subscription    session ----------> subscription
               <----------                         < . . . . . 
                  strong                               weak

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_broken;

/* ---- counted references ---- */

/* The beginning of each object. */
typedef struct Object {
   int  owners;
   void (*destroy)(struct Object*);      /* gives up what it owns */
} Object;

static void* new_object(size_t size, void (*destroy)(Object*))
{
   Object* object = calloc(1, size);
   object->owners  = 1;                   /* who has asked for it */
   object->destroy = destroy;
   return object;
}

static void* retain(void* object)
{
   ((Object*)object)->owners++;
   return object;
}

static void release(void* pointer)
{
   Object* object = pointer;
   if (--object->owners > 0) return;
   object->destroy(object);
   free(object);
}

/* ---- sessions and subscriptions ---- */

enum { MAX_SUBSCRIPTIONS = 4 };

typedef struct Session      Session;
typedef struct Subscription Subscription;

struct Session {
   Object        base;
   char*         user;
   Subscription* subscription[MAX_SUBSCRIPTIONS];
   int           n;
};

struct Subscription {
   Object   base;
   Session* session;
   char     topic[16];
};

static void destroy_session(Object* object)
{
   Session* session = (Session*)object;
   for (int i = 0; i < session->n; i++) {
      session->subscription[i]->session = NULL;      /* a weak reference ends here */
      release(session->subscription[i]);
   }
   free(session->user);
}

static void destroy_subscription(Object* object)
{
   Subscription* subscription = (Subscription*)object;
   if (is_broken && subscription->session != NULL) release(subscription->session);
}

static Session* new_session(const char* user)
{
   Session* session = new_object(sizeof *session, destroy_session);
   session->user = strdup(user);
   return session;
}

static void subscribe(Session* session, const char* topic)
{
   Subscription* subscription = new_object(sizeof *subscription, destroy_subscription);
   snprintf(subscription->topic, sizeof subscription->topic, "%s", topic);

   /* This is the difference between the two programs. */
   subscription->session = is_broken ? retain(session) : session;

   session->subscription[session->n++] = subscription;
}

/* ---- a server's day ---- */

static void serve(const char* user)
{
   Session* session = new_session(user);
   subscribe(session, "prices");
   subscribe(session, "trades");
   printf("%s has %d subscriptions\n", session->user, session->n);
   release(session);                      /* the user has gone */
}

int main(int argc, char** argv)
{
   is_broken = argc < 2 || strcmp(argv[1], "fixed") != 0;
   static const char* const users[] = { "alice", "bob", "carol" };
   for (int i = 0; i < 3; i++) serve(users[i]);
   return 0;
}
