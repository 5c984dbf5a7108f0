# What --gen-suppressions=all prints is a suppression file: each entry
# suppresses the error it was made from, here and (for the kinds it has) under
# Memcheck.
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

my $work = VR::Scratch::fresh('output-suppressions');

sub write_file { return VR::Scratch::write_file($work, @_) }

sub summary_of {
   my ($run) = @_;
   my ($lines) = VR::Output::split_log($run->{stderr});
   return VR::Output::summary($lines);
}

for (['mixed.c', 'gcc'], ['wrong.cc', 'g++'], ['../leak/kinds.c', 'gcc']) {
   my ($source, $compiler) = @$_;
   (my $program = $source) =~ s{.*/|\.\w+$}{}g;
   next if system("$compiler -g -O0 -w -o $work/$program $FindBin::Bin/$source") && fail("$source compiles");

   my $run = VR::Run::tool(name => $program, dir => $work, command => ["./$program"],
      options => ['--gen-suppressions=all', '--show-leak-kinds=all', '--errors-for-leak-kinds=all']);
   my $seen = summary_of($run);
   my ($contexts) = ($seen->{errors} // '') =~ m{/(\d+)};
   ok($contexts, "$source: has errors") or diag($run->{stderr});
   my @entries = $run->{stderr} =~ /^(\{\n.*?^\}\n)/msg;
   is(scalar @entries, $contexts, "$source: an entry for each error");
   ok(!(grep { !/^   (Memcheck|vrleak)(,\w+)*:\w+$/m } @entries), "$source: every entry names its tool and kind");
   my $file = write_file("$program.supp", join '', @entries);

   my $again = VR::Run::tool(name => "$program-again", dir => $work, command => ["./$program"],
      options => ["--suppressions=$file", '--show-leak-kinds=all', '--errors-for-leak-kinds=all', '--error-exitcode=9']);
   my $quiet = summary_of($again);
   is($quiet->{errors}, '0/0', "$source: nothing is left with these suppressions") or diag($again->{stderr});
   is($quiet->{suppressed_errors}, $seen->{errors}, "$source: all is counted as suppressed");
   is($again->{status}, 0, "$source: the exit status is the program's");

   my $xml = VR::Run::tool(name => "$program-xml", dir => $work, command => ["./$program"],
      options => ["--suppressions=$file", '--xml=yes', "--xml-file=$work/$program.xml",
                  '--show-leak-kinds=all', '--errors-for-leak-kinds=all']);
   my $text = VR::Run::slurp("$work/$program.xml");
   ok(VR::Output::xml_is_complete($text) && !VR::Output::xml_errors($text), "$source: nor is anything in the XML report");
   like($text, qr{<suppcounts>.*<pair>}s, "$source: which lists the suppressions used");

   # Memcheck stops at kinds that it doesn't know: newer ones are left out.
   my $theirs = write_file("$program.memcheck.supp", join '', grep { !/:(ReallocZero|BadAlign|BadSize|SizeMismatch|AlignMismatch)$/m } @entries);
   my $memcheck = VR::Run::run(name => "$program-memcheck", dir => $work, command => ['valgrind', '--tool=memcheck',
      '--undef-value-errors=no', '--leak-check=full', '--show-leak-kinds=all', '--errors-for-leak-kinds=all',
      "--suppressions=$theirs", "./$program"]);
   is(summary_of($memcheck)->{errors}, '0/0', "$source: they suppress the same under Memcheck") or diag($memcheck->{stderr});
}

# --gen-suppressions=yes asks; without a terminal the answer is no.
my $asked = VR::Run::tool(name => 'asked', dir => $work, command => ['./kinds'], options => ['--gen-suppressions=yes']);
is($asked->{status}, 0, '--gen-suppressions=yes with an empty standard input');

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
