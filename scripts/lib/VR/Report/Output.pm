# VR::Report::Output: where a result is written.
#
# To a file it goes under another name first: whoever reads it sees all of it or
# nothing, and what fails half-way leaves the old file alone.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Output;
use strict;
use warnings;
use File::Path ();

sub make_directory {
   my ($path) = @_;
   eval { File::Path::make_path($path); 1 } or die "$path can't be made: $!\n";
}

# write_to($path, $binary, $writer): $writer is called with a handle; path undef: standard output.
sub write_to {
   my ($path, $binary, $writer) = @_;
   my $is_direct = !defined $path || (-e $path && !-f _);
   my $name = $is_direct ? $path : "$path.tmp.$$";
   my $fail = sub { die $path // 'standard output', " can't be written: $!\n" };
   my $out;
   if (defined $name) { open $out, '>', $name or $fail->() }
   else               { open $out, '>&', \*STDOUT or $fail->() }
   binmode $out, $binary ? ':raw' : ':utf8';
   eval { $writer->($out); close $out or $fail->(); $is_direct || rename $name, $path or $fail->(); 1 } or do {
      my $why = $@;
      unlink $name unless $is_direct;
      die $why;
   };
}

1;
