#!/usr/bin/env perl
# check_report.pl FILE [EXPRESSION...]: for 'post:' lines of .vgtest files.
#
# The report FILE (a glob) must follow docs/report-format.schema.json, its
# stacks must refer to frames that exist, and each EXPRESSION, Perl without
# spaces over $r (the report), must be true.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use JSON::PP;

my $tests = dirname(dirname(abs_path($0)));
unshift @INC, "$tests/lib";
require VR::Schema;

sub slurp { my ($path) = @_; open my $in, '<:raw', $path or die "$path: $!\n"; local $/; return <$in> }

my ($glob, @expressions) = @ARGV;
my ($file, @others) = glob $glob;
defined $file && -e $file or die "$glob: there is no such file\n";
@others and die "$glob: more than one file: $file @others\n";
my $r = decode_json(slurp($file));
my @wrong = VR::Schema::violations(decode_json(slurp("$tests/../docs/report-format.schema.json")), $r);

my $frames = @{ $r->{frames} || [] };
for my $stack (map { ($_->{stack}, map { $_->{stack} } @{ $_->{aux} || [] }) } @{ $r->{errors} || [] }, @{ $r->{leaks} || [] }) {
   push @wrong, "a stack refers to frame $_ of $frames" for grep { $_ >= $frames } @$stack;
}

# The functions of a stack, innermost first, for use in EXPRESSIONs.
sub fns { my ($stack) = @_; return join '<', map { $r->{frames}[$_]{fn} // '???' } @$stack }

for my $expression (@expressions) {
   no strict;
   my $value = eval $expression;
   push @wrong, "$expression is not true" . ($@ ? ": $@" : '') unless $value;
}
print "$file: $_\n" for @wrong;
exit(@wrong ? 1 : 0);
