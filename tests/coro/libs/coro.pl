# coro.pl: Perl's Coro.  The planted error is a system call's: Perl has no other.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use Coro;

# Switches while Perl is in a C function, so that each needs a stack of its own.
package Text { use overload '""' => sub { Coro::cede(); ${ $_[0] } } }

my $SYS_write = 1;
open my $null, '>', '/dev/null' or die;

sub run {
   my ($self) = @_;
   for my $i (1 .. 50) {
      my $mine = "$self $i";
      my $text = join '-', map { bless \(my $copy = $mine), 'Text' } 1 .. 2;
      $text eq "$mine-$mine" or die $text;
      my $buffer = 'x' x 40;
      syscall($SYS_write, fileno $null, $buffer, 400) if @ARGV && $self == 7 && $i == 30;
   }
}

my @all = map { my $self = $_; async { run($self) } } 0 .. 19;
$_->join for @all;
print "done\n";
