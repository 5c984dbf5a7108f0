# The timeline has what coroutines use of their stacks: the frames of those that are
# suspended or run, and nothing of those that have ended.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use Test::More;
use VR::JsonReport qw(compiled reported);
use VR::Scratch;

plan skip_all => 'only vrleak has a timeline' if $ENV{VR_TEST_TOOL} ne 'vrleak';
my $work = VR::Scratch::fresh('profile-coro-stacks');
my $root = "$FindBin::Bin/../..";
VR::Scratch::write_file($work, 'coros.c', <<'END');
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <vrleak.h>

enum { N = 10, FRAME = 20000, STACK = 65536 };
static ucontext_t home, coro[N];

static void use_stack(int i)
{
   char room[FRAME];
   memset(room, 1, sizeof room);
   if (i == N - 1) VRLEAK_SNAPSHOT("one runs");
   swapcontext(&coro[i], &home);
   memset(room, 2, sizeof room);
}

int main(void)
{
   free(malloc(10));
   VRLEAK_SNAPSHOT("none");
   for (int i = 0; i < N; i++) {
      char* stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      getcontext(&coro[i]);
      coro[i].uc_stack.ss_sp   = stack;
      coro[i].uc_stack.ss_size = STACK;
      coro[i].uc_link          = &home;
      makecontext(&coro[i], (void (*)(void))use_stack, 1, i);
      swapcontext(&home, &coro[i]);
   }
   VRLEAK_SNAPSHOT("all wait");
   for (int i = 0; i < N; i++)
      swapcontext(&home, &coro[i]);
   VRLEAK_SNAPSHOT("all over");
   return 0;
}
END
compiled($work, 'coros', qw(gcc -g -O0 -w -I), $root, 'coros.c');

sub snapshots {
   my ($about, @command) = @_;
   my ($report) = reported($work, $about, [], @command);
   return $report->{timeline};
}

my $all = snapshots(coroutines => './coros');
my %bytes = map { $_->{name} => $_->{coroutine_stack_bytes} } grep { $_->{kind} eq 'named' } @$all;
is($bytes{none}, 0, 'before there is one');
is(int($bytes{'all wait'} / 20000), 10, 'ten large frames, and little more') or diag($bytes{'all wait'});
is(int($bytes{'one runs'} / 20000), 10, 'the one that runs counts, too') or diag($bytes{'one runs'});
is($bytes{'all over'}, 0, 'nothing is left');
is(scalar(grep { exists $_->{coroutine_stack_bytes} } @{ snapshots(none => '/bin/true') }), 0, 'no word where there are none');
done_testing;
