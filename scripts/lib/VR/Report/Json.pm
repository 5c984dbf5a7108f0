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
use Encode ();

use constant { MAX_DEPTH => 64, PIECE => 1 << 20 };

# ---- reading ----

my %ESCAPE = (b => "\b", f => "\f", n => "\n", r => "\r", t => "\t", '"' => '"', '\\' => '\\', '/' => '/');
my $HEX = qr/[0-9a-fA-F]{2}/;
my $NUMBER = qr/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/;
my $depth;
my ($more, $passed, $lines);         # of a file: returns more of the text; bytes and lines that were dropped of it

# The value that the text stands for.
sub decode {
   local ($_) = @_;
   ($more, $passed, $lines, $depth) = (undef, 0, 0, 0);
   my $value = _value();
   _expect_end();
   return $value;
}

# The object in a file.  $next returns the next piece of its text, at last ''.  Of the lists
# that %list has, elements are not kept: list => { written => a regular expression, take, add }; take is called
# with what it has matched in $1, $2, ..., add with an element that looks otherwise.
sub read {
   my ($next, %list) = @_;
   local $_ = '';
   ($more, $passed, $lines, $depth) = ($next, 0, 0, 0);
   _skip();
   if (!/\G\{/gc) {
      my $value = _whole(\&_value);
      _expect_end();
      return $value;
   }
   my %object;
   my $is_last = _whole(sub { /\G\s*\}/gc });
   until ($is_last) {
      my $key = _whole(\&_key);
      _skip();
      if (/\G\[/gc) { $object{$key} = []; _elements($list{$key} // { add => sub { push @{ $object{$key} }, $_[0] } }) }
      else          { $object{$key} = _whole(\&_value) }
      $is_last = _whole(sub { _is_last('}') });
   }
   _skip();
   _expect_end();
   return \%object;
}

sub _elements {
   my ($list) = @_;
   my ($written, $take, $add) = @$list{qw(written take add)};
   return if _whole(sub { /\G\s*\]/gc });
   for (;;) {
      if ($written) { $take->() while /\G\s*$written\s*,/gc }
      $add->(_whole(\&_value));
      return if _whole(sub { _is_last(']') });
   }
}

# Whether the object or list ends here; otherwise another element follows.
sub _is_last {
   my ($end) = @_;
   /\G\s*([,\]}])/gc && ($1 eq ',' || $1 eq $end) or _fail(qq("," or "$end" was expected));
   return $1 eq $end;
}

# What $take returns if all that it takes is there: something follows.
sub _whole {
   my ($take) = @_;
   for (;;) {
      my ($from, $value) = (pos // 0);
      my $is_right = eval { $value = $take->(); 1 };
      return $value if $is_right && (!$more || (pos // 0) < length);
      die $@ if !$more;
      pos = $from;
      $depth = 0;
      _read_on();
   }
}

sub _skip {
   for (;;) {
      /\G\s+/gc;
      return if !$more || (pos // 0) < length;
      _read_on();
   }
}

# More of the text, what was taken dropped; twice as much as there is, since it was not enough.
sub _read_on {
   my $at = pos // 0;
   $passed += $at;
   $lines += substr($_, 0, $at) =~ tr/\n//;
   substr($_, 0, $at) = '';
   my $enough = 2 * length;
   do {
      my $piece = $more->();
      if (length $piece) { $_ .= $piece } else { undef $more }
   } while $more && length() < $enough;
   pos = 0;
}

sub _expect_end { _fail('there is something after its end') if /\G\s*(?=\S)/gc }

sub _fail {
   my ($what) = @_;
   my $at = pos // 0;
   die 'it is cut off after ' . ($passed + $at) . " bytes\n" if substr($_, $at) !~ /\S/;
   die 'line ' . (1 + $lines + (substr($_, 0, $at) =~ tr/\n//)) . ": $what\n";
}

sub _value {
   /\G\s+/gc;
   if (/\G"/gc)                  { return _string() }
   # The end of what was read so far is no end of a number: "1." may go on.
   if (/\G($NUMBER)(?![\d.eE+-])/gc) { return 0 + $1 }
   if (/\G\{/gc)                 { return _object() }
   if (/\G\[/gc)                 { return _array() }
   if (/\G(true|false|null)\b/gc) { return $1 eq 'true' ? 1 : $1 eq 'false' ? 0 : undef }
   _fail('a value was expected');
}

# Characters; bytes that are no UTF-8 are replaced.
sub _text { my ($bytes) = @_; return $bytes =~ tr/\x80-\xff// ? Encode::decode('UTF-8', $bytes) : $bytes }

sub _string {
   return _text($1) if /\G([^"\\\x00-\x1f]*)"/gc;
   my $text = '';
   for (;;) {
      if (/\G([^"\\\x00-\x1f]+)/gc)                                 { $text .= _text($1) }
      elsif (/\G"/gc)                                               { return $text }
      elsif (/\G\\(["\\\/bfnrt])/gc)                                { $text .= $ESCAPE{$1} }
      elsif (/\G\\u([dD][89abAB]$HEX)\\u([dD][c-fC-F]$HEX)/gc)      { $text .= chr(0x10000 + ((hex($1) & 0x3ff) << 10 | hex($2) & 0x3ff)) }
      elsif (/\G\\u([0-9a-fA-F]{4})/gc)                             { $text .= hex($1) & 0xf800 ^ 0xd800 ? chr hex $1 : "\x{fffd}" }
      else                                                          { _fail('a string is not ended') }
   }
}

sub _key {
   /\G\s*"/gc or _fail('a key was expected');
   my $key = _string();
   /\G\s*:/gc or _fail('":" was expected');
   return $key;
}

sub _object {
   ++$depth <= MAX_DEPTH or _fail('it is nested too deeply');
   my %object;
   unless (/\G\s*\}/gc) {
      for (;;) {
         # Nearly all keys have plain numbers or strings.
         if (/\G\s*"([^"\\\x00-\x1f]*)"\s*:\s*(?:(0|-?[1-9]\d*)|"([^"\\\x00-\x1f]*)")\s*([,}])/gc) {
            $object{$1} = defined $2 ? 0 + $2 : _text($3);
            next if $4 eq ',';
            last;
         }
         my $key = _key();
         $object{$key} = _value();
         last if _is_last('}');
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
      do { push @array, _value() } until _is_last(']');
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
# like vrleak's own reports, in the given order of keys; printed piece by piece.  What can
# write itself does.
sub write_lines {
   my ($out, $object, @order) = @_;
   my $separator = "{\n";
   for my $key (@order) {
      my $value = $object->{$key};
      print $out $separator, ' ', quote($key), ': ';
      if (ref $value eq 'ARRAY' || ref $value && UNIVERSAL::can($value, 'write')) {
         my $between = "[\n  ";
         my $write = sub { print $out $between, $_[0]; $between = ",\n  " };
         if (ref $value eq 'ARRAY') { $write->(encode($_, $key)) for @$value } else { $value->write($write) }
         print $out $between =~ /^,/ ? "\n ]" : '[]';
      } else {
         print $out encode($value, $key);
      }
      $separator = ",\n";
   }
   print $out "\n}\n";
}

1;
