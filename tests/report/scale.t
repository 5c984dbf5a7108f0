# vr_report on 100,000 places: in 450 MB of memory, where hashes would need a gigabyte, and the
# same whatever the report's layout is.  Times are told, not judged.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use Encode qw(encode encode_utf8);
use FindBin;
use JSON::PP;
use Test::More;
use Time::HiRes qw(time);
use lib "$FindBin::Bin/../../scripts/lib";
use VR::Report::Json;
use VR::ReportTool;
use VR::Run;
use VR::Scratch;
use VR::Synthetic;

use constant { SITES => 100_000, MOST_KB => 450_000 };

my $work = VR::Scratch::fresh('report-scale');

# ---- the same report, written in other ways ----

my $json = JSON::PP->new->utf8->canonical;
my $report = VR::Synthetic::report(sites => 3000);
delete $_->{lifetime} for @{ $report->{sites} }[1, 2];
delete $_->{sizes} for @{ $report->{sites} }[2, 3];
delete $_->{max} for @{ $report->{sites} }[3, 5];
delete $_->{end} for @{ $report->{sites} }[5, 6];
delete $report->{sites}[7]{lifetime}{max};
$report->{sites}[4]{max} = { bytes => 2**49, blocks => 7 };
$report->{frames}[0]{fn} = "n\x{e4}me";
$report->{run}{command} = [ "./\x{20ac}" ];
VR::Synthetic::write_file("$work/sorted.json", $report);
VR::Scratch::write_file($work, 'pretty.json', JSON::PP->new->utf8->pretty->encode($report));
is(VR::ReportTool::vr_report($work, 'merge', '-o', 'own.json', 'sorted.json')->{status}, 0, 'as vrleak writes it');
like(VR::Run::slurp("$work/own.json"), qr/^  \{"stack": \[[\d, ]+\], "live": \{"bytes": \d+, "blocks": \d+\}, "total": .*"sizes": \[\{"up_to": \d+, "blocks": \d+\}/m, 'really');
my $merged = decode_json(VR::Run::slurp("$work/own.json"));
sub places {
   my ($report) = @_;
   my @name = map { join ' ', map { $_ // '' } @$_{qw(fn file line)} } @{ $report->{frames} };
   return [ sort map { $json->encode({ %$_, stack => [ @name[ @{ $_->{stack} } ] ] }) } @{ $report->{sites} } ];
}
is_deeply(places($merged), places($report), 'nothing of a place is lost');
for my $format (qw(text html dhat pprof massif)) {
   my %output;
   for (qw(sorted pretty)) {
      my $run = VR::ReportTool::vr_report($work, "--format=$format", '--title=t', '-o', 'output', "$_.json");
      is("$run->{status}$run->{stderr}", 0, "$format of $_.json");
      $output{ VR::Run::slurp("$work/output") }++;
   }
   is(keys %output, 1, "$format is the same");
}

# ---- in pieces of any size ----

my $odd = { vrleak => { format => 1 }, empty => [], none => {}, numbers => [ 0, -1, 1.5, 2**40, 'n' ], texts => [ "\x{20ac}\x{1f600}", '"\\/', "\n\t\x01", '' ],
            lists => [ [], [ [ 1, 22 ], [ 333 ] ], { a => { b => [ {} ] } } ], sites => [ @{ $report->{sites} }[0 .. 4] ], last => 12345 };
my $own = VR::Report::Json::encode($odd);
for my $text (map { encode_utf8($_) } $own, $own =~ s/([^\x00-\x7f])/join '', map { sprintf '\\u%04x', $_ } unpack 'n*', encode('UTF-16BE', $1)/ger, JSON::PP->new->pretty->canonical->encode($odd)) {
   my $expected = $json->encode(VR::Report::Json::decode($text));
   my $in_pieces = sub {
      my ($size, @sizes) = @_;          # of the pieces, the last of all that follow
      my ($at, @quick, @other) = 0;
      my $next = sub { my $piece = $at < length $text ? substr($text, $at, $size) : ''; $at += $size; $size = shift @sizes if @sizes; return $piece };
      my $read = eval { VR::Report::Json::read($next, sites => { written => qr/\{"written": 1\}/, take => sub { push @quick, 1 }, add => sub { push @other, $_[0] } }) }
         or return $@;
      $read->{sites} = \@other;
      return $json->encode($read);
   };
   is($in_pieces->($_), $expected, "$_ bytes at a time") for 1, 2, 7, 64, 1 << 20;
   my @wrong = grep { $in_pieces->($_, length $text) ne $expected } 1 .. length($text) - 1;
   is("@wrong", '', 'cut in two, wherever');
}
for my $cut (1 .. 200) {
   my @pieces = (substr(encode_utf8($own), 0, $cut), '');
   ok(!eval { VR::Report::Json::read(sub { shift @pieces }); 1 } && $@ =~ /\A[^\n]+\n\z/, "cut off after $cut bytes") or diag($@);
}

# ---- large ----

# A random walk through functions each; 20,000 of them leak, and 20,000 grow.
my @functions = map { my $i = $_; qq({"fn": "function_$i", "file": "/src/file_@{[ $i % 50 ]}.c", "line": $i, "obj": "/usr/bin/large", "ip": "0x@{[ sprintf '%x', 4096 + 16 * $i ]}"}) } 0 .. 4999;
my (@sites, @leaks, @growth);
my ($bytes, $blocks) = (0, 0);
for my $i (0 .. SITES - 1) {
   my $stack = join ', ', map({ ($i * 7919 + $_ * $_ * 104729) % 4999 + 1 } 1 .. 9), $i % 5000, 0;
   my $size = 16 + $i % 1000;
   my $amount = qq({"bytes": $size, "blocks": 1});
   $bytes += $size;
   $blocks++;
   push @sites, qq({"stack": [$stack], "live": $amount, "total": $amount, "peak": $amount, "end": $amount, "temporary": 0, "reallocs": 0, "lifetime": {"total": $i}, "sizes": [{"up_to": @{[ 2 ** (1 + int log($size) / log 2) ]}, "blocks": 1}]});
   push @leaks, qq({"kind": "reachable", "bytes": $size, "indirect_bytes": 0, "blocks": 1, "stack": [$stack]}) if $i % 5 == 0;
   push @growth, qq({"verdict": "plateau", "bytes": $size, "blocks": 1, "bytes_per_epoch": 0, "epochs": 9, "since_epoch": 0, "survivors_share": 50, "stack": [$stack], "owner": {"what": "", "stack": []}}) if $i % 5 == 1;
}
my $list = sub { '[' . join(',', map { "\n  $_" } @_) . "\n ]" };
VR::Scratch::write_file($work, 'large.json', qq({\n "vrleak": {"version": "0.0-synthetic", "format": 1, "valgrind": "3.19.0"},
 "run": {"command": ["./large"], "pid": 1, "complete": true, "signal": 0, "exit_code": 0, "blocks_executed": 1, "duration_ms": 1, "time_unit": "b"},
 "leak_scan": {"ms": 1, "bytes": 1, "blocks": 1}, "frames": ) . $list->(@functions) . qq(,
 "heap": {"in_use_bytes": $bytes, "in_use_blocks": $blocks, "allocs": $blocks, "frees": 0, "allocated_bytes": $bytes, "peak_bytes": $bytes},
 "errors": [], "leaks": ) . $list->(@leaks) . ', "growth": ' . $list->(@growth) . ', "sites": ' . $list->(@sites) . qq(, "timeline": []\n}\n));
note(sprintf 'the report has %.1f MB', (-s "$work/large.json") / 1e6);

# vr_report where no more memory is to be had.
sub limited {
   my (@arguments) = @_;
   my $start = time;
   my $run = VR::ReportTool::command($work, 'sh', '-c', 'ulimit -v ' . MOST_KB . '; exec "$@"', 'sh', $^X, '-w', VR::ReportTool::script(), @arguments);
   is("$run->{status} $run->{stderr}", '0 ', "@arguments");
   note(sprintf '%.1f s: %s', time - $start, "@arguments");
   return $run->{stdout};
}

like(limited('large.json'), qr/^allocated +\Q@{[ scalar reverse join ',', (reverse $bytes) =~ m{\d{1,3}}g ]}\E bytes in 100,000 calls/m, 'text');
limited('check', 'large.json');
limited('--format=html', '-o', 'large.html', 'large.json');
cmp_ok(-s "$work/large.html", '>', 1e6, 'a page');
limited('check', '--baseline=base.txt', '--update', 'large.json');
limited('check', '--baseline=base.txt', 'large.json');
limited('merge', '-o', 'twice.json', ('large.json') x 3);
my $of = sub { my ($key, $text) = @_; my $sum = 0; $sum += $1 while $text =~ /"$key": \{"bytes": (\d+)/g; return $sum };
my $twice = VR::Run::slurp("$work/twice.json");
is($of->('total', $twice), 3 * $bytes, 'sums');
is(scalar(() = $twice =~ /"live":/g), scalar(() = VR::Run::slurp("$work/large.json") =~ /"live":/g), 'the same places, once each');

unlink glob "$work/*";
done_testing;
