# The XML report of every error kind is well-formed, says protocol 4, and has
# only kinds that readers of Memcheck's reports know; with
# --xml-compat=memcheck it is Memcheck's in name, too.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(make_path remove_tree);
use FindBin;
use Test::More;
use VR::Output;
use VR::Program;
use VR::Run;

# The kinds of Memcheck's errors up to Valgrind 3.25.
my %known = map { $_ => 1 } qw(InvalidRead InvalidWrite InvalidJump InvalidFree MismatchedFree
   InvalidMemPool SyscallParam ClientCheck Overlap FishyValue ReallocSizeZero BadAlign BadSize
   InvalidAlignment InvalidSize MismatchedAllocateDeallocateSize MismatchedAllocateDeallocateAlignment
   MismatchedSize MismatchedAlignment
   Leak_DefinitelyLost Leak_IndirectlyLost Leak_PossiblyLost Leak_StillReachable FatalSignal);

my $work = "$ENV{VR_TEST_WORK}/output-xml";
remove_tree($work);
make_path("$work/a<b>&\"c");

my $xmllint = VR::Program::which('xmllint');
diag('xmllint is absent: well-formedness is checked by our own reader only') unless $xmllint;

sub xml_of {
   my ($name, $options, @command) = @_;
   my $run = VR::Run::tool(name => 'run', dir => $work, command => \@command,
      options => [@$options, '--xml=yes', "--xml-file=$work/$name.xml"]);
   my $text = VR::Run::slurp("$work/$name.xml");
   ok(VR::Output::xml_is_complete($text), "$name: complete") or diag($run->{stderr});
   like($text, qr{<protocolversion>4</protocolversion>}, "$name: protocol 4");
   if ($xmllint) {
      my $lint = VR::Run::run(name => 'lint', dir => $work, command => [$xmllint, '--noout', "$work/$name.xml"]);
      is($lint->{status}, 0, "$name: well-formed") or diag($lint->{stderr});
   }
   return $text;
}

my %want = (
   'mixed.c'         => 'FishyValue InvalidAlignment InvalidFree InvalidRead InvalidWrite Leak_DefinitelyLost '
                      . 'Leak_IndirectlyLost Leak_PossiblyLost Leak_StillReachable Overlap ReallocSizeZero SyscallParam',
   'wrong.cc'        => 'InvalidWrite MismatchedFree',
   'fatal.c'         => 'FatalSignal InvalidWrite',
   'jump.c'          => 'FatalSignal InvalidJump',
);
for my $source (sort keys %want) {
   (my $program = $source) =~ s/\.\w+$//;
   my $compiler = $source =~ /\.cc$/ ? 'g++' : 'gcc';
   system("$compiler -g -O0 -w -o '$work/$program' '$FindBin::Bin/$source'") == 0 or fail("$source compiles"), next;
   my $text = xml_of($program, ['--show-leak-kinds=all'], "./$program");
   my %seen = map { $_->{kind} => 1 } VR::Output::xml_errors($text);
   $seen{FatalSignal} = 1 if $text =~ /<fatal_signal>/;
   is(join(' ', sort keys %seen), $want{$source}, "$source: kinds");
   ok(!(grep { !$known{$_} } keys %seen), "$source: known kinds only");
   like($text, qr{<protocoltool>vrleak</protocoltool>.*<tool>vrleak</tool>}s, "$source: the tool's own name");

   my $compatible = xml_of("$program-compat", ['--xml-compat=memcheck', '--show-leak-kinds=all'], "./$program");
   like($compatible, qr{<protocoltool>memcheck</protocoltool>}, "$source: --xml-compat=memcheck");
   like($compatible, qr{<tool>memcheck</tool>}, "$source: --xml-compat=memcheck");
   is(scalar(VR::Output::xml_errors($compatible)), scalar(VR::Output::xml_errors($text)), "$source: the same errors");
}

# Names with characters that mean something to XML.
system("cp '$work/mixed' '$work/a<b>&\"c/p&q'") == 0 or die;
my $odd = xml_of('odd', ['--log-fd=2'], "./a<b>&\"c/p&q", '<arg>&amp;');
like($odd, qr{<exe>\./a&lt;b&gt;&amp;}, 'the name of the program is escaped');
like($odd, qr{<arg>&lt;arg&gt;&amp;amp;</arg>}, 'and so are its arguments');

# A comment of the user's, and the counts of errors.
my $comment = xml_of('comment', ['--xml-user-comment=<a>one</a>'], './mixed');
like($comment, qr{<usercomment><a>one</a></usercomment>}, '--xml-user-comment');
like($comment, qr{<errorcounts>.*<count>3</count>}s, 'three invalid reads are counted');

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
