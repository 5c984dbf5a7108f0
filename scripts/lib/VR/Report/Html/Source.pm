# VR::Report::Html::Source: the lines around a place in the program's source.
#
# Files are looked for where the report says, then below the root, with more and
# more of the path's beginning left out.  Only what is named like source code is
# read: a report that somebody else wrote must not get other files into a page.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Html::Source;
use strict;
use warnings;
use Encode ();

use constant { AROUND => 2, MAX_BYTES => 8 << 20, MAX_LINE => 300 };
my $SOURCE = qr/\.(?:c|cc|cp|cpp|cxx|c\+\+|C|h|hh|hpp|hxx|H|inc|inl|ipp|tcc|tpp|m|mm|rs|s|S|asm|go|d|zig|f|f90|adb|ads|y|l|pas|nim|vala|cu)$/;

sub new {
   my ($class, $root) = @_;
   return bless { root => $root // '.', lines => {} }, $class;
}

# [[number, text]...] around the line, or nothing.
sub around {
   my ($self, $file, $line) = @_;
   return unless defined $file && $line && $file =~ $SOURCE;
   my $lines = $self->{lines}{$file} //= $self->_read($file);
   return if $line > @$lines;
   my $from = $line > AROUND ? $line - AROUND : 1;
   my $to   = $line + AROUND < @$lines ? $line + AROUND : @$lines;
   return map { [ $_, substr $lines->[ $_ - 1 ], 0, MAX_LINE ] } $from .. $to;
}

sub _read {
   my ($self, $file) = @_;
   my @parts = grep { length && $_ ne '.' && $_ ne '..' } split m{/}, $file;
   for my $path (($file =~ m{^/} ? $file : ()), map { "$self->{root}/" . join('/', @parts[$_ .. $#parts]) } 0 .. $#parts) {
      next unless -f $path && -s _ <= MAX_BYTES;
      open my $in, '<:raw', $path or next;
      local $/;
      my $text = Encode::decode('UTF-8', scalar(<$in>) // '');
      $text =~ s/\t/        /g;
      return [ split /\r?\n/, $text ];
   }
   return [];
}

1;
