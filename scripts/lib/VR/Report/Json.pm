# VR::Report::Json: reads and writes JSON.
#
# Reports of large programs have tens of megabytes.  JSON::PP looks at them
# character by character and takes minutes; this reader takes whole tokens by
# regular expressions, and lists of numbers (stacks) at a stroke.  It is strict:
# what is cut off or no JSON dies with a sentence that says where.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Json;
use strict;
use warnings;

use constant MAX_DEPTH => 64;

# ---- reading ----

my %ESCAPE = (b => "\b", f => "\f", n => "\n", r => "\r", t => "\t", '"' => '"', '\\' => '\\', '/' => '/');
my $NUMBER = qr/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/;
my $depth;

# The value that the text (characters, not bytes) stands for.
sub decode {
   local ($_) = @_;
   $depth = 0;
   my $value = _value();
   _fail('there is something after its end') if /\G\s*(?=\S)/gc;
   return $value;
}

sub _fail {
   my ($what) = @_;
   my $at = pos // 0;
   die "it is cut off after $at characters\n" if substr($_, $at) !~ /\S/;
   my $line = 1 + (substr($_, 0, $at) =~ tr/\n//);
   die "line $line: $what\n";
}

sub _value {
   /\G\s+/gc;
   if (/\G"/gc)                  { return _string() }
   if (/\G($NUMBER)/gc)          { return 0 + $1 }
   if (/\G\{/gc)                 { return _object() }
   if (/\G\[/gc)                 { return _array() }
   if (/\G(true|false|null)\b/gc) { return $1 eq 'true' ? 1 : $1 eq 'false' ? 0 : undef }
   _fail('a value was expected');
}

sub _string {
   return $1 if /\G([^"\\\x00-\x1f]*)"/gc;
   my $text = '';
   for (;;) {
      if (/\G([^"\\\x00-\x1f]+)/gc)                                 { $text .= $1 }
      elsif (/\G"/gc)                                               { return $text }
      elsif (/\G\\(["\\\/bfnrt])/gc)                                { $text .= $ESCAPE{$1} }
      elsif (/\G\\u([dD][89abAB]..)\\u([dD][c-fC-F]..)/gc)          { $text .= chr(0x10000 + ((hex($1) & 0x3ff) << 10 | hex($2) & 0x3ff)) }
      elsif (/\G\\u([0-9a-fA-F]{4})/gc)                             { $text .= hex($1) & 0xf800 ^ 0xd800 ? chr hex $1 : "\x{fffd}" }
      else                                                          { _fail('a string is not ended') }
   }
}

sub _object {
   ++$depth <= MAX_DEPTH or _fail('it is nested too deeply');
   my %object;
   unless (/\G\s*\}/gc) {
      for (;;) {
         # Nearly all keys have plain numbers or strings.
         if (/\G\s*"([^"\\\x00-\x1f]*)"\s*:\s*(?:(0|-?[1-9]\d*)|"([^"\\\x00-\x1f]*)")\s*([,}])/gc) {
            $object{$1} = defined $2 ? 0 + $2 : $3;
            next if $4 eq ',';
            last;
         }
         /\G\s*"/gc        or _fail('a key was expected');
         my $key = _string();
         /\G\s*:/gc        or _fail('":" was expected');
         $object{$key} = _value();
         next if /\G\s*,/gc;
         last if /\G\s*\}/gc;
         _fail('"," or "}" was expected');
      }
   }
   $depth--;
   return \%object;
}

sub _array {
   return [ map { 0 + $_ } split /,\s*/, $1 ] if /\G\s*((?:(?:0|[1-9]\d*),\s*)*(?:0|[1-9]\d*))\s*\]/gc;
   ++$depth <= MAX_DEPTH or _fail('it is nested too deeply');
   my @array;
   unless (/\G\s*\]/gc) {
      for (;;) {
         push @array, _value();
         next if /\G\s*,/gc;
         last if /\G\s*\]/gc;
         _fail('"," or "]" was expected');
      }
   }
   $depth--;
   return \@array;
}

# ---- writing ----

my %QUOTED = ('"' => '\\"', '\\' => '\\\\', "\n" => '\\n', "\t" => '\\t');

sub quote {
   my ($text) = @_;
   $text =~ s/(["\\\x00-\x1f\x7f])/$QUOTED{$1} \/\/ sprintf '\\u%04x', ord $1/ge;
   return qq("$text");
}

# Perl does not tell strings from numbers: what looks like an integer is written
# as one, unless its key is in TEXT.  References to 1 and 0 are true and false.
my %TEXT = map { $_ => 1 } qw(fn file obj ip name what kind state version valgrind verdict command cmd commandLine
   where text uri fullyQualifiedName);

# One line, keys sorted.
sub encode {
   my ($value, $key) = @_;
   my $type = ref $value;
   if ($type eq 'HASH')   { return '{' . join(', ', map { quote($_) . ': ' . encode($value->{$_}, $_) } sort keys %$value) . '}' }
   if ($type eq 'ARRAY')  { return '[' . join(', ', map { encode($_, $key) } @$value) . ']' }
   if ($type eq 'SCALAR') { return $$value ? 'true' : 'false' }
   return 'null' unless defined $value;
   return $value if $value =~ /\A$NUMBER\z/ && !$TEXT{ $key // '' };
   return quote($value);
}

# The same with each element of the outer object's lists on a line of its own,
# like vrleak's own reports, in the given order of keys; printed piece by piece.
sub write_lines {
   my ($out, $object, @order) = @_;
   my $separator = "{\n";
   for my $key (@order) {
      my $value = $object->{$key};
      print $out $separator, ' ', quote($key), ': ';
      if (ref $value eq 'ARRAY' && @$value) {
         my $between = "[\n  ";
         for (@$value) { print $out $between, encode($_, $key); $between = ",\n  " }
         print $out "\n ]";
      } else {
         print $out encode($value, $key);
      }
      $separator = ",\n";
   }
   print $out "\n}\n";
}

1;
