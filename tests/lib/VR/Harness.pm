# VR::Harness: prove's harness, with a closing line that scripts can read.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Harness;
use strict;
use warnings;
use parent 'TAP::Harness';

our ($passed, $failed, @skipped) = (0, 0);

sub runtests {
   my ($self, @tests) = @_;
   $self->callback(after_test => \&_count);
   my $aggregate = $self->SUPER::runtests(@tests);
   print "skipped: $_\n" for @skipped;
   print "$passed passed, $failed failed\n";
   return $aggregate;
}

# A file that stops before its plan is done counts as a failure even if all it
# printed was "ok".
sub _count {
   my ($test, $parser) = @_;
   my @skips = $parser->skipped;
   my @bad = $parser->failed;
   $passed += $parser->passed - @skips;
   $failed += @bad || ($parser->has_problems ? 1 : 0);
   push @skipped, "$test->[1]" . ($parser->skip_all ? ': ' . $parser->skip_all : '')
      if @skips || $parser->skip_all;
}

1;
