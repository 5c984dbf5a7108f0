# "check" against a baseline of one run stays green on 20 more runs of a program whose threads
# never do the same twice, and is red when it leaks.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use Test::More;
use VR::ReportTool;
use VR::Run;
use VR::Scratch;

use constant RUNS => 20;

$ENV{VR_TEST_TOOL} eq 'vrleak' or plan skip_all => 'vrleak only';
my $work = VR::Scratch::fresh('report-stable');
VR::Scratch::write_file($work, 'queue.c', <<'END_OF_SOURCE');
/* Workers take orders from a queue without bound.  An argument: lose so many of them. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
enum { WORKERS = 4, ORDERS = 3000 };
struct order { struct order* next; int id; char text[100]; };
static struct order *first, **last = &first;
static int done;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static int lose;
static struct order* take(void)
{
   pthread_mutex_lock(&lock);
   while (!first && !done) pthread_cond_wait(&more, &lock);
   struct order* order = first;
   if (order && !(first = order->next)) last = &first;
   pthread_mutex_unlock(&lock);
   return order;
}
static void* work(void* unused)
{
   struct order* order;
   while ((order = take())) {
      char* copy = malloc(200 + order->id % 1000);
      memset(copy, 1, 200);
      free(copy);
      if (order->id >= lose) free(order);
      order = NULL;
   }
   return NULL;
}
int main(int argc, char** argv)
{
   pthread_t workers[WORKERS];
   lose = atoi(argv[1]);
   for (int i = 0; i < WORKERS; i++) pthread_create(&workers[i], NULL, work, NULL);
   for (int i = 0; i < ORDERS; i++) {
      struct order* order = calloc(1, sizeof *order);
      order->id = i;
      pthread_mutex_lock(&lock);
      *last = order;
      last = &order->next;
      pthread_cond_signal(&more);
      pthread_mutex_unlock(&lock);
   }
   pthread_mutex_lock(&lock);
   done = 1;
   pthread_cond_broadcast(&more);
   pthread_mutex_unlock(&lock);
   for (int i = 0; i < WORKERS; i++) pthread_join(workers[i], NULL);
   return 0;
}
END_OF_SOURCE
my $built = VR::ReportTool::command($work, 'gcc', '-g', '-O1', '-w', '-pthread', '-o', 'queue', 'queue.c');
is($built->{status}, 0, 'built') or diag($built->{stderr});

sub ran {
   my ($name, $lose) = @_;
   VR::Run::tool(name => 'run', dir => $work, options => [ '-q', "--vrleak-out-file=$name.json" ], command => [ './queue', $lose ]);
   return "$name.json";
}
sub checked { return VR::ReportTool::vr_report($work, 'check', '--baseline=base.txt', @_) }

is(checked('--update', ran(base => 0))->{status}, 0, 'a baseline');
my (%peak, @red);
for (1 .. RUNS) {
   my $report = ran("run$_" => 0);
   my $verdict = checked($report);
   push @red, $verdict->{stdout} . $verdict->{stderr} if $verdict->{status} ne '0';
   $peak{ VR::Run::slurp("$work/$report") =~ /"peak_bytes": (\d+)/ ? $1 : 'none' }++;
}
is(scalar @red, 0, RUNS . ' runs are green') or diag(@red);
note('peaks: ', join ' ', sort { $a <=> $b } keys %peak);
my $red = checked(ran(leak => 1));
like("$red->{status} $red->{stdout}", qr/^1 .*broken: leaks\n 1\d\d bytes in 1 block definitely lost\n   at main \(queue\.c:\d+\)/s, 'one leak is red');
done_testing;
