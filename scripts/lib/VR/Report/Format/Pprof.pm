# VR::Report::Format::Pprof: memory by place, for pprof: a gzipped protocol buffer.
#
# A message is a sequence of fields: a number (field number and wire type), then a
# varint or a length and as many bytes.  Of all of protocol buffers that is what is
# needed here; fields are those of pprof's profile.proto.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Format::Pprof;
use strict;
use warnings;
use Encode ();
use IO::Compress::Gzip ();

# The first four are what pprof expects of a heap profile.
my @VALUES = (
   [ alloc_objects => 'count', sub { $_[0]{total}{blocks} } ],
   [ alloc_space   => 'bytes', sub { $_[0]{total}{bytes} } ],
   [ inuse_objects => 'count', sub { $_[0]{live}{blocks} } ],
   [ inuse_space   => 'bytes', sub { $_[0]{live}{bytes} } ],
   [ peak_objects  => 'count', sub { $_[0]{peak}{blocks} } ],
   [ peak_space    => 'bytes', sub { $_[0]{peak}{bytes} } ],
);

# ---- protocol buffers ----

sub _varint {
   my ($n) = @_;
   my $bytes = '';
   while ($n > 127) { $bytes .= chr($n & 127 | 128); $n >>= 7 }
   return $bytes . chr $n;
}
sub _number { my ($field, $n) = @_; return $n ? _varint($field << 3) . _varint($n) : '' }
sub _bytes  { my ($field, $bytes) = @_; return _varint($field << 3 | 2) . _varint(length $bytes) . $bytes }
sub _packed { my ($field, @numbers) = @_; return _bytes($field, join '', map { _varint($_) } @numbers) }

# ---- the profile ----

sub write {
   my ($out, $report, $options) = @_;
   $report->need(sites => 'pprof');
   my @strings = ('');
   my %string = ('' => 0);
   my $string = sub { my ($text) = @_; return $string{$text} //= do { push @strings, $text; $#strings } };
   my $profile = join '', map { _bytes(1, _number(1, $string->($_->[0])) . _number(2, $string->($_->[1]))) } @VALUES;
   $report->sites->each(sub {
      my ($site) = @_;
      my @locations = map { $_ + 1 } @{ $report->frames->user_stack($site->{stack}) };
      $profile .= _bytes(2, _packed(1, @locations) . _packed(2, map { $_->[2]->($site) } @VALUES));
   });
   $profile .= _places($report, $string);
   $profile .= _number(10, $report->run->{duration_ms} * 1_000_000);
   $profile .= _bytes(11, _number(1, $string->('space')) . _number(2, $string->('bytes'))) . _number(12, 1);
   $profile .= _number(13, $string->('vrleak: ' . $report->command)) . _number(14, $string->('peak_space'));
   $profile .= _bytes(6, Encode::encode('UTF-8', $_)) for @strings;
   IO::Compress::Gzip::gzip(\$profile, \my $zipped, Time => 0) or die "compressing failed: $IO::Compress::Gzip::GzipError\n";
   print $out $zipped;
}

# Mappings (objects), locations (frames) and functions, numbered from 1.
sub _places {
   my ($report, $string) = @_;
   my ($mappings, $locations, $functions) = ('', '', '');
   my (%mapping, %function);
   for my $id (0 .. $report->frames->count - 1) {
      my $frame = $report->frames->get($id);
      my ($obj, $file, $name) = ($frame->{obj} // '', $frame->{file} // '', $report->frames->name($id));
      my $mapping = $mapping{$obj} //= do {
         my $n = 1 + keys %mapping;
         $mappings .= _bytes(3, _number(1, $n) . _number(5, $string->($obj)) . join '', map { _number($_, 1) } 7 .. 10);
         $n;
      };
      my $function = $function{"$file\0$name"} //= do {
         my $n = 1 + keys %function;
         $functions .= _bytes(5, _number(1, $n) . _number(2, $string->($name)) . _number(3, $string->($name)) . _number(4, $string->($file)));
         $n;
      };
      no warnings 'portable';
      $locations .= _bytes(4, _number(1, $id + 1) . _number(2, $mapping) . _number(3, hex $frame->{ip})
                              . _bytes(4, _number(1, $function) . _number(2, $frame->{line} // 0)));
   }
   return $mappings . $locations . $functions;
}

1;
