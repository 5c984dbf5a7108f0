# The census where it is put to the test: very many coroutines, names with odd bytes,
# and uses of the stack that are known to the byte.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use JSON::PP;
use Test::More;
use VR::Run;
use VR::Schema;
use VR::Scratch;

my $work = VR::Scratch::fresh('coro-crowd');
my $root = "$FindBin::Bin/../..";
system("gcc -g -O0 -w -I$root -o $work/crowd $FindBin::Bin/crowd.c") == 0 or plan(skip_all => 'needs gcc');
my $schema = decode_json(VR::Run::slurp("$root/docs/report-format.schema.json"));

sub census {
   my (@arguments) = @_;
   my $kind = $arguments[0];
   my $run = VR::Run::tool(name => $kind, dir => $work, command => ['./crowd', @arguments],
                           options => ["--vrleak-out-file=$work/$kind.json", '--coro-stats=yes', '--leak-check=no']);
   is($run->{status}, 0, "$kind: works");
   unlike($run->{stderr}, qr/^(?!==\d+==)/m, "$kind: each line of the log begins as it should");
   my $report = eval { decode_json(VR::Run::slurp("$work/$kind.json")) } // {};
   is_deeply([VR::Schema::violations($schema, $report)], [], "$kind: the report follows the schema") if -s "$work/$kind.json" < 1e6;
   return ($report, $run->{stderr} =~ s/^==\d+== ?//gmr, sort { $a->{id} <=> $b->{id} } @{ $report->{coroutines} || [] });
}

# Created and destroyed: summed up by where they came from.
my ($report, $log, @all) = census('gone', 100_000);
is_deeply([@{ $report->{coroutine_totals} }{qw(existing gone)}], [3, 100_000], 'gone: all are counted');
is(join(' ', map { "$_->{name} $_->{count}" } @all), 'another 50000 one 50000 last 1 last 1 last 1', 'gone: by where they were created');
is($all[0]{resumes} + $all[1]{resumes}, 100_000, 'gone: resumes');
cmp_ok(-s "$work/gone.json", '<', 100_000, 'gone: a small report');
like($log, qr/^  coroutine 2 'one', which used most of 50,000 that are gone,$/m, 'gone: as text');

# All there: not more in the report than anyone can read, but all in the totals.
($report, $log, @all) = census('alive', 100_000);
is(scalar @all, 10_000, 'alive: 10,000 in the report');
is($report->{coroutine_totals}{existing}, 100_000, 'alive: all are counted');
cmp_ok(-s "$work/alive.json", '<', 5_000_000, 'alive: some 300 bytes for each');
like($log, qr/^  coroutine 1 'one of many', suspended,\n  and 99,999 that used no more,$/m, 'alive: as text');

# Names: what isn't printable ASCII becomes a question mark.
($report, $log, @all) = census('names');
is_deeply([map { $_->{id} } @all], [1 .. 9], 'names: ids');
my @names = map { $_->{name} } @all;
like($names[0], qr/^\?{31} !"#\$%&'\(\)\*\+,-\.\/0123456789:;<=>\?\@A/, 'names: all bytes');
like($names[1], qr/^x{20,1000}$/, 'names: a long one is cut');
is_deeply([@names[2 .. 8]], [undef, '"quoted\\"', 'line?break', '??', 'na??ve', undef, undef], 'names: odd ones');
is(scalar(() = $log =~ /no name at 0x/g), 1, 'names: one warning for those that cannot be read');

# High-water marks.
($report, $log, @all) = census('depths');
my ($least) = map { $_->{high_water} } @all;
cmp_ok($least, '<', 500, 'depths: what the frames themselves take');
is(join(' ', map { $_->{high_water} } @all), "$least $least 4096 20000 65536", 'depths: to the byte');
is(scalar(grep { $_->{high_water_at_least} } @all), 0, 'depths: exact');
($report, $log, @all) = census('pool');
is(join(', ', map { "$_->{name} $_->{high_water}" . ($_->{high_water_at_least} ? ' at least' : '') } @all), 'first 20000, third 30000',
   'pool: the largest of those that are gone; the last one');
done_testing();
