# VR::Report::Format::Text: what a person wants to know first.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Format::Text;
use strict;
use warnings;
use List::Util qw(sum);
use VR::Report::Units qw(grouped plural short_bytes short_time amount);
use VR::Report::Verdict;

my %LOST = (definite => 'definitely lost', indirect => 'indirectly lost', possible => 'possibly lost', reachable => 'still reachable');

sub write {
   my ($out, $report, $options) = @_;
   my $verdict = VR::Report::Verdict::verdict($report);
   print $out $report->command, $report->is_merged ? ' and others: ' . plural($report->run->{merged}, 'report') : " (process " . $report->run->{pid} . ')', "\n",
              $verdict->{headline}, ".\n", map { ucfirst "$_.\n" } $report->left_out;
   my $n = $options->{top};
   _errors($out, $report, $n);
   _leaks($out, $report, $n);
   _growth($out, $report, $n);
   _memory($out, $report);
   _top($out, $report, $_, $n) for qw(peak total temporary);
   _coroutines($out, $report, $n);
}

sub _heading { my ($out, $text) = @_; print $out "\n$text\n", '-' x length $text, "\n" }

sub _first { my ($n, @all) = @_; return @all > $n ? @all[0 .. $n - 1] : @all }

sub _rest {
   my ($out, $n, @all) = @_;
   print $out "\n... and ", grouped(@all - $n), " more (--top=", scalar @all, " shows all)\n" if @all > $n;
}

# Also used by diff and check.
sub stack_lines {
   my ($frames, $stack, $indent) = @_;
   my $word = 'at';
   return map { my $line = "$indent$word " . $frames->described($_) . "\n"; $word = 'by'; $line } @{ $frames->user_stack($stack) };
}

sub _errors {
   my ($out, $report, $n) = @_;
   my @errors = $report->errors or return;
   _heading($out, 'Errors');
   for my $error (_first($n, @errors)) {
      print $out "\n", error_text($error), "\n", stack_lines($report->frames, $error->{stack}, '   ');
      print $out " $_->{what}\n", stack_lines($report->frames, $_->{stack}, '   ') for @{ $error->{aux} };
   }
   _rest($out, $n, @errors);
}

sub error_text {
   my ($error) = @_;
   my $in = $error->{coroutine};
   return $error->{what} . ($error->{count} > 1 ? ' (' . plural($error->{count}, 'time') . ')' : '') . ($in ? ', in coroutine ' . _name($in) : '');
}

