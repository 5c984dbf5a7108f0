# The manual's chapter "Coming from Memcheck": it names every option that the
# installed Memcheck has, vrleak takes them all with Memcheck's defaults and says
# nothing, and the script that replaces Memcheck in other people's command lines
# works as it is printed there.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use FindBin;
use Test::More;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('options-from-memcheck');
my ($chapter) = VR::Run::slurp("$FindBin::Bin/../../docs/manual.md") =~ /^## Coming from Memcheck\n(.*?)^## /ms;
ok($chapter, 'the manual has the chapter');

# "--name=what    explanation [default]", the default perhaps in a later line.
my $help = VR::Run::run(name => 'help', dir => $work, command => ['valgrind', '--tool=memcheck', '--help'])->{stdout};
my ($section) = $help =~ /user options for Memcheck:\n(.*?)\n\s*Extra options/s or plan(skip_all => 'needs Memcheck');
my (@defaults, %known);
while ($section =~ /^ {4}--([\w-]+)=(.*?)(?=^ {4}--|\z)/msg) {
   my ($name, $text) = ($1, $2);
   $known{$name} = 1;
   push @defaults, "--$name=$1" if $text =~ /\[(\w[\w,-]*)\]/ && $name !~ /file/;
}
cmp_ok(scalar(keys %known), '>=', 20, 'options of Memcheck were found');
is_deeply([ grep { $chapter !~ /`--\Q$_\E(?:[=`])/ } sort keys %known ], [], 'each is in the chapter');

my $run = VR::Run::tool(name => 'defaults', dir => $work, options => ['-q', @defaults], command => ['true']);
is($run->{status}, 0, "accepted: @defaults");
is($run->{stderr}, '', 'without a word');

SKIP: {
   skip 'needs /usr/bin/valgrind', 3 unless -x '/usr/bin/valgrind' && $ENV{VR_TEST_TOOL} eq 'vrleak';
   my ($script) = $chapter =~ /^```bash\n(#!.*?)^```/ms;
   chmod 0755, VR::Scratch::write_file($work, 'valgrind', $script);
   my @lib = $ENV{VR_TEST_LIB} ? "VALGRIND_LIB=$ENV{VR_TEST_LIB}" : ();
   for my $options ([], ['--tool=memcheck', '--track-origins=yes'], ['-q', '--tool=memcheck']) {
      my $wrapped = VR::Run::run(name => 'wrapped', dir => $work, env => \@lib,
                                 command => ['./valgrind', @$options, 'sh', '-c', 'echo "two  words"; exit 7']);
      is("$wrapped->{status} $wrapped->{stdout}", "7 two  words\n", "the script with '@$options' runs the program");
      my $says = grep { $_ eq '-q' } @$options;
      $says ? is($wrapped->{stderr}, '', 'quietly') : like($wrapped->{stderr}, qr/^==\d+== vrleak/, 'under vrleak');
   }
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
