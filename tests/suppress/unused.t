# --show-unused-suppressions=yes lists the entries of the user's files that
# matched nothing; entries are loaded and counted once, whichever tools they
# name.
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

my $work = VR::Scratch::fresh('suppress-unused');
system("gcc -g -O0 -w -o $work/forks $FindBin::Bin/forks.c") and BAIL_OUT('forks.c does not compile');

my $file = VR::Scratch::write_file($work, 'a.supp', <<'END');
{
   used by the parent
   Memcheck,vrleak:Leak
   fun:malloc
   fun:in_parent
}
{
   used by the child
   vrleak:Leak
   fun:malloc
   fun:in_child
}
{
   never used
   Memcheck:Addr4
   fun:nowhere
}
{
   another tool's
   Helgrind:Race
   fun:nowhere
}
{
   a kind of Memcheck's alone
   Memcheck:Cond
   fun:nowhere
}
END
my $second = VR::Scratch::write_file($work, 'b.supp', "{\n   never reached, because the other comes first\n   Memcheck:Leak\n   fun:malloc\n   fun:in_parent\n}\n");

sub messages {                       # of one process
   my ($text, $pid) = @_;
   return join "\n", map { /^==$pid== (.*)$/ ? $1 : () } split /\n/, $text;
}

sub pids { my %seen; return grep { !$seen{$_}++ } $_[0] =~ /^==(\d+)== /mg }

my @show = ("--suppressions=$file", '--show-unused-suppressions=yes');
my $run = VR::Run::tool(name => 'text', dir => $work, command => ['./forks'], options => ['-v', @show]);
my ($parent, $child) = pids($run->{stderr});
my $of_parent = messages($run->{stderr}, $parent);
my $of_child  = messages($run->{stderr}, $child);

like($of_parent, qr{^unused_suppression: never used \Q$file\E:14$}m, 'by name, file and line');
like($of_parent, qr{^unused_suppression: used by the child \Q$file\E:8$}m, 'the parent used one of them');
unlike($of_parent, qr{^unused_suppression: used by the parent}m, 'which it does not list');
like($of_child, qr{^unused_suppression: used by the parent}m, 'the child used another one');
unlike($of_child, qr{^unused_suppression: used by the child}m, 'which it does not list');
is(scalar(() = $of_parent =~ /^unused_suppression/mg), 2, 'no more than these: none of other tools, files or kinds');
like($of_parent, qr{^1 suppressions are of kinds that vrleak does not report}m, 'those are counted');
my @used = $run->{stderr} =~ /^--$parent-- used_suppression: +(\d+) (.*) \S+:\d+ suppressed/mg;
is("@used", '1 used by the parent', 'an entry that names both tools is used once');
is(scalar(() = $run->{stderr} =~ /^--$parent-- Reading suppressions file: \Q$file\E$/mg), 1, 'and its file is read once');
is(scalar(() = $run->{stderr} =~ /kind "Cond" are skipped/g), 1, '-v: kinds that are skipped are told once');

my $off = VR::Run::tool(name => 'off', dir => $work, command => ['./forks'], options => ["--suppressions=$file"]);
unlike($off->{stderr}, qr/unused_suppression|skipped/, 'not without the option');

my $two = VR::Run::tool(name => 'two', dir => $work, command => ['./forks'],
   options => ['-q', "--suppressions=$second", @show]);
like($two->{stderr}, qr{^==\d+== unused_suppression: \S.* \Q$second\E:2$}m, 'two files: the entry that is tried later is not used');

my $xml = VR::Run::tool(name => 'xml', dir => $work, command => ['./forks'],
   options => [@show, '--xml=yes', "--xml-file=$work/%p.xml", '-s']);
like($xml->{stderr}, qr{^==\d+== unused_suppression: never used}m, 'with XML: in the log');
for my $path (glob "$work/*.xml") {
   my $text = VR::Run::slurp($path);
   ok(VR::Output::xml_is_complete($text), 'XML: complete') or diag($text);
   my ($counts) = $text =~ m{<suppcounts>\s*(.*?)\s*</suppcounts>}s;
   like($counts // '', qr{^<pair>\s*<count>1</count>\s*<name>used by the (parent|child)</name>\s*</pair>$}, 'XML: counted once');
}

# The counts are Memcheck's.
sub counts {
   my ($path) = @_;
   my @counts = VR::Run::slurp($path) =~ m{<count>(\d+)</count>\s*<name>([^<]*)}g;
   return "@counts";
}
my $alone = "$work/alone.supp";
VR::Scratch::write_file($work, 'alone.supp', "{\n   all of them\n   Memcheck:Leak\n   fun:malloc\n   ...\n   fun:main\n}\n");
VR::Run::tool(name => 'ours', dir => $work, command => ['./forks', 'no'],
   options => ["--suppressions=$alone", '-s', '--xml=yes', "--xml-file=$work/ours"]);
VR::Run::run(name => 'theirs', dir => $work, command => ['valgrind', '--tool=memcheck',
   "--suppressions=$alone", '-s', '--xml=yes', "--xml-file=$work/theirs", './forks', 'no']);
is(counts("$work/ours"), '2 all of them', 'XML: both errors are counted');
is(counts("$work/theirs"), '2 all of them', 'XML: as in Memcheck');

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
