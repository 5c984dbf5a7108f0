# What reads Memcheck's reports reads vrleak's.  The strictness of each reader is
# written down here from its source: what it demands, and stops at.
#
#    cargo-valgrind, Qt Creator   XML; other tools, versions and kinds are errors
#    Jenkins, ValgrindCI          XML; elements and numbers they rely on
#    CTest                        the text log, a class of defect for each line
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use FindBin;
use Test::More;
use VR::Output;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('xml-consumers');
system("g++ -std=c++17 -g -O0 -w -fno-builtin -faligned-new -o $work/kinds $FindBin::Bin/kinds.cc") == 0 or plan skip_all => 'needs g++';

# The kinds that all of them know; FishyValue, CoreMemError and InvalidMemPool,
# which Memcheck reports, too, are beyond some.
my %both  = map { $_ => 1 } qw(ClientCheck InvalidFree InvalidJump InvalidRead InvalidWrite MismatchedFree Overlap SyscallParam
   UninitCondition UninitValue Leak_DefinitelyLost Leak_IndirectlyLost Leak_PossiblyLost Leak_StillReachable);
my %cargo = (%both, InvalidMemPool => 1);

my $int = qr/^\d+$/;
my $hex = qr/^0x[0-9a-f]{1,16}$/i;

sub all { my ($xml, $element) = @_; return $xml =~ m{<$element>(.*?)</$element>}gs }
sub one { my ($xml, $element) = @_; my @found = all($xml, $element); return @found == 1 ? $found[0] : undef }

# Each returns what the reader objects to.

