# VR::Report::Findings: what is wrong with a program, each with a rule that it breaks,
# for formats that know rules: SARIF, JUnit.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Findings;
use strict;
use warnings;
use VR::Report::Format::Text;

my $ACCESS = 'The program touches memory that it may not touch: outside of a block, or in one that was freed. '
           . 'The explanation says which block it is and where it was allocated and freed.';
my $FREE   = 'Memory is given back by an address that malloc, new or the like did not return, was given back already, or by a function that does not belong to the one that allocated it.';
my %RULE = (
   InvalidRead    => [ 'Read of memory that may not be read', $ACCESS ],
   InvalidWrite   => [ 'Write to memory that may not be written', $ACCESS ],
   InvalidJump    => [ 'Jump to memory that is no code', 'A function pointer or a return address is wrong.' ],
   InvalidFree    => [ 'Wrong free', $FREE ],
   MismatchedFree => [ 'Freed by the wrong function', $FREE ],
   Overlap        => [ 'Source and destination overlap', 'Functions like memcpy must not be called with memory that overlaps: use memmove.' ],
   SyscallParam   => [ 'A system call got memory that may not be touched', $ACCESS ],
   FishyValue     => [ 'A size that can hardly be meant', 'The size is negative if it is seen as signed: an overflow, or an error code taken for a size.' ],
   Growth         => [ 'A limit of the program is exceeded', 'A checkpoint, container or budget that the program has declared (vrleak.h) does not hold.' ],
   LeakDefinite   => [ 'Memory is lost', 'There is no pointer to these blocks any more: they can not be freed.' ],
   LeakPossible   => [ 'Memory may be lost', 'Pointers to the inside of these blocks are left only.' ],
   GrowthUnbounded => [ 'A container grows without bound', 'The longer the program runs, the more memory is here. It can be reached, but nobody removes it: a history, cache or list without limit.' ],
   CoroutineAbandoned => [ 'A coroutine is abandoned', 'It is suspended, and nothing refers to it: it will never go on, and its stack is never freed.' ],
   ProgramKilled  => [ 'The program was killed', 'A signal ended it.' ],
);

# [title, help] of a rule.
sub rule { my ($name) = @_; return $RULE{$name} // [ "$name", 'An error that vrleak found; its text says which.' ] }

# { rule, level (error or warning), text, stack, count, aux => [{ what, stack }...] }
sub findings {
   my ($report) = @_;
   my @found = map { +{ rule => $_->{kind}, level => 'error', text => $_->{what}, stack => $_->{stack}, count => $_->{count}, aux => $_->{aux} } } $report->errors;
   push @found, map { +{ rule => $_->{kind} eq 'definite' ? 'LeakDefinite' : 'LeakPossible', level => $_->{kind} eq 'definite' ? 'error' : 'warning',
                         text => VR::Report::Format::Text::leak_text($_), stack => $_->{stack}, count => 1, aux => [] } } $report->leaks_of(qw(definite possible));
   push @found, map { +{ rule => 'GrowthUnbounded', level => 'warning', text => 'Grows without bound: ' . VR::Report::Format::Text::growth_text($_),
                         stack => $_->{sites}[0]{stack}, count => 1,
                         aux => [ map { +{ what => 'Also allocated here', stack => $_->{stack} } } @{ $_->{sites} }[1 .. $#{ $_->{sites} }] ] } } $report->growing;
   push @found, map { +{ rule => 'CoroutineAbandoned', level => 'warning', text => ucfirst VR::Report::Format::Text::coroutine_text($_),
                         stack => $_->{created}, count => $_->{count} // 1, aux => [ { what => 'Suspended here', stack => $_->{suspended} } ] } }
                grep { $_->{state} eq 'abandoned' } $report->coroutines;
   return @found;
}

1;
