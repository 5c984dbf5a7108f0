# Programs of /usr/bin, chosen by a fixed pseudo-random sequence among those
# that are installed, run with --help or --version.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Programs;
use Test::More;
use VR::Run;

use constant WANTED => 25;

my $work = work_directory('random');

# A name's place in the sequence depends on nothing but the name, so that the
# choice is stable while programs come and go.
sub place {
   my ($name) = @_;
   my $hash = 2166136261;
   $hash = (($hash ^ ord) * 16777619) & 0xFFFFFFFF for split //, "vrleak $name";
   return $hash;
}

opendir my $directory, '/usr/bin' or plan(skip_all => "/usr/bin: $!");
my @names = sort { place($a) <=> place($b) || $a cmp $b } grep { /^\w[\w.+-]*$/ } readdir $directory;
my $n = 0;
for my $name (@names) {
   last if $n >= WANTED;
   my $path = installed($name) or next;
   # A static program, or one with rights that Valgrind can't give it, is not
   # what is meant here; nor is another name of one that was seen.
   next if -l $path || -u $path || -g $path;
   my $argument = place($name) % 2 ? '--help' : '--version';
   my $native = VR::Run::run(name => 'try', dir => $work, command => [$path, $argument], timeout => 3);
   next unless $native->{status} =~ /^\d+$/ && $native->{status} < 3;
   next if length $native->{stdout} . $native->{stderr} == 0;
   my $again = VR::Run::run(name => 'try', dir => $work, command => [$path, $argument], timeout => 3);
   next if $again->{stdout} ne $native->{stdout};       # tells the time, or its process
   $n++;
   compare("$name", command => [$path, $argument]);
}
cmp_ok($n, '>=', 15, "enough programs: $n");
finish();
