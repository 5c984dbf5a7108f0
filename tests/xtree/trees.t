# Execution trees of memory and leaks have the events and numbers of Memcheck's,
# stack by stack, in both formats; the programs that read them can do so.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use Test::More;
use VR::Run;
use VR::Scratch;

my $work   = VR::Scratch::fresh('xtree-trees');
my $source = dirname(abs_path(__FILE__));
system('g++', '-std=c++17', '-g', '-O0', '-w', '-o', "$work/trees", "$source/trees.cc") == 0
   or die "trees.cc does not compile\n";

sub text { return VR::Run::slurp("$work/$_[0]") }

# Runs the program under either tool.
sub run {
   my ($tool, $name, @options) = @_;
   my %how = (name => $name, dir => $work, command => ['./trees']);
   return VR::Run::tool(%how, options => \@options) if $tool ne 'memcheck';
   return VR::Run::run(%how, command => ['valgrind', @options, './trees']);
}

# What a file in callgrind's format says: its header, and for each stack (of
# functions whose source is known, not those of a preload library) the sums.
sub callgrind {
   my ($text) = @_;
   my ($header) = $text =~ /^(.*?^events: .*?\n)/ms;
   $header =~ s/^pid: \d+$/pid/m;
   my ($totals) = $text =~ /^totals: (.*)$/m;
   my %costs;
   for my $record (split /\n\n/, substr $text, length $header) {
      my (@stack, $file, @numbers);
      for my $line (split /\n/, $record) {
         $file = $1 if $line =~ /^fl=(.*)/;
         push @stack, $1 if $line =~ /^fn=(.*)/ && $file !~ /UnknownFile|vr_preload|^fl=/;
         $stack[-1] .= ":$1" if @stack && $line =~ /^(\d+)/ && $stack[-1] !~ /:\d/ && $file !~ /UnknownFile|vr_preload/;
         @numbers = (split ' ', $line)[1 .. $line =~ tr/ //] if $line =~ /^\d+ \d/;
      }
      next unless @numbers;
      my $sums = $costs{join ' > ', @stack} ||= [(0) x @numbers];
      $sums->[$_] += $numbers[$_] for 0 .. $#numbers;
   }
   return { header => $header, totals => $totals, costs => { map { $_ => "@{ $costs{$_} }" } keys %costs } };
}

# Of a file in massif's format: name and total of each snapshot.
sub massif {
   my ($text) = @_;
   my @totals = $text =~ /^mem_heap_B=(\d+)$/mg;
   my @names  = $text =~ /^n\d+: \d+ (.*)$/mg;
   return [map { "$names[$_] $totals[$_]" } 0 .. $#totals];
}

my @plain = ('--leak-check=full', '--xtree-compress-strings=no');

# ---- the same trees ----

for my $what (
   ['full',          'memory', '--xtree-memory=full'],
   ['full_alloc',    'memory', '--xtree-memory=full', '--keep-stacktraces=alloc'],
   ['full_then',     'memory', '--xtree-memory=full', '--keep-stacktraces=alloc-then-free'],
   ['allocs',        'memory', '--xtree-memory=allocs'],
   ['allocs_none',   'memory', '--xtree-memory=allocs', '--keep-stacktraces=none'],
   ['leak',          'leak',   '--xtree-leak=yes'],
   ['leak_summary',  'leak',   '--xtree-leak=yes', '--leak-check=summary', '--show-leak-kinds=none'],
) {
   my ($name, $kind, @options) = @$what;
   my %tree;
   for my $tool ($ENV{VR_TEST_TOOL}, 'memcheck') {
      my $run = run($tool, "$name.$tool", @plain, @options, "--xtree-$kind-file=$name.$tool.kcg");
      is($run->{status}, 3, "$name: $tool runs");
      like($run->{stderr}, qr{xtree $kind report: \Q$work/$name.$tool.kcg\E$}m, "$name: $tool says where the file is");
      unlike($run->{stderr}, qr/no effect/, "$name: $tool has no excuse");
      $tree{$tool} = callgrind(text("$name.$tool.kcg"));
      if ($kind eq 'leak') {
         unlike($run->{stderr}, qr/in loss record/, "$name: $tool does not print the records");
         ($tree{$tool}{summary}) = $run->{stderr} =~ /(LEAK SUMMARY:.*?suppressed: [^\n]*)/s;
         ($tree{$tool}{errors})  = $run->{stderr} =~ /ERROR SUMMARY: (\d+) errors/;
         $tree{$tool}{summary} =~ s/^==\d+== //mg;
      }
   }
   my $memcheck = $tree{memcheck};
   cmp_ok(scalar keys %{ $memcheck->{costs} }, '>=', $name eq 'allocs_none' ? 0 : 5, "$name: there is something to compare");
   is_deeply($tree{ $ENV{VR_TEST_TOOL} }, $memcheck, "$name: the same tree");
}

# ---- massif's format ----

for my $what (['memory', '--xtree-memory=full'], ['memory', '--xtree-memory=allocs'], ['leak', '--xtree-leak=yes']) {
   my ($kind, $option) = @$what;
   (my $name = "ms$option") =~ s/\W+/_/g;
   run($ENV{VR_TEST_TOOL}, $name, @plain, $option, "--xtree-$kind-file=$name.ms");
   run($ENV{VR_TEST_TOOL}, "$name.k", @plain, $option, "--xtree-$kind-file=$name.kcg");
   my $tree   = callgrind(text("$name.kcg"));
   my @events = $tree->{header} =~ /^event: (.*)$/mg;
   my @totals = split ' ', $tree->{totals};
   is_deeply(massif(text("$name.ms")), [map { "$events[$_] $totals[$_]" } 0 .. $#events], "$name: a snapshot per event");
   my $print = VR::Run::run(name => "$name.print", dir => $work, command => ['ms_print', "$name.ms"]);
   is($print->{status}, 0, "$name: ms_print opens it");
   like($print->{stdout}, qr/lose_list/, "$name: and shows the functions");
   next if $kind eq 'leak';     # Memcheck knows no other format for them
   run('memcheck', "$name.memcheck", @plain, $option, "--xtree-$kind-file=$name.memcheck.ms");
   is_deeply(massif(text("$name.ms")), massif(text("$name.memcheck.ms")), "$name: as Memcheck's");
}

for my $what (['memory', '--xtree-memory=full'], ['leak', '--xtree-leak=yes']) {
   my ($kind, $option) = @$what;
   run($ENV{VR_TEST_TOOL}, "annotate_$kind", $option, "--xtree-$kind-file=annotate_$kind.kcg");
   my $print = VR::Run::run(name => "annotated_$kind", dir => $work,
                            command => ['callgrind_annotate', '--inclusive=yes', "annotate_$kind.kcg"]);
   is($print->{status}, 0, "callgrind_annotate opens $kind");
   like($print->{stdout}, qr/trees\.cc:main/, '... and shows the functions');
}

# ---- monitor commands ----

SKIP: {
   my %tree;
   my @commands = ('xtmemory now.kcg', 'leak_check xtleak any', 'xtmemory /nonexistent/x', 'xtmemory bad%x', 'xtmemory');
   for my $tool ($ENV{VR_TEST_TOOL}, 'memcheck') {
      my @options  = ('--xtree-compress-strings=no');
      my @possible = $tool eq 'memcheck' ? grep { !/bad|nonexistent/ } @commands : @commands;
      my %how      = (name => "monitor.$tool", dir => $work, command => ['./trees', @possible]);
      my $run = $tool eq 'memcheck' ? VR::Run::run(%how, command => ['valgrind', @options, './trees', @possible])
                                    : VR::Run::tool(%how, options => \@options);
      skip 'monitor commands are not there', 1 if $run->{status} eq '4';
      is($run->{status}, 3, "monitor commands: $tool runs");
      my %file = map { $_ => text($_) =~ s/^cmd: .*$/cmd/mr } $run->{stderr} =~ m{xtree \w+ report: \Q$work/\E(\S+)$}mg;
      is(scalar keys %file, 3, "... $tool: three files are named");
      $tree{$tool} = { map { (s/\.\Q$run->{pid}\E\.\d+$//r => callgrind($file{$_})) } keys %file };
      next if $tool eq 'memcheck';
      like($run->{stderr}, qr{`/nonexistent/x': No such file}, '... a file that can not be written');
      like($run->{stderr}, qr{bad%x.*Expected 'p'}, '... a name that is no good');
   }
   is_deeply([sort keys %{ $tree{memcheck} }], [qw(now.kcg xtleak.kcg xtmemory.kcg)], 'all the files');
   is_deeply($tree{ $ENV{VR_TEST_TOOL} }, $tree{memcheck}, 'the same trees as by Memcheck');
}

# ---- names ----

my $run = run($ENV{VR_TEST_TOOL}, 'defaults', '--xtree-memory=full', '--xtree-leak=yes', '-q');
ok(-s "$work/$_.kcg.$run->{pid}", "$_.kcg.PID is the default") for qw(xtmemory xtleak);
unlike($run->{stderr}, qr/xtree/, '-q: the files are not mentioned');

$run = run($ENV{VR_TEST_TOOL}, 'percent', '--xtree-memory=allocs', '--xtree-memory-file=100%%_%n.kcg');
ok(-s "$work/100%_1.kcg", 'a name with a percent sign, and a number');

for my $name ('/nonexistent/x.kcg', '/proc/x.kcg') {
   $run = run($ENV{VR_TEST_TOOL}, 'unwritable', '--xtree-memory=full', '--xtree-leak=yes',
              "--xtree-memory-file=$name", "--xtree-leak-file=$name");
   is($run->{status}, 3, "$name: the run goes on");
   my ($errors) = $run->{stderr} =~ /ERROR SUMMARY: (\d+) errors/;
   cmp_ok($errors, '>', 0, "$name: the errors are counted");
   my @errors = $run->{stderr} =~ /(Error: can not open xtree output file `\Q$name\E': No such file or directory)/g;
   is(scalar @errors, 2, "$name: says so, and why");
   unlike($run->{stderr}, qr/xtree \w+ report:/, "$name: does not say that there is a report");
   like($run->{stderr}, qr/possibly lost in loss record.*LEAK SUMMARY:\n.*definitely lost: 63,666 bytes/s, "$name: the leaks are printed");
}

for my $bad (['', 'missing'], ['%x', "Expected 'p', 'n', 'q' or '%'"], ['%q', "Expected '\\{'"], ['%q{A', "Missing '\\}'"],
             ['%q{NOT_SET}', 'is not set'], ['x%', 'Expected'], ['~/x', 'HOME']) {
   my ($name, $words) = @$bad;
   for my $kind (['memory', '--xtree-memory=full'], ['leak', '--xtree-leak=yes']) {
      $run = run($ENV{VR_TEST_TOOL}, 'bad', $kind->[1], "--xtree-$kind->[0]-file=$name");
      is($run->{status}, 1, "--xtree-$kind->[0]-file=$name is refused");
      like($run->{stderr}, qr/--xtree-$kind->[0]-file.*$words/s, '... with a reason');
   }
}
$run = run($ENV{VR_TEST_TOOL}, 'unused', '--xtree-memory-file=%x', '--xtree-leak-file=%x');
is($run->{status}, 3, 'a name that is not used does not matter');

for my $stacks (qw(none free)) {
   $run = run($ENV{VR_TEST_TOOL}, 'no_stacks', '--xtree-memory=full', "--keep-stacktraces=$stacks");
   is($run->{status}, 1, "--xtree-memory=full with --keep-stacktraces=$stacks is refused");
   like($run->{stderr}, qr/you must keep at least the alloc stacktrace/, '... as by Memcheck');
}

# ---- no leaks, no search ----

$run = run($ENV{VR_TEST_TOOL}, 'no_search', '--leak-check=no', '--xtree-leak=yes', '--xtree-leak-file=none.kcg');
ok(!-e "$work/none.kcg", 'no search for leaks, no file');

done_testing;
