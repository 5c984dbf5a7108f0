# The JSON report and the text of the same run agree; the report follows its
# schema whatever happens to the program.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use FindBin;
use JSON::PP;
use Test::More;
use VR::Output;
use VR::Run;
use VR::Scratch;
use VR::Schema;

my $work = VR::Scratch::fresh('output-json');
my $schema = decode_json(VR::Run::slurp("$FindBin::Bin/../../docs/report-format.schema.json"));

# Each error of the text: [first line, innermost function].
sub text_errors {
   my (@lines) = @_;
   my @errors;
   for my $i (1 .. $#lines) {
      my ($what, $frame) = @lines[$i - 1, $i];
      next if $what !~ /^\S/ || $what =~ /loss record/;
      push @errors, [$what, $1] if $frame =~ /^   at 0x[0-9A-F]+: (.*?)(?: \((?:in )?[^()]*\))?$/;
   }
   return @errors;
}

for (['mixed.c', 'gcc'], ['wrong.cc', 'g++'], ['../leak/shapes.c', 'gcc'], ['../leak/containers.cc', 'g++']) {
   my ($source, $compiler) = @$_;
   (my $program = $source) =~ s{.*/|\.\w+$}{}g;
   system("$compiler -g -O0 -w -o $work/$program $FindBin::Bin/$source") == 0 or fail("$source compiles"), next;
   my $run = VR::Run::tool(name => $program, dir => $work, command => ["./$program", 'an "argument"'],
      options => ["--vrleak-out-file=$work/$program.%p.json", '--show-leak-kinds=all']);
   my $json = VR::Run::slurp("$work/$program.$run->{pid}.json");
   my $r = eval { decode_json($json) };
   ok($r, "$source: the report is JSON, named by its process") or diag($@), next;
   is_deeply([VR::Schema::violations($schema, $r)], [], "$source: follows the schema");

   my ($lines) = VR::Output::split_log($run->{stderr});
   my $text = VR::Output::summary($lines);
   my $heap = $r->{heap};
   is("$heap->{allocs}/$heap->{frees}/$heap->{allocated_bytes}", $text->{heap}, "$source: heap usage");
   is("$heap->{in_use_bytes}/$heap->{in_use_blocks}", $text->{in_use}, "$source: in use");
   cmp_ok($heap->{peak_bytes}, '>=', $heap->{in_use_bytes}, "$source: peak");
   cmp_ok($heap->{peak_bytes}, '<=', $heap->{allocated_bytes}, "$source: peak");
   for my $kind (qw(definite indirect possible reachable)) {
      my ($bytes, $blocks) = (0, 0);
      $_->{kind} eq $kind and $bytes += $_->{bytes}, $blocks += $_->{blocks} for @{ $r->{leaks} };
      is("$bytes/$blocks", $text->{$kind}, "$source: $kind");
   }
   my @theirs = text_errors(@$lines);
   is_deeply([map { [$_->{what}, $r->{frames}[ $_->{stack}[0] ]{fn}] } @{ $r->{errors} }], \@theirs,
             "$source: errors, in order, and where");
   my $leak_errors = grep { $_->{kind} =~ /definite|possible/ } @{ $r->{leaks} };
   my $count = $leak_errors;
   $count += $_->{count} for @{ $r->{errors} };
   is($count . '/' . (@{ $r->{errors} } + $leak_errors), $text->{errors}, "$source: number of errors");
   is_deeply($r->{run}{command}, ["./$program", 'an "argument"'], "$source: command");
   is($r->{run}{pid}, $run->{pid}, "$source: pid");
   is($r->{run}{exit_code}, 0, "$source: exit code");
   ok($r->{run}{complete}, "$source: complete");
   cmp_ok($r->{run}{blocks_executed}, '>', 1000, "$source: blocks executed");
   ok(!(grep { defined $_->{file} && !defined $_->{line} } @{ $r->{frames} }), "$source: a file has a line");
   my %seen;
   ok(!(grep { $seen{ join "\0", map { $_ // '' } @$_{qw(ip fn file line obj)} }++ } @{ $r->{frames} }),
      "$source: no frame is there twice");
   my @sizes = map { $_->{bytes} + $_->{indirect_bytes} } @{ $r->{leaks} };
   is("@sizes", join(' ', sort { $b <=> $a } @sizes), "$source: largest leak first");
}

# The end of the program, as the report tells it.
system("gcc -g -O0 -w -o $work/fatal $FindBin::Bin/fatal.c") == 0 or die;
my %ends = (
   status => [['sh', '-c', 'exit 3'], 0, 3],
   fatal  => [["$work/fatal"],       11, undef],
);
for my $name (sort keys %ends) {
   my ($command, $signal, $code) = @{ $ends{$name} };
   VR::Run::tool(name => $name, dir => $work, command => $command, options => ["--vrleak-out-file=$work/$name.json"]);
   my $r = eval { decode_json(VR::Run::slurp("$work/$name.json")) };
   ok($r, "$name: has a report") or next;
   is_deeply([VR::Schema::violations($schema, $r)], [], "$name: follows the schema");
   is($r->{run}{signal}, $signal, "$name: signal");
   is($r->{run}{exit_code}, $code, "$name: exit code") if defined $code;
   ok($r->{run}{complete}, "$name: complete");
}

# An older report is replaced, not appended to; no temporary file stays.
open my $old, '>', "$work/again.json" or die;
print $old "x" x 1_000_000;
close $old;
VR::Run::tool(name => 'again', dir => $work, command => ['true'], options => ["--vrleak-out-file=again.json"]);
ok(eval { decode_json(VR::Run::slurp("$work/again.json")) }, 'an old report is replaced');
is_deeply([grep { !/\.(json|stdout|stderr)$/ && !-x } glob "$work/*"], [], 'nothing else is left behind');

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
