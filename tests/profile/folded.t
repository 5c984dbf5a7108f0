# Stacks of the profile begin at the user's own line, in C++ and Rust, optimised or
# not; with --show-alloc-frames=yes at the allocator's.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use Test::More;
use VR::JsonReport qw(compiled reported);
use VR::Scratch;

my $work = VR::Scratch::fresh('profile-folded');
plan skip_all => 'only vrleak has a profile' if $ENV{VR_TEST_TOOL} ne 'vrleak';

# Names of files in which the innermost frames of sites with more than one block
# are; of the program's own code, or what else there is.
sub innermost {
   my ($program, @options) = @_;
   my ($report) = reported($work, 'report', ['--num-callers=40', @options], "./$program");
   my %seen;
   for my $site (grep { $_->{total}{blocks} > 1 } @{ $report->{sites} }) {
      my $frame = $report->{frames}[ $site->{stack}[0] ];
      $seen{ ($frame->{file} // $frame->{obj} // '?') =~ s{.*/}{}r }++;
   }
   return \%seen;
}

my @compilers = (['folded.cc', 'g++ -g -O0'], ['folded.cc', 'g++ -g -O2'], ['folded.rs', 'rustc -g'], ['folded.rs', 'rustc -g -O']);
for (@compilers) {
   my ($source, $compiler) = @$_;
   SKIP: {
      my ($command) = $compiler =~ /^(\S+)/;
      grep { -x "$_/$command" } split /:/, $ENV{PATH} or skip "there is no $command", 5;
      compiled($work, 'program', split(' ', $compiler), "$FindBin::Bin/$source");
      is(join(' ', sort keys %{ innermost('program') }), $source, "$compiler: the user's own file");
      like(join(' ', sort keys %{ innermost('program', '--show-alloc-frames=yes') }), qr/^vr_preload_malloc.c$/, "$compiler: the allocator's");
   }
}
done_testing;
