# Every kind of error that vrleak reports is valid protocol 4, has the elements
# that Memcheck's report of the same error has, and with --xml-compat=memcheck
# only what Memcheck 3.19 knows.
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
use VR::Xml;

my $work = VR::Scratch::fresh('xml-kinds');
plan skip_all => 'needs xmllint' unless VR::Xml::can_validate();
system("g++ -std=c++17 -g -O0 -w -fno-builtin -faligned-new -o $work/kinds $FindBin::Bin/kinds.cc") == 0 or plan skip_all => 'needs g++';

# What is done => [kind here, kind with --xml-compat=memcheck]; the third says
# why Memcheck 3.19 is not compared with.
my %kinds = (
   invalid_read  => ['InvalidRead'],   invalid_write => ['InvalidWrite'],  read_freed   => ['InvalidRead'],
   invalid_jump  => ['InvalidJump'],   invalid_free  => ['InvalidFree'],   mismatched   => ['MismatchedFree'],
   fishy         => ['FishyValue'],    overlap       => ['Overlap', 'Overlap', 'takes it for memmove'],       syscall_param => ['SyscallParam'],
   client_check  => ['ClientCheck'],   pool          => ['InvalidMemPool'], core_memory => ['CoreMemError', 'CoreMemError', 'has marked it addressable by then'],
   definite      => ['Leak_DefinitelyLost'], possible => ['Leak_PossiblyLost'], reachable => ['Leak_StillReachable'],
   indirect      => ['Leak_IndirectlyLost'],
   size          => ['MismatchedAllocateDeallocateSize', 'MismatchedFree', 'not in 3.19'],
   alignment     => ['MismatchedAllocateDeallocateAlignment', 'MismatchedFree', 'not in 3.19'],
   bad_alignment => ['InvalidAlignment', 'Overlap', 'not in 3.19'],
   realloc_zero  => ['ReallocSizeZero', 'MismatchedFree', 'not in 3.19'],
   fatal         => ['InvalidWrite'],  message       => [],                thread_name  => ['InvalidRead', 'InvalidRead', 'Memcheck does not escape it'],
);

sub report {
   my ($tool, $what, @options) = @_;
   my $file = "$work/$tool-$what.xml";
   my @how = (name => "$tool-$what", dir => $work);
   @options = ('--xml=yes', "--xml-file=$file", '--show-leak-kinds=all', @options);
   my $run = $tool eq 'memcheck'
      ? VR::Run::run(@how, command => ['valgrind', '--undef-value-errors=no', @options, './kinds', $what])
      : VR::Run::tool(@how, options => \@options, command => ['./kinds', $what]);
   return VR::Run::slurp($file);
}

# The elements of a part of the report, and the text of some of them.
sub shape {
   my ($xml) = @_;
   my @shape;
   while ($xml =~ m{<(/?)([\w?]+)[^>]*>([^<]*)}g) {
      my ($end, $name, $text) = ($1, $2, $3);
      next if $name =~ /^(?:frame|ip|obj|fn|dir|file|line|exe|pair)$/;
      $text =~ s/\s+//g;
      push @shape, "$end$name" . ($name =~ /^(?:kind|tid|unique|leakedbytes|leakedblocks|state|count|signo|signame)$/ && !$end ? "=$text" : '');
   }
   my @once;                       # stacks may differ in depth, not in number
   for (@shape) { push @once, $_ unless @once && $once[-1] eq $_ }
   return join ' ', @once;
}

