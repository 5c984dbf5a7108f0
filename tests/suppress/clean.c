/* Nothing is wrong with this: what libc allocates for its own ends.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <dlfcn.h>
#include <iconv.h>
#include <locale.h>
#include <netdb.h>
#include <pthread.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

#define THREADS 4
static __thread char own[100];
static pthread_key_t key;

static void* run(void* arg)
{
   own[1] = 1;
   pthread_setspecific(key, malloc(10));
   return arg;
}

int main(void)
{
   pthread_t thread[THREADS];
   struct addrinfo* found = NULL;
   time_t now = 0;

   setlocale(LC_ALL, "C.UTF-8");
   freelocale(newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0));
   iconv_t conversion = iconv_open("ISO-8859-1", "UTF-8");
   if (conversion != (iconv_t)-1)
      iconv_close(conversion);
   if (getaddrinfo("localhost", "80", NULL, &found) == 0)
      freeaddrinfo(found);
   getpwuid(0);
   localtime(&now);
   setenv("NAME", "value", 1);
   void* library = dlopen("libm.so.6", RTLD_NOW);
   if (library != NULL)
      dlclose(library);
   pthread_key_create(&key, free);
   for (int i = 0; i < THREADS; i++)
      pthread_create(&thread[i], NULL, run, NULL);
   for (int i = 0; i < THREADS; i++)
      pthread_join(thread[i], NULL);
   wprintf(L"hello\n");
   return 0;
}
