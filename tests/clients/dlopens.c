/* Opens and closes a library that allocates; errors and leaks from code that
   is gone by the time of the report.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(int argc, char** argv)
{
   for (int i = 0; i < 5; i++) {
      void* library = dlopen("./plugin.so", RTLD_NOW);
      if (library == NULL) {
         puts(dlerror());
         return 1;
      }
      char* (*block)(void) = dlsym(library, "plugin_block");
      char* p = block();
      memset(p, 0, 10);
      if (argc > 1) {
         ((void (*)(char*))dlsym(library, "plugin_bad"))(p);
         ((void (*)(void))dlsym(library, "plugin_leak"))();
      }
      dlclose(library);
      free(p);
   }
   return 0;
}