my @errors = sort keys %kinds;
for my $what (@errors) {
   my ($kind, $compatible, $alone) = @{ $kinds{$what} };
   my $xml = eval { report('vrleak', $what, '--gen-suppressions=all') } // '';
   is($@, '', "$what: a valid report");
   my %seen = map { $_->{kind} => 1 } VR::Output::xml_errors($xml);
   ok($seen{$kind}, "$what: has $kind") or diag(sort keys %seen) if $kind;
   like($xml, qr{<state>RUNNING</state>.*<state>FINISHED</state>.*<suppcounts>.*</valgrindoutput>\s*\z}s, "$what: has all parts");

   my $other = report('vrleak', "$what", '--xml-compat=memcheck');
   my %known = map { $_->{kind} => 1 } VR::Output::xml_errors($other);
   ok($known{ $compatible // $kind }, "$what: compatible kind") or diag(sort keys %known) if $kind;
   ok(!(grep { /^(?:ReallocSizeZero|InvalidAlignment|MismatchedAlloc)/ } keys %known), "$what: no kind that is newer");
   like($other, qr{<protocoltool>memcheck</protocoltool>.*<tool>memcheck</tool>}s, "$what: signed by memcheck");

   # Line numbers aside, the same elements in the same order.
   next if $alone;
   my ($ours, $theirs) = map { shape(s/.*<args>.*?<\/args>//sr) } $other, report('memcheck', $what);
   is($ours, $theirs, "$what: Memcheck's elements");
}

my $xml = VR::Run::slurp("$work/vrleak-thread_name.xml");
like($xml, qr{<threadname>&lt;a&amp;b&gt;__"'</threadname>}, 'a thread name is escaped');
like(VR::Run::slurp("$work/vrleak-message.xml"), qr{<text>a &lt;b&gt; &amp; c &gt; d}, 'a message of the client is escaped');

# Bytes that XML does not allow, in arguments and file names.
my $odd = "od\xc3\xa4\xff\x02d";
system('cp', "$work/kinds", "$work/$odd") == 0 or die;
my $run = VR::Run::tool(name => 'odd', dir => $work, command => ["./$odd", "x\x01\xed\xa0\x80y", 'invalid_read', "\xf0\x9f\x98\x80"],
   options => ['--xml=yes', '--xml-file=odd.xml']);
my $names = VR::Run::slurp("$work/odd.xml");
like($names, qr{<exe>\./od\xc3\xa4__d</exe>}, 'the name of the program');
like($names, qr{<arg>x____y</arg>}, 'an argument');
like($names, qr{<arg>\xf0\x9f\x98\x80</arg>}, 'a character of four bytes stays');
is($run->{status}, 0, 'the program ran');

# What the schema is for: it must refuse what is wrong.
my $good = VR::Run::slurp("$work/vrleak-definite.xml");
my %spoil = (
   'unknown kind'        => sub { s{<kind>Leak_Def}{<kind>Leek_Def} },
   'no unique'           => sub { s{<unique>.*?</unique>}{} },
   'unique not hex'      => sub { s{<unique>0x}{<unique>} },
   'tid before unique'   => sub { s{(<unique>.*?</unique>)\s*(<tid>.*?</tid>)}{$2$1}s },
   'what for a leak'     => sub { s{<xwhat>.*?</xwhat>}{<what>lost</what>}s },
   'no leakedblocks'     => sub { s{<leakedblocks>.*?</leakedblocks>}{} },
   'an empty stack'      => sub { s{<stack>.*?</stack>}{<stack></stack>}s },
   'line before file'    => sub { s{(<file>.*?</file>)\s*(<line>.*?</line>)}{$2$1}s },
   'another element'     => sub { s{<errorcounts>}{<leaks></leaks><errorcounts>} },
   'no args'             => sub { s{<args>.*?</args>}{}s },
   'protocol 6'          => sub { s{<protocolversion>4}{<protocolversion>6} },
   'suppcounts twice'    => sub { s{(<suppcounts>.*?</suppcounts>)}{$1$1}s },
   'errors after those'  => sub { s{(<error>.*?</error>)(.*</suppcounts>)}{$2$1}s },
   'no end'              => sub { s{</valgrindoutput>}{} },
);
for my $how (sort keys %spoil) {
   local $_ = $good;
   $spoil{$how}->();
   isnt($_, $good, "$how: is spoilt");
   ok(scalar VR::Xml::problems(VR::Scratch::write_file($work, 'spoilt', $_)), "$how: is noticed");
}
is_deeply([VR::Xml::problems("$work/vrleak-definite.xml")], [], 'the original is valid');

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
