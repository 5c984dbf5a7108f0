# VR::Report::Findings: what is wrong with a program, each with a rule that it breaks,
# for formats that know rules: SARIF, JUnit.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Findings;
use strict;
use warnings;
use VR::Report::Format::Text;

my $ACCESS = 'The program touches memory that it may not touch: outside of a block, or in one that was '
           . 'freed. The explanation says which block it is and where it was allocated and freed.';
my $FREE   = 'Memory is given back by an address that malloc, new or the like did not return, that was '
           . 'given back already, or by a function that does not belong to the one that allocated it.';
my %RULE = (
   InvalidRead        => [ 'Read of memory that may not be read', $ACCESS ],
   InvalidWrite       => [ 'Write to memory that may not be written', $ACCESS ],
   InvalidJump        => [ 'Jump to memory that is no code', 'A function pointer or a return address is wrong.' ],
   InvalidFree        => [ 'Wrong free', $FREE ],
   MismatchedFree     => [ 'Freed by the wrong function', $FREE ],
   Overlap            => [ 'Source and destination overlap',
                           'Functions like memcpy must not be called with memory that overlaps: use memmove.' ],
   SyscallParam       => [ 'A system call got memory that may not be touched', $ACCESS ],
   FishyValue         => [ 'A size that can hardly be meant',
                           'Seen as signed, the size is negative: an overflow, or an error code taken for a size.' ],
   Growth             => [ 'A limit of the program is exceeded',
                           'A checkpoint, container or budget that the program has declared (vrleak.h) does not hold.' ],
   LeakDefinite       => [ 'Memory is lost', 'There is no pointer to these blocks any more: they can not be freed.' ],
   LeakPossible       => [ 'Memory may be lost', 'Pointers to the inside of these blocks are left only.' ],
   GrowthUnbounded    => [ 'A container grows without bound',
                           'The longer the program runs, the more memory is here. It can be reached, but nobody '
                           . 'removes it: a history, cache or list without limit.' ],
   CoroutineAbandoned => [ 'A coroutine is abandoned',
                           'It is suspended, and nothing refers to it: it will never go on, and its stack is never freed.' ],
);

# [title, help] of a rule.
sub rule { my ($name) = @_; return $RULE{$name} // [ $name, 'An error that vrleak found; its text says which.' ] }

# { rule, level (error or warning), text, stack, count, aux => [{ what, stack }...] }
sub findings {
   my ($report) = @_;
   return ((map { _error($_) } $report->errors), (map { _leak($_) } $report->leaks_of(qw(definite possible))),
           (map { _growth($_) } $report->growing),
           (map { _coroutine($_) } grep { $_->{state} eq 'abandoned' } $report->coroutine_groups));
}

sub _error {
   my ($error) = @_;
   return { rule => $error->{kind}, level => 'error', text => $error->{what}, map { $_ => $error->{$_} } qw(stack count aux) };
}

sub _leak {
   my ($leak) = @_;
   my ($rule, $level) = $leak->{kind} eq 'definite' ? ('LeakDefinite', 'error') : ('LeakPossible', 'warning');
   return { rule => $rule, level => $level, text => VR::Report::Format::Text::leak_text($leak), stack => $leak->{stack}, count => 1, aux => [] };
}

sub _growth {
   my ($group) = @_;
   my ($first, @others) = @{ $group->{sites} };
   return { rule => 'GrowthUnbounded', level => 'warning', count => 1, stack => $first->{stack},
            text => 'Grows without bound: ' . VR::Report::Format::Text::growth_text($group),
            aux => [ map { +{ what => 'Also allocated here', stack => $_->{stack} } } @others ] };
}

sub _coroutine {
   my ($coroutine) = @_;
   return { rule => 'CoroutineAbandoned', level => 'warning', count => $coroutine->{count} // 1, stack => $coroutine->{created},
            text => ucfirst VR::Report::Format::Text::coroutine_text($coroutine),
            aux => [ { what => 'Suspended here', stack => $coroutine->{suspended} } ] };
}

1;
