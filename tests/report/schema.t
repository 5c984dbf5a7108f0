# The schema checker itself, and that documentation and schema name the same keys.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use JSON::PP;
use Test::More;
use VR::Schema;

my $docs = "$FindBin::Bin/../../docs";
sub slurp { my ($path) = @_; open my $in, '<', $path or die "$path: $!\n"; local $/; return <$in> }

my $schema = decode_json(slurp("$docs/report-format.schema.json"));
my $good = decode_json('{
   "vrleak": {"version": "1", "format": 1, "valgrind": "3.19.0"},
   "run": {"command": ["a", "b"], "pid": 7, "complete": true, "signal": 0, "exit_code": 0,
           "blocks_executed": 1, "duration_ms": 2},
   "frames": [{"fn": "f", "file": "f.c", "line": 3, "obj": "/a", "ip": "0x12"}],
   "heap": {"in_use_bytes": 0, "in_use_blocks": 0, "allocs": 0, "frees": 0,
            "allocated_bytes": 0, "peak_bytes": 0},
   "errors": [{"kind": "InvalidRead", "what": "w", "tid": 1, "count": 1, "stack": [0], "aux": []}],
   "leaks": [{"kind": "definite", "bytes": 1, "indirect_bytes": 0, "blocks": 1, "stack": [0]}],
   "growth": [], "coroutines": [], "sites": [], "timeline": [],
   "unknown_keys": "are allowed"}');
is_deeply([VR::Schema::violations($schema, $good)], [], 'a good report');

my @bad = (
   ['a missing key',      sub { delete $_[0]{heap}{allocs} },       qr{/heap lacks 'allocs'}],
   ['a wrong type',       sub { $_[0]{run}{pid} = "7" },            qr{/run/pid is string, not integer}],
   ['a wrong enum',       sub { $_[0]{leaks}[0]{kind} = 'lost' },   qr{/leaks/0/kind is 'lost'}],
   ['a value too small',  sub { $_[0]{errors}[0]{count} = 0 },      qr{/errors/0/count is 0}],
   ['a wrong reference',  sub { $_[0]{errors}[0]{stack} = ['x'] },  qr{/errors/0/stack/0 is string}],
   ['another format',     sub { $_[0]{vrleak}{format} = 2 },        qr{/vrleak/format is 2}],
);
for (@bad) {
   my ($name, $spoil, $message) = @$_;
   my $report = decode_json(encode_json($good));
   $spoil->($report);
   my @wrong = VR::Schema::violations($schema, $report);
   ok(@wrong == 1 && $wrong[0] =~ $message, "$name is found") or diag(@wrong);
}

my $manual = slurp("$docs/report-format.md");
sub keys_of {
   my ($node) = @_;
   return () unless ref $node eq 'HASH';
   my $properties = $node->{properties} || {};
   return (keys %$properties, map { keys_of($_) } values %$properties, $node->{items} || ());
}
my %seen;
my @undocumented = grep { !$seen{$_}++ && $manual !~ /`$_`/ } keys_of($schema);
is("@undocumented", '', 'every key of the schema is explained in report-format.md');

done_testing;