sub strict_reader {
   my ($xml, $kinds) = @_;
   my @objections;
   push @objections, 'version' unless (one($xml, 'protocolversion') // '') eq '4';
   push @objections, 'tool'    unless (one($xml, 'protocoltool') // '') eq 'memcheck';
   push @objections, "state $_" for grep { !/^(?:RUNNING|FINISHED)$/ } all($xml, 'state');
   for my $error (all($xml, 'error')) {
      my $kind = one($error, 'kind') // '';
      push @objections, "kind $kind" unless $kinds->{$kind};
      push @objections, 'unique' unless (one($error, 'unique') // '') =~ $hex;
      push @objections, 'tid' unless (one($error, 'tid') // '') =~ $int;
      push @objections, 'stack' unless all($error, 'stack');
      push @objections, "ip $_" for grep { !/$hex/ } all($error, 'ip');
      push @objections, "line $_" for grep { !/$int/ } all($error, 'line');
      push @objections, 'two sentences' if (() = all($error, 'what')) > 1;
      next unless $kind =~ /^Leak_/;
      push @objections, 'xwhat' unless defined one($error, 'xwhat');
      push @objections, $_ for grep { (one($error, $_) // '') !~ $int } qw(leakedbytes leakedblocks);
   }
   return @objections;
}
sub cargo_valgrind { return strict_reader($_[0], \%cargo) }
sub qt_creator     { return strict_reader($_[0], \%both) }

sub jenkins {
   my ($xml) = @_;
   my @objections = grep { !defined one($xml, $_) } qw(pid ppid argv vargv);
   for my $error (all($xml, 'error')) {
      push @objections, 'description' unless defined(one($error, 'what') // one($error, 'text'));
      push @objections, "too large: $_" for grep { $_ > 2 ** 31 - 1 } all($error, 'leakedbytes'), all($error, 'leakedblocks'), all($error, 'line');
   }
   return @objections;
}

sub valgrind_ci {
   my ($xml) = @_;
   my @objections;
   for my $frame (all($xml, 'frame')) {
      push @objections, 'a directory without file and line' if $frame =~ /<dir>/ && $frame !~ m{<file>.+</file>\s*<line>\d+</line>};
      push @objections, 'a function of no object' if $frame =~ /<fn>/ && $frame !~ /<obj>/;
   }
   return @objections;
}

sub ctest {
   my ($log) = @_;
   my $n = qr/[0-9,]+/;
   my @classes = (
      [ FIM => qr{== .*Invalid free\(\) / delete / delete\[\]} ], [ FMM => qr{== .*Mismatched free\(\) / delete / delete \[\]} ],
      [ MLK => qr/== .*$n bytes in $n blocks are definitely lost in loss record $n of $n/ ],
      [ MLK => qr/== .*$n \($n direct, $n indirect\) bytes in $n blocks are definitely lost in loss record $n of $n/ ],
      [ PAR => qr/== .*Syscall param .* (?:contains|points to) unaddressable byte\(s\)/ ],
      [ MPK => qr/== .*$n bytes in $n blocks are (?:possibly lost|still reachable) in loss record $n of $n/ ],
      [ UMR => qr/== .*(?:Invalid read of size $n|Jump to the invalid address )/ ], [ IPW => qr/== .*Invalid write of size $n/ ],
   );
   my %count;
   for my $line (grep { /^==\d+==/ } split /\n/, $log) {
      my ($class) = grep { $line =~ $_->[1] } @classes;
      $count{ $class->[0] }++ if $class;
   }
   return join ' ', map { "$_=$count{$_}" } sort keys %count;
}

my @options = ('--leak-check=full', '--show-leak-kinds=all');
my @memcheck = ('--tool=memcheck', '--undef-value-errors=no');

sub xml_of {
   my ($name, $tool, @what) = @_;
   my @xml = (@options, '--xml=yes', "--xml-file=$name.xml");
   my $run = $tool eq 'memcheck'
      ? VR::Run::run(name => $name, dir => $work, command => ['valgrind', @memcheck, @xml, './kinds', @what])
      : VR::Run::tool(name => $name, dir => $work, options => ['--xml-compat=memcheck', @xml], command => ['./kinds', @what]);
   return VR::Run::slurp("$work/$name.xml");
}

my @common = qw(invalid_read invalid_write read_freed invalid_free mismatched size alignment bad_alignment realloc_zero overlap
                syscall_param client_check definite indirect possible reachable thread_name);
my %readers = ('cargo-valgrind' => \&cargo_valgrind, 'Qt Creator' => \&qt_creator, Jenkins => \&jenkins, ValgrindCI => \&valgrind_ci);

my $all = xml_of('all', 'vrleak', @common);
cmp_ok(scalar(() = all($all, 'error')), '>=', 15, 'there are errors to read');
for my $reader (sort keys %readers) {
   is(join(', ', $readers{$reader}->($all)), '', "$reader reads it");
   is(join(', ', $readers{$reader}->(xml_of('fatal', 'vrleak', 'invalid_jump'))), '', "$reader reads the report of a program that dies");
}

# Without --xml-compat they see that it is another tool.
VR::Run::tool(name => 'own', dir => $work, options => ['--xml=yes', '--xml-file=own.xml'], command => ['./kinds', 'realloc_zero']);
is(join(', ', cargo_valgrind(VR::Run::slurp("$work/own.xml"))), 'tool, kind ReallocSizeZero', 'as vrleak: refused by name');

# Where they stop, they stop with Memcheck as well.
for my $what (qw(fishy pool)) {
   for my $reader (sort keys %readers) {
      my ($ours, $theirs) = map { join ', ', $readers{$reader}->(xml_of("$what-$_", $_, $what)) } 'vrleak', 'memcheck';
      is($ours, $theirs, "$reader, $what: as with Memcheck ($theirs)");
   }
}

# CTest: the same defects in the text logs of both tools.
for my $what (qw(invalid_read invalid_write read_freed invalid_free mismatched syscall_param definite indirect possible reachable invalid_jump)) {
   my $ours = VR::Run::tool(name => 'ctest', dir => $work, options => [@options, '-q'], command => ['./kinds', $what]);
   my $theirs = VR::Run::run(name => 'ctest-memcheck', dir => $work, command => ['valgrind', @memcheck, @options, '-q', './kinds', $what]);
   my $seen = ctest($theirs->{stderr});
   isnt($seen, '', "CTest, $what: finds a defect");
   is(ctest($ours->{stderr}), $seen, "CTest, $what: $seen");
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
