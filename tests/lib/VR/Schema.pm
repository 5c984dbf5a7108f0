# VR::Schema: checks a JSON value against a JSON Schema.
#
# Knows the keywords that docs/report-format.schema.json uses, and refuses a
# schema that uses others: a keyword silently ignored would test nothing.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Schema;
use strict;
use warnings;
use B ();
use JSON::PP ();

my %ANNOTATION = map { $_ => 1 } qw($schema $comment $defs title description);

my %CHECK = (
   type       => sub { _type($_[1]) eq $_[0] || $_[0] eq 'number' && _type($_[1]) eq 'integer'
                          ? () : "is " . _type($_[1]) . ", not $_[0]" },
   const      => sub { $_[1] eq $_[0] ? () : "is $_[1], not $_[0]" },
   enum       => sub { my ($enum, $value) = @_; (grep { $_ eq $value } @$enum) ? () : "is '$value', none of @$enum" },
   minimum    => sub { $_[1] >= $_[0] ? () : "is $_[1], below $_[0]" },
   maximum    => sub { $_[1] <= $_[0] ? () : "is $_[1], above $_[0]" },
   pattern    => sub { $_[1] =~ /$_[0]/ ? () : "is '$_[1]', not /$_[0]/" },
   required   => sub { my ($names, $value) = @_; map { "lacks '$_'" } grep { !exists $value->{$_} } @$names },
);

# violations($schema, $value): a list of "path: what is wrong".
sub violations {
   my ($schema, $value) = @_;
   return _violations($schema, $schema, $value, '');
}

sub _violations {
   my ($root, $schema, $value, $path) = @_;
   if (my $ref = $schema->{'$ref'}) {
      my ($name) = $ref =~ m{^#/\$defs/(\w+)$} or die "cannot follow $ref\n";
      return _violations($root, $root->{'$defs'}{$name}, $value, $path);
   }
   # A value of the wrong type has no properties to look at.
   my @wrong = exists $schema->{type} ? $CHECK{type}->($schema->{type}, $value) : ();
   return ("$path $wrong[0]") if @wrong;
   for my $keyword (sort keys %$schema) {
      next if $keyword eq 'type' || $ANNOTATION{$keyword};
      my $rule = $schema->{$keyword};
      if ($keyword eq 'properties') {
         push @wrong, _violations($root, $rule->{$_}, $value->{$_}, "$path/$_")
            for grep { exists $value->{$_} } sort keys %$rule;
      } elsif ($keyword eq 'items') {
         push @wrong, _violations($root, $rule, $value->[$_], "$path/$_") for 0 .. $#$value;
      } elsif ($CHECK{$keyword}) {
         push @wrong, map { "$path $_" } $CHECK{$keyword}->($rule, $value);
      } else {
         die "VR::Schema does not know the keyword '$keyword'\n";
      }
   }
   return @wrong;
}

sub _type {
   my ($value) = @_;
   return 'null'    if !defined $value;
   return 'object'  if ref $value eq 'HASH';
   return 'array'   if ref $value eq 'ARRAY';
   return 'boolean' if JSON::PP::is_bool($value);
   my $flags = B::svref_2object(\$value)->FLAGS;
   return 'integer' if $flags & B::SVf_IOK && !($flags & B::SVf_POK);
   return 'number'  if $flags & B::SVf_NOK && !($flags & B::SVf_POK);
   return 'string';
}

1;
