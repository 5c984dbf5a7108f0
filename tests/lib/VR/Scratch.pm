# Scratch directories of .t files.
#
#    my $work = VR::Scratch::fresh('output-hint');       an empty directory
#    my $path = VR::Scratch::write_file($work, 'f.c', $bytes);
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Scratch;

use strict;
use warnings;
use File::Path qw(make_path remove_tree);

# What an earlier run left there is removed; what this one leaves stays, for a
# look after a failure.
sub fresh {
   my ($name) = @_;
   my $dir = "$ENV{VR_TEST_WORK}/$name";
   remove_tree($dir);
   make_path($dir);
   return $dir;
}

# The bytes as they are.  Returns the path.
sub write_file {
   my ($dir, $name, $bytes) = @_;
   my $path = "$dir/$name";
   open my $out, '>:raw', $path or die "$path: $!\n";
   print $out $bytes;
   close $out or die "$path: $!\n";
   return $path;
}

1;
