/* server.c: a small server in the manner of HTTP, for the steady state of a real
   one: connections over a socket, some at a time; requests that are parsed into
   headers; sessions that end; a cache with a limit; a log that rolls.

      server SOCKET SECONDS       serves for that long, at least 1000 requests
      server --load SOCKET        is the client: sends requests until it is gone

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS = 16, CACHED = 200, LOG_LINES = 400 };

typedef struct Header { struct Header* next; char *name, *value; } Header;
typedef struct { char* path; Header* headers; } Request;
typedef struct { char *path, *page; } Cached;
typedef struct { int fd, requests; char* input; size_t length, capacity; } Connection;

static Connection* connections[CONNECTIONS];
static Cached      cache[CACHED];
static char*       journal[LOG_LINES];
static long        served;

/* ---- one request ---- */

static Request* parse(char* text)
{
   char*    rest;
   Request* request = calloc(1, sizeof *request);
   char*    line    = strtok_r(text, "\r\n", &rest);
   char*    path    = line ? strchr(line, ' ') : NULL;
   request->path = strndup(path ? path + 1 : "/", path ? strcspn(path + 1, " ") : 1);
   while ((line = strtok_r(NULL, "\r\n", &rest))) {
      char* colon = strchr(line, ':');
      if (!colon)
         continue;
      Header* header = malloc(sizeof *header);
      header->name  = strndup(line, colon - line);
      header->value = strdup(colon + 1);
      header->next  = request->headers;
      request->headers = header;
   }
   return request;
}

static void release(Request* request)
{
   while (request->headers) {
      Header* header = request->headers;
      request->headers = header->next;
      free(header->name);
      free(header->value);
      free(header);
   }
   free(request->path);
   free(request);
}

static const char* page_of(const char* path)
{
   unsigned hash = 5381;
   for (const char* c = path; *c; c++)
      hash = hash * 33 + (unsigned char)*c;
   Cached* cached = &cache[hash % CACHED];
   if (!cached->path || strcmp(cached->path, path)) {
      free(cached->path);
      free(cached->page);
      cached->path = strdup(path);
      cached->page = NULL;
      if (asprintf(&cached->page, "<h1>%s</h1><p>%0*u</p>\n", path, 20 + hash % 300, hash) < 0)
         abort();
   }
   return cached->page;
}

static void write_journal(const Request* request)
{
   char** line = &journal[served % LOG_LINES];
   free(*line);
   if (asprintf(line, "%ld: %s %s", served, request->path, request->headers ? request->headers->value : "") < 0)
      abort();
}

static void answer(int fd, Request* request)
{
   const char* page = page_of(request->path);
   char* reply;
   int   length = asprintf(&reply, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s", strlen(page), page);
   if (length < 0 || send(fd, reply, length, MSG_NOSIGNAL) != length)
      fprintf(stderr, "a client is gone\n");
   free(reply);
   write_journal(request);
   served++;
}

/* ---- connections ---- */

static void close_connection(Connection** slot)
{
   close((*slot)->fd);
   free((*slot)->input);
   free(*slot);
   *slot = NULL;
}

static void accept_connection(int listener)
{
   int fd = accept(listener, NULL, NULL);
   if (fd < 0)
      return;
   for (int i = 0; i < CONNECTIONS; i++)
      if (!connections[i]) {
         connections[i] = calloc(1, sizeof(Connection));
         connections[i]->fd = fd;
         return;
      }
   close(fd);
}

static void serve(Connection** slot)
{
   Connection* connection = *slot;
   if (connection->capacity - connection->length < 512) {
      connection->capacity = connection->capacity * 2 + 512;
      connection->input    = realloc(connection->input, connection->capacity);
   }
   ssize_t count = read(connection->fd, connection->input + connection->length, connection->capacity - connection->length - 1);
   if (count <= 0) {
      close_connection(slot);
      return;
   }
   connection->length += count;
   connection->input[connection->length] = 0;
   for (char* end; (end = strstr(connection->input, "\r\n\r\n")); ) {
      *end = 0;
      Request* request = parse(connection->input);
      answer(connection->fd, request);
      release(request);
      connection->length -= end + 4 - connection->input;
      memmove(connection->input, end + 4, connection->length + 1);
   }
}

static int listen_at(const char* path)
{
   struct sockaddr_un address = { .sun_family = AF_UNIX };
   int fd = socket(AF_UNIX, SOCK_STREAM, 0);
   snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
   if (fd < 0 || bind(fd, (struct sockaddr*)&address, sizeof address) || listen(fd, 64)) {
      perror(path);
      exit(1);
   }
   return fd;
}

static int run_server(const char* path, int seconds)
{
   int    listener = listen_at(path);
   time_t end      = time(NULL) + seconds;
   while (time(NULL) < end || served < 1000) {
      struct pollfd polled[CONNECTIONS + 1] = { { .fd = listener, .events = POLLIN } };
      for (int i = 0; i < CONNECTIONS; i++)
         polled[i + 1] = (struct pollfd){ .fd = connections[i] ? connections[i]->fd : -1, .events = POLLIN };
      if (poll(polled, CONNECTIONS + 1, 1000) < 0 && errno != EINTR)
         return 1;
      for (int i = 0; i < CONNECTIONS; i++)
         if (connections[i] && polled[i + 1].revents)
            serve(&connections[i]);
      if (polled[0].revents)
         accept_connection(listener);
   }
   printf("%ld requests\n", served);
   return 0;
}

/* ---- the client ---- */

/* A connection with some requests, each waiting for its answer.  0 if the
   server is not there. */
static int converse(const char* path, unsigned number)
{
   struct sockaddr_un address = { .sun_family = AF_UNIX };
   int fd = socket(AF_UNIX, SOCK_STREAM, 0);
   snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
   int good = connect(fd, (struct sockaddr*)&address, sizeof address) == 0;
   for (unsigned i = 0; good && i <= number * 7919 % 25; i++) {
      char text[600];
      int  length = snprintf(text, sizeof text, "GET /page/%u HTTP/1.1\r\nHost: here\r\nX-Number: %u\r\nX-Fill: %0*u\r\n\r\n",
                             (number * 31 + i * i) % 1000, number, 1 + number * (i + 3) % 300, i);
      good = send(fd, text, length, MSG_NOSIGNAL) == length && read(fd, text, sizeof text) > 0;
   }
   close(fd);
   return good;
}

static int run_load(const char* path)
{
   unsigned number = 0;
   for (int failed = 0; failed < 3; number++) {
      if (converse(path, number)) {
         failed = 0;
         continue;
      }
      failed++;
      usleep(20000);
   }
   return 0;
}

int main(int argc, char** argv)
{
   if (argc != 3) {
      fprintf(stderr, "usage: server SOCKET SECONDS | server --load SOCKET\n");
      return 2;
   }
   return strcmp(argv[1], "--load") ? run_server(argv[1], atoi(argv[2])) : run_load(argv[2]);
}
