#!/usr/bin/perl
# The rows of docs/architecture.md name every vr_* file, each once, and a file
# includes only headers of its own row and of those above it.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use Test::More;

my $top = "$FindBin::Bin/../..";

sub lines_of {
   my ($file) = @_;
   open my $in, '<', $file or die "$file: $!\n";
   return <$in>;
}

# Module => number of its row.
my (%row, @twice);
my $n = 0;
for my $line (lines_of("$top/docs/architecture.md")) {
   next unless $line =~ /^\|.*\|(.*)\|\s*$/;
   $n++;
   for my $module ($1 =~ /\b(vr_\w+)/g) {
      push @twice, $module if exists $row{$module};
      $row{$module} = $n;
   }
}
is_deeply(\@twice, [], 'no module is in two rows');

my %modules = map { m{(vr_\w+)\.[ch]$} ? ($1 => 1) : () } glob "$top/vr_*.[ch]";
is_deeply([sort keys %row], [sort keys %modules], 'the rows name each module');

my @upwards;
for my $file (sort glob "$top/vr_*.[ch]") {
   my ($module) = $file =~ m{(vr_\w+)\.[ch]$};
   for my $included (map { /^#include "(vr_\w+)\.h"/ ? $1 : () } lines_of($file)) {
      push @upwards, "$module includes $included"
         if ($row{$included} // 0) > ($row{$module} // 0);
   }
}
is(join("\n", @upwards), '', 'no file includes what is below it');

done_testing;
