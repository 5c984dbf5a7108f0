# What grows can be asked for any number of times while the program runs, by monitor
# command, in JSON and by signal: each answer is as of then, none counts, and the
# last judgement is what it would have been.
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

plan skip_all => 'only vrleak looks for growth' if $ENV{VR_TEST_TOOL} ne 'vrleak';

my $work   = VR::Scratch::fresh('growth-rejudged');
my $schema = decode_json(VR::Run::slurp("$FindBin::Bin/../../docs/report-format.schema.json"));
system("gcc -g -O0 -w -o $work/rejudged $FindBin::Bin/rejudged.c") == 0 or plan skip_all => 'needs gcc';

sub run_with {
   my ($name, @words) = @_;
   return VR::Run::tool(name => $name, dir => $work, command => ['./rejudged', @words],
                        options => ['--growth-check=summary', '--errors-for-growth=yes', '--leak-check=no', '--live-report=USR1',
                                    "--vrleak-out-file=$work/$name.json"]);
}

# The report, which must follow the schema: (whether it is complete, the entry of the list, that of the ring).
sub judged {
   my ($about, $file) = @_;
   my $report = eval { decode_json(VR::Run::slurp("$work/$file")) } or return fail("$about: no report");
   is_deeply([VR::Schema::violations($schema, $report)], [], "$about: the report follows the schema");
   is_deeply($report->{errors}, [], "$about: and has no error of it");
   my $of = sub { my ($blocks) = @_; (grep { $_->{blocks} == $blocks } @{$report->{growth}})[0] };
   my ($list) = grep { $_->{verdict} eq 'growing' } @{$report->{growth}};
   return ($report->{run}{complete}, $list // {}, $of->(64) // {});
}

sub is_judged {
   my ($about, $file, $complete, $blocks) = @_;
   my ($is_complete, $list, $ring) = judged($about, $file);
   is(!!$is_complete, !!$complete, "$about: " . ($complete ? 'the run is over' : 'the run goes on'));
   is($list->{blocks}, $blocks, "$about: the list grows, as of then");
   isnt($ring->{verdict} // 'growing', 'growing', "$about: the ring does not grow");
   return $list;
}

# In the end main has returned: who held it was seen while it ran.
sub is_held {
   my ($about, $list) = @_;
   is($list->{owner}{what}, 'a local variable of main', "$about: who holds it");
}

my $quiet = run_with('quiet', ('nothing') x 5);
my $asked = run_with('asked', 'growth', 'report mid.json', 'signal', 'growth', 'nothing');
is($asked->{status}, 0, 'the program ends as it should');

my @told = $asked->{stderr} =~ /^==\d+== ([\d,]+ bytes in [\d,]+) blocks grow without bound$/mg;
is("@told", '960,000 bytes in 20,000 3,840,000 bytes in 80,000 4,800,000 bytes in 100,000', 'told twice while it ran, and in the end');
my @summaries = $asked->{stderr} =~ /^==\d+== GROWTH SUMMARY:\n==\d+== +growing: 1 container\n==\d+== +plateau: 1 place$/mg;
is(scalar @summaries, 3, 'each time with a summary') or diag($asked->{stderr});
like($asked->{stderr}, qr/End of the live report \(0 errors so far\)/, 'none of these counts');
like($asked->{stderr}, qr/ERROR SUMMARY: 1 errors from 1 contexts/, 'but in the end it does, once');

is_held('asked for JSON', is_judged('asked for JSON', 'mid.json', 0, 40_000));
my $last  = is_judged('in the end', 'asked.json', 1, 100_000);
is_held('in the end', $last);
my $alone = is_judged('without being asked', 'quiet.json', 1, 100_000);
is_held('without being asked', $alone);
is($last->{$_}, $alone->{$_}, "$_: the same as without being asked") for qw(verdict bytes epochs since_epoch survivors_share);
cmp_ok(abs($last->{bytes_per_epoch} - $alone->{bytes_per_epoch}), '<=', $alone->{bytes_per_epoch} / 100, 'as is the rate, nearly');

# By a signal.
run_with('at', 'nothing', 'signal', 'signal', 'nothing');
is_judged('on a signal', 'live.json', 0, 60_000);
is_judged('after signals', 'at.json', 1, 80_000);

# XML: the answers are text, and the report has one error.
my $xml = VR::Run::tool(name => 'xml', dir => $work, command => ['./rejudged', 'growth', 'growth', 'nothing'],
                        options => ['--growth-check=summary', '--errors-for-growth=yes', '--leak-check=no', '--xml=yes', "--xml-file=$work/xml.xml"]);
my @texts = $xml->{stderr} =~ /blocks grow without bound$/mg;
is(scalar @texts, 2, 'answers are text in the log');
my @errors = VR::Run::slurp("$work/xml.xml") =~ m{<kind>Growth</kind>}g;
is(scalar @errors, 1, 'and the XML has one error') or diag(VR::Run::slurp("$work/xml.xml"));

done_testing;
