# What the tool remembers for finding growth does not depend on how long the
# program runs, and has an upper limit for programs that allocate in more
# places than can be watched.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use Test::More;
use VR::Run;
use VR::Scratch;

plan skip_all => 'only vrleak looks for growth' if $ENV{VR_TEST_TOOL} ne 'vrleak';

my $work = VR::Scratch::fresh('growth-memory');
for my $name (qw(ends many_sites)) {
   system("gcc -g -O0 -w -pthread -o $work/$name $FindBin::Bin/$name.c") == 0 or plan skip_all => 'needs gcc';
}

# { kind of memory => bytes } of what the tool has for growth when the program
# has ended, and the log.
sub memory {
   my ($name, $options, @command) = @_;
   my $run = VR::Run::tool(name => $name, dir => $work, options => ['--growth-check=summary', '--profile-heap=yes', @$options], command => \@command);
   my %bytes;
   for ($run->{stderr} =~ /^\s*([\d,]+ in +[\d,]+: vr\.(?:growth|sites|owners)[.\w]*)/mg) {
      my ($bytes, $kind) = /^([\d,]+) in .*: (.*)/;
      $bytes{$kind} = $bytes =~ s/,//gr;
   }
   return (\%bytes, $run->{stderr});
}

# The long run needs no more of anything than the short one.
sub needs_no_more {
   my ($what, $long, $short) = @_;
   is(join(' ', sort keys %$long), join(' ', sort keys %$short), "$what: the same kinds");
   # Blocks of the core's heap may be larger than what was asked for.
   for my $kind (sort keys %$long) {
      cmp_ok($long->{$kind}, '<=', ($short->{$kind} // 0) + 128, "$what: no more of $kind");
   }
}

my ($short) = memory('short', [], './ends', 'ring', 'return', 10_000);
my ($long)  = memory('long',  [], './ends', 'ring', 'return', 2_000_000);
cmp_ok($short->{'vr.growth.history'} // 0, '>', 0, 'memory for histories is seen');
needs_no_more('a run 200 times as long', $long, $short);

# Thousands of histories: each of 8192 stacks is used again in each pass.
my ($few_passes)  = memory('few_passes',  ['--num-callers=20'], './many_sites', 4);
my ($many_passes) = memory('many_passes', ['--num-callers=20'], './many_sites', 400);
cmp_ok($few_passes->{'vr.growth.history'}, '>', 2000 * $short->{'vr.growth.history'}, 'thousands of histories');
needs_no_more('400 passes over thousands of places instead of 4', $many_passes, $few_passes);

my ($many, $log) = memory('many', ['--num-callers=20'], './many_sites');
my $history = $short->{'vr.growth.history'};
cmp_ok($many->{'vr.growth.history'}, '<=', 4096 * ($history + 16), '4096 histories at most');
cmp_ok($many->{'vr.growth.history'}, '>', 2000 * $history, 'and that limit was met');
like($log, qr/ 400,000 blocks grow without bound/, 'what grows is found all the same');

done_testing;
