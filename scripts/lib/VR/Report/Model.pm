# VR::Report::Model: a report, with the questions that all formats ask of it.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Model;
use strict;
use warnings;
use File::Basename qw(basename);
use List::Util qw(min);
use VR::Report::Frames;
use VR::Report::Units qw(plural);

sub new {
   my ($class, $data, $path) = @_;
   utf8::decode($path);                 # for people
   my $self = bless { %$data, path => $path }, $class;
   $self->{frame} = VR::Report::Frames->new($data->{frames});
   return $self;
}

sub path       { $_[0]{path} }
sub frames     { $_[0]{frame} }
sub run        { $_[0]{run} }
sub heap       { $_[0]{heap} }
sub errors     { @{ $_[0]{errors} } }
sub leaks      { @{ $_[0]{leaks} } }
sub growth     { @{ $_[0]{growth} } }
sub sites      { $_[0]{sites} }           # VR::Report::Sites
sub timeline   { @{ $_[0]{timeline} } }
sub coroutines { @{ $_[0]{coroutines} } }

sub command      { my ($self) = @_; return join ' ', map { /^[\w.\/:=+,@%-]+$/ ? $_ : "'" . s/'/'\\''/gr . "'" } @{ $self->run->{command} } }
sub program      { my ($self) = @_; return basename($self->run->{command}[0] // 'program') }
sub is_complete  { $_[0]->run->{complete} }
sub is_merged    { ($_[0]->run->{merged} // 1) > 1 }
sub time_unit    { $_[0]->run->{time_unit} // 'b' }

# What a report of a running program does not list, in words; or nothing.
sub left_out {
   my ($self) = @_;
   my $n = $self->run->{left_out} or return;
   my $what = join ' and ', map { $n->{"$_->[0]s"} ? plural($n->{"$_->[0]s"}, $_->[1]) : () } [ site => 'place' ], [ leak => 'leak' ];
   return "$what are not listed, since they are small and the program was running";
}

# Errors that are not leaks, counted as the ERROR SUMMARY counts.
sub error_count { my ($self) = @_; my $n = 0; $n += $_->{count} for $self->errors; return $n }

# Leaks of these kinds, the largest first.
sub leaks_of {
   my ($self, @kinds) = @_;
   my %wanted = map { $_ => 1 } @kinds;
   return sort { leak_bytes($b) <=> leak_bytes($a) } grep { $wanted{ $_->{kind} } } $self->leaks;
}

# With what is lost through them.
sub leak_bytes { $_[0]{bytes} + $_[0]{indirect_bytes} }

# Sites that grow, those with the same holder together:
# { bytes, blocks, rate, owner, sites => [growth record...] }, the largest first; and as
# far as it is known, for all sites together, history and history_blocks at the times,
# since_time, and in words: since.
sub growing {
   my ($self) = @_;
   my %container;
   my @all = $self->growth;
   for my $i (grep { $all[$_]{verdict} eq 'growing' } 0 .. $#all) {
      my $first = $all[$i]{container} // $i;
      my $group = $container{$first} //= { bytes => 0, blocks => 0, rate => 0, sites => [] };
      push @{ $group->{sites} }, $all[$i];
      $group->{bytes}  += $all[$i]{bytes};
      $group->{blocks} += $all[$i]{blocks};
      $group->{rate}   += $all[$i]{bytes_per_epoch};
      $group->{owner} //= $all[$i]{owner} if length $all[$i]{owner}{what};
   }
   $self->_add_history($_) for values %container;
   return sort { $b->{bytes} <=> $a->{bytes} } map { $container{$_} } sort { $a <=> $b } keys %container;
}

sub _add_history {
   my ($self, $group) = @_;
   my @sites = @{ $group->{sites} };
   my $times = $self->{epoch_times} || [];
   $group->{history}        = _sum_of_lists(map { $_->{history} // () } @sites);
   $group->{history_blocks} = _sum_of_lists(map { $_->{history_blocks} // () } @sites);
   $group->{times} = $times if $group->{history} && @$times && @$times == @{ $group->{history} };
   $group->{since_time} = min(grep { defined } map { $_->{since_time} } @sites);
   # By work, as vrleak says it; when that was depends on more than what the program does.
   my ($first) = sort { $a->{since_epoch} <=> $b->{since_epoch} } @sites;
   $group->{since} = 'since ' . int(100 * $first->{since_epoch} / $first->{epochs}) . '% of the run' if $first->{epochs};
}

# Of lists that are equally long.
sub _sum_of_lists {
   my ($first, @others) = @_;
   return undef unless $first;
   my $sum = [ @$first ];
   for my $list (grep { @$_ == @$sum } @others) { $sum->[$_] += $list->[$_] for 0 .. $#$sum }
   return $sum;
}

# Coroutines, those that used most of their stacks first.
sub largest_coroutines { my ($self) = @_; return sort { $b->{high_water} <=> $a->{high_water} || $a->{id} <=> $b->{id} } $self->coroutines }

# Those of the same state that were created and suspended at the same places are one,
# described by the one that used most.
sub coroutine_groups {
   my ($self) = @_;
   my (%group, @groups);
   for my $coroutine ($self->largest_coroutines) {
      my $key = join ' ', $coroutine->{state}, $coroutine->{gone} ? 'gone' : '', @{ $coroutine->{created} }, '/', @{ $coroutine->{suspended} };
      my $group = $group{$key} //= do { push @groups, { %$coroutine, count => 0, resumes => 0, heap_bytes => 0, heap_blocks => 0 }; $groups[-1] };
      $group->{count} += $coroutine->{count} // 1;
      $group->{$_} += $coroutine->{$_} // 0 for qw(resumes heap_bytes heap_blocks);
   }
   return @groups;
}

# How many there are of each state ("gone" is one), and { existing, gone, heap_bytes,
# heap_blocks } of all, also of those that the report leaves out.
sub coroutine_counts {
   my ($self) = @_;
   my %count;
   $count{ $_->{gone} ? 'gone' : $_->{state} } += $_->{count} // 1 for $self->coroutines;
   return \%count;
}

sub coroutine_totals {
   my ($self) = @_;
   return $self->{coroutine_totals} if $self->{coroutine_totals};
   my %total = (existing => 0, gone => 0, heap_bytes => 0, heap_blocks => 0);
   for my $coroutine ($self->coroutines) {
      $total{ $coroutine->{gone} ? 'gone' : 'existing' } += $coroutine->{count} // 1;
      $total{$_} += $coroutine->{$_} // 0 for qw(heap_bytes heap_blocks);
   }
   return \%total;
}

# A site by which its memory can be ordered and drawn.
my %MEASURE = (
   live      => [ 'bytes',  'in use when the report was written',   sub { $_[0]{live}{bytes} },    'live.bytes' ],
   peak      => [ 'bytes',  'in use when the heap was largest',     sub { $_[0]{peak}{bytes} },    'peak.bytes' ],
   total     => [ 'bytes',  'ever allocated',                       sub { $_[0]{total}{bytes} },   'total.bytes' ],
   count     => [ 'blocks', 'ever allocated',                       sub { $_[0]{total}{blocks} },  'total.blocks' ],
   temporary => [ 'blocks', 'freed before the next was allocated',  sub { $_[0]{temporary} },      'temporary' ],
   end       => [ 'bytes',  'in use before exit handlers ran',      sub { ($_[0]{end} // $_[0]{live})->{bytes} } ],
);
sub measures       { return qw(live peak total count temporary end) }
sub measure        { my ($name) = @_; return $MEASURE{$name}[2] }
sub measure_unit   { my ($name) = @_; return $MEASURE{$name}[0] }
sub measure_text   { my ($name) = @_; return $MEASURE{$name}[1] }

# The first N, those that look the same in one, what they have summed up.
sub top_sites {
   my ($self, $name, $n) = @_;
   my $place = $self->_places;
   my @value = (0) x $self->n_places;
   my $i = 0;
   $value[ $place->[$i++] ] += $_ for $self->values($name);
   my @top = sort { $value[$b] <=> $value[$a] } grep { $value[$_] > 0 } 0 .. $#value;
   splice @top, $n if @top > $n;
   my %sites = map { $_ => [] } @top;
   for my $i (0 .. $#$place) { push @{ $sites{ $place->[$i] } }, $i if $sites{ $place->[$i] } }
   return map { $self->sites->sum(@{ $sites{$_} }) } @top;
}

# What it is for each site.
sub values {
   my ($self, $name) = @_;
   my (undef, undef, $value, $column) = @{ $MEASURE{$name} };
   return $self->sites->values($column) if $column;
   my @values;
   $self->sites->each(sub { push @values, $value->($_[0]) });
   return @values;
}

# How many sites there are, those that look the same counted once.
sub n_places { my ($self) = @_; $self->_places; return $self->{n_places} }

# Of each site the number of the place that is shown for it.  Calls in one line differ in their
# addresses only, and what the allocator and its callers in libraries did is not shown.
sub _places {
   my ($self) = @_;
   return $self->{places} //= do {
      my (%known, @places);
      for my $i (0 .. $self->sites->count - 1) {
         my $shown = $self->frames->shown($self->sites->stack($i));
         push @places, $known{$shown} //= keys %known;
      }
      $self->{n_places} = keys %known;
      \@places;
   };
}

# Formats that show sites or the timeline can't do without.
sub need {
   my ($self, $key, $format) = @_;
   return if $key eq 'sites' ? $self->sites->count : @{ $self->{$key} };
   my $why = $key eq 'timeline' && $self->is_merged ? 'reports made one by merging have none'
           : $self->heap->{allocs} == 0 ? 'the program allocated nothing'
           : "the vrleak that wrote it did not record them";
   die $self->path . " has no \"$key\", which the format $format shows: $why\n";
}

# ---- in one line ----

# { failed, text, details => [text...] } for people: how did it go?
sub ending {
   my ($self) = @_;
   my $run = $self->run;
   return { failed => 1, text => 'the program had not ended when this report was written' } unless $run->{complete};
   return { failed => 1, text => "the program was killed by signal $run->{signal}" } if $run->{signal};
   return { failed => 0, text => 'the program ended' . ($run->{exit_code} ? " with status $run->{exit_code}" : '') };
}

1;