sub _name { my ($coroutine) = @_; return $coroutine->{name} // "#$coroutine->{id}" }

sub leak_text {
   my ($leak) = @_;
   my $lost = $leak->{coroutines};
   return lost_text($leak, $lost) if $lost;
   return amount($leak) . " $LOST{ $leak->{kind} }" . ($leak->{indirect_bytes} ? ', and ' . plural($leak->{indirect_bytes}, 'byte') . ' through them' : '');
}

sub _leaks {
   my ($out, $report, $n) = @_;
   my @lost = $report->leaks_of(qw(definite possible));
   if (@lost) {
      _heading($out, 'Leaks');
      print $out "\n", leak_text($_), "\n", stack_lines($report->frames, $_->{stack}, '   ') for _first($n, @lost);
      _rest($out, $n, @lost);
   }
}

# Blocks of the heap may be what the stacks lie in.
sub lost_text {
   my ($leak, $lost) = @_;
   my ($is, $its, $holds) = $lost->{count} == 1 ? ("$lost->{what} is", 'its stack', 'it holds')
                          : (plural($lost->{count}, 'coroutine') . " ($lost->{what}, ...) are", 'their stacks', 'they hold');
   return "$is abandoned: $its of " . plural($lost->{stack_bytes}, 'byte') . ' and ' . amount({ bytes => $leak->{indirect_bytes}, blocks => $lost->{held_blocks} })
      . " that only $holds are lost";
}

sub growth_text {
   my ($group) = @_;
   return amount($group) . ', ' . plural($group->{rate}, 'byte') . ' more in each epoch'
      . ($group->{since} ? " $group->{since}" : '')
      . ($group->{owner} ? ", held by $group->{owner}{what}" : '');
}

sub _growth {
   my ($out, $report, $n) = @_;
   my @growing = $report->growing or return;
   _heading($out, 'Growth');
   for my $group (_first($n, @growing)) {
      print $out "\n", growth_text($group), "\n";
      print $out " from\n", stack_lines($report->frames, $_->{stack}, '   ') for _first(3, @{ $group->{sites} });
   }
   _rest($out, $n, @growing);
}

sub _memory {
   my ($out, $report) = @_;
   my $heap = $report->heap;
   _heading($out, 'Memory');
   my @rows = (['peak', plural($heap->{peak_bytes}, 'byte')],
               ['in use at exit', amount({ bytes => $heap->{in_use_bytes}, blocks => $heap->{in_use_blocks} })],
               ['allocated', plural($heap->{allocated_bytes}, 'byte') . ' in ' . plural($heap->{allocs}, 'call')],
               ['freed', plural($heap->{frees}, 'call')],
               map { defined $heap->{$_} ? [$_, plural($heap->{$_}, 'block')] : () } qw(temporary reallocs));
   $rows[1][0] = 'in use' unless $report->is_complete;
   print $out "\n", map { sprintf "%-16s %s\n", @$_ } @rows;
}

sub _top {
   my ($out, $report, $measure, $n) = @_;
   my @sites = $report->top_sites($measure, $n) or return;
   my $value = VR::Report::Model::measure($measure);
   my $unit  = VR::Report::Model::measure_unit($measure);
   my $all   = sum($report->values($measure));
   _heading($out, "Top places: $unit " . VR::Report::Model::measure_text($measure));
   for (@sites) {
      printf $out "\n%s %s (%.1f%%)\n", grouped($value->($_)), $unit, 100 * $value->($_) / $all;
      print $out @{ $_->{stack} } ? stack_lines($report->frames, $_->{stack}, '   ') : "   in places that are not listed\n";
   }
}

sub coroutine_text {
   my ($coroutine) = @_;
   my $count = $coroutine->{count} // 1;
   my $text = 'coroutine ' . _name($coroutine) . ($count > 1 ? ' and ' . grouped($count - 1) . ' more' : '');
   $text .= ($coroutine->{gone} ? ': gone' : ": $coroutine->{state}") . ', ' . ($coroutine->{high_water_at_least} ? 'at least ' : $count > 1 ? 'at most ' : '')
      . short_bytes($coroutine->{high_water}) . ' of ' . short_bytes($coroutine->{stack_size}) . ' of stack used';
   $text .= ', resumed ' . plural($coroutine->{resumes}, 'time') if defined $coroutine->{resumes};
   return $text if $coroutine->{gone};
   return "$text, " . short_bytes($coroutine->{heap_bytes}) . ' of heap' . ($coroutine->{heap_blocks} ? ' in ' . plural($coroutine->{heap_blocks}, 'block') : '');
}

sub coroutine_counts_text {
   my ($report) = @_;
   my ($total, $count) = ($report->coroutine_totals, $report->coroutine_counts);
   my @states = map { $count->{$_} ? grouped($count->{$_}) . " $_" : () } qw(abandoned running suspended finished);
   my $gone = $total->{gone} ? ', ' . grouped($total->{gone}) . ($total->{gone} == 1 ? ' is' : ' are') . ' gone' : '';
   return grouped($total->{existing}) . ($total->{existing} == 1 ? ' exists' : ' exist') . $gone . (@states ? ': ' . join(', ', @states) : '')
      . '; ' . amount({ bytes => $total->{heap_bytes}, blocks => $total->{heap_blocks} }) . ' allocated by them in use';
}

sub _coroutines {
   my ($out, $report, $n) = @_;
   my @all = $report->coroutine_groups or return;
   _heading($out, 'Coroutines');
   print $out "\n", coroutine_counts_text($report), "\n";
   my @abandoned = grep { $_->{state} eq 'abandoned' } @all;
   _coroutine($out, $report, $_) for _first($n, @abandoned);
   _rest($out, $n, @abandoned);
   my @others = grep { $_->{state} ne 'abandoned' } @all or return;
   print $out "\nThose", (@abandoned ? ' of the others' : ''), " that used most of their stacks:\n";
   _coroutine($out, $report, $_) for _first($n, @others);
   _rest($out, $n, @others);
}

sub _coroutine {
   my ($out, $report, $coroutine) = @_;
   print $out "\n", coroutine_text($coroutine), "\n", ($coroutine->{created_unknown} ? ' entered first' : ' created'), "\n", stack_lines($report->frames, $coroutine->{created}, '   ');
   print $out " suspended\n", stack_lines($report->frames, $coroutine->{suspended}, '   ') if @{ $coroutine->{suspended} };
}

1;
