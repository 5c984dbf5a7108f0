# vrleak.h compiles without a warning as any C and C++, and its macros do what it
# says: under vrleak, under tools that know only some of them, and natively.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(make_path remove_tree);
use FindBin;
use Test::More;
use VR::Run;

my $top  = "$FindBin::Bin/../..";
my $work = "$ENV{VR_TEST_WORK}/requests/header";
remove_tree($work);
make_path($work);

my $UNKNOWN   = "version 0\nlive 0 0\nlost 0 0\nlost 0 0\n";
my $NOTHING   = "${UNKNOWN}check 0\ncheck 1\nerrors 0\nerrors 0\n";
my %EXPECTED = (
   native   => $NOTHING,
   none     => $NOTHING,
   memcheck => "${UNKNOWN}check 1\ncheck 1\nerrors 3\nerrors 3\n",
   vrleak   => "version 1\nlive 100 1\nlost 0 0\nlost 30 1\ncheck 1\ncheck 1\nerrors 3\nerrors 6\n");

sub compile {
   my ($name, @how) = @_;
   my $run = VR::Run::run(name => "cc-$name", dir => $work, timeout => 120,
      command => [@how, qw(-Wall -Wextra -pedantic -Werror -g -I), $top, '-o', $name, "$FindBin::Bin/header.c"]);
   is($run->{status}, 0, "compiles: @how") or diag($run->{stderr});
   return $run->{status} eq '0';
}

sub output {
   my ($name, $tool) = @_;
   my %how = (name => "$name-$tool", dir => $work, timeout => 120);
   local $ENV{VR_TEST_TOOL} = $tool;
   my $run = $tool eq 'native' ? VR::Run::run(%how, command => ["./$name"])
           : VR::Run::tool(%how, options => ['-q'], command => ["./$name"]);
   return $run->{stdout};
}

for my $how (map({ ['c', "gcc -x c -std=$_"] } qw(c89 gnu89 c99 c11 c17)),
             map({ ['cpp', "g++ -x c++ -std=$_"] } qw(c++98 c++11 c++17 c++20))) {
   my ($name, $command) = @$how;
   compile("$name", split ' ', $command) or next;
   is(output($name, 'native'), $EXPECTED{native}, "$command: natively");
}
for my $name (qw(c cpp)) {
   is(output($name, $_), $EXPECTED{$_}, "$name, under $_") for qw(none memcheck vrleak);
}
compile('disabled', qw(gcc -x c -std=c89 -DVRLEAK_DISABLE));
is(output('disabled', $_), $NOTHING, "disabled, $_") for qw(native vrleak);

# Without Valgrind's headers.
open my $source, '>', "$work/bare.c" or die "$work/bare.c: $!\n";
print $source <<'END';
#include <vrleak.h>
int main(void)
{
   VRLEAK_MAKE_NOACCESS((char*)0, 1);
   VRLEAK_LEAK_CHECK();
   return (int)VRLEAK_VERSION();
}
END
close $source;
sub bare { VR::Run::run(name => 'cc-bare', dir => $work, command => [qw(gcc -Wall -Wextra -Werror -nostdinc), "-I$top", @_, qw(-c bare.c)]) }
my $run = bare();
isnt($run->{status}, 0, 'Valgrind\'s headers are needed ...');
like($run->{stderr}, qr/vrleak\.h needs Valgrind's headers; -DVRLEAK_DISABLE does without/, '... which is said');
$run = bare('-DVRLEAK_DISABLE');
is($run->{status}, 0, '... unless it is disabled') or diag($run->{stderr});

# The number of the release is in two places.
open my $configure, '<', "$top/configure.ac" or die "configure.ac: $!\n";
my ($version) = map { /^AC_INIT\(\[vrleak\], \[(\d+)\.(\d+)\.(\d+)\]\)/ ? $1 * 10000 + $2 * 100 + $3 : () } <$configure>;
is(VR::Run::slurp("$top/vrleak.h") =~ /^#define VRLEAK_HEADER_VERSION (\d+)$/m && $1, $version, 'the header has the version of configure.ac');
done_testing;
