# evaluate judges reports as it should: made-up reports for the first programs
# of the corpus, none of which comes from a detector.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use JSON::PP;
use Test::More;
use lib "$FindBin::Bin/../lib", "$FindBin::Bin/lib";
use Growth::Corpus;
use VR::Scratch;

my @corpus = Growth::Corpus::read_list("$FindBin::Bin/corpus.txt");
my %count;
$count{$_->{label}}++ for @corpus;
cmp_ok($count{growing}, '>=', 30, 'at least 30 growing programs');
cmp_ok($count{bounded}, '>=', 30, 'at least 30 bounded programs');
is(join(' ', grep { !-f "$FindBin::Bin/corpus/$_->{file}" } @corpus), '', 'every program of the list exists');
my %listed = map { $_->{file} => 1 } @corpus;
is(join(' ', grep { !$listed{$_} && !/^corpus\./ } map { s{.*/}{}r } glob "$FindBin::Bin/corpus/*"), '', 'every program is listed');
for my $entry (Growth::Corpus::read_list("$FindBin::Bin/real.txt")) {
   ok(-f "$FindBin::Bin/real/$entry->{file}", "real/$entry->{file} exists");
}

my $work = VR::Scratch::fresh('growth-evaluate');

# growth(verdict, bytes, [functions], what the owner is, [functions], more ...)
sub growth {
   my ($verdict, $bytes, $functions, $what, $where, %more) = @_;
   return { verdict => $verdict, bytes => $bytes, blocks => 1, epochs => 40, functions => $functions,
            owner => { what => $what, functions => $where || [] }, %more };
}

# Writes the report with these entries.
sub report {
   my ($name, @growth) = @_;
   my @frames;
   my $stack = sub { return [ map { push @frames, { fn => $_ }; $#frames } @{$_[0]} ] };
   for my $item (@growth) {
      $item->{stack}        = $stack->(delete $item->{functions});
      $item->{owner}{stack} = $stack->(delete $item->{owner}{functions});
   }
   write_report($name, { run => { complete => JSON::PP::true }, frames => \@frames, growth => \@growth });
}

sub write_report {
   my ($name, $content) = @_;
   VR::Scratch::write_file($work, "$name.json", ref $content ? JSON::PP->new->utf8->encode($content) : $content);
}

# Judges what was written; returns (exit status, what was printed).
sub evaluate {
   my (@options) = @_;
   my $text = qx{$^X "$FindBin::Bin/evaluate" --reports="$work" @options 2>&1};
   return ($? >> 8, $text);
}

# Each program is judged by itself: --only takes just it.
sub judged {
   my ($about, $program, $status, $expected, @options) = @_;
   my ($got, $text) = evaluate("--seeds=1", "--only='^$program '", @options);
   ok($got == $status && $text =~ $expected, $about) or diag("status $got\n$text");
}

report('linked_log.1', growth('growing', 5000, ['malloc', 'log_line', 'main'], 'global variable log_head', [], since_epoch => 9));
judged('the right stack and holder', 'linked_log', 0, qr/precision +1\.000.*recall +1\.000.*holder +1\.000.*epoch 9 in/s);

report('linked_log.1', growth('growing', 5000, ['malloc', 'log_line_of_another', 'main'], 'log_head'));
judged('another function with a longer name', 'linked_log', 1, qr/precision +0\.000.*recall +0\.000.*NOT REACHED/s);

report('linked_log.1', growth('growing', 5000, ['malloc', 'log_line', 'main'], 'global variable log_headers'));
judged('another holder', 'linked_log', 1, qr/recall +1\.000.*holder +0\.000.*NOT REACHED/s);
judged('what must be reached can be said', 'linked_log', 0, qr/holder +0\.000/, '--holder=0');

report('linked_log.1', growth('growing', 5000, ['malloc', 'log_line', 'main'], 'log_head'), growth('growing', 9000, ['malloc', 'handle_request'], ''));
judged('a wrong entry beside the right one', 'linked_log', 1, qr/precision +0\.500.*recall +1\.000/s);

report('linked_log.1', growth('plateau', 5000, ['malloc', 'log_line', 'main'], 'log_head'));
judged('another verdict', 'linked_log', 1, qr/recall +0\.000/);

report('history_local.1', growth('growing', 5, ['operator new(unsigned long)', 'remember(std::vector<int>&)', 'main'], 'stack of thread 1', ['main']));
judged('a local variable by its frame', 'history_local', 0, qr/holder +1\.000.*exact +0\.000/s);
report('history_local.1', growth('growing', 5, ['operator new(unsigned long)', 'remember(std::vector<int>&)', 'main'], 'a block', ['malloc', 'main']));
judged('a block that main allocated is no local variable', 'history_local', 1, qr/holder +0\.000/);

report('app_sessions.1', growth('growing', 5, ['malloc', 'add_message', 'main'], 'block of 32 bytes', ['calloc', 'make_session', 'make_app']));
judged('an object on the heap by where it was allocated', 'app_sessions', 0, qr/holder +1\.000/);

report('rc_cycle.1', growth('growing', 5, ['malloc', 'rc_cycle::build'], 'unreachable'));
judged('unreachable memory', 'rc_cycle', 0, qr/holder +1\.000/);

report('ring.1', growth('plateau', 5000, ['malloc', 'keep'], 'ring'), growth('sawtooth', 50, ['malloc', 'keep'], 'ring'));
judged('a bounded program with other verdicts', 'ring', 0, qr/plateau:1 sawtooth:1.*precision +1\.000/s);
report('ring.1', growth('growing', 5000, ['malloc', 'keep'], 'ring'));
judged('a bounded program that is said to grow', 'ring', 1, qr/ring +bounded +1\/1.*precision +0\.000/s);

# Reports that are not whole.
for (['no report at all',       undef],
     ['half a report',          '{"run": {"complete": tr'],
     ['an incomplete run',      { run => { complete => JSON::PP::false }, frames => [], growth => [] }],
     ['no growth in it',        { run => { complete => JSON::PP::true }, frames => [] }],
     ['a frame is missing',     { run => { complete => JSON::PP::true }, frames => [], growth => [ { verdict => 'plateau', bytes => 1, stack => [0] } ] }],
     ['a verdict of its own',   { run => { complete => JSON::PP::true }, frames => [], growth => [ { verdict => 'rising', bytes => 1, stack => [] } ] }]) {
   my ($about, $content) = @$_;
   unlink "$work/ring.1.json";
   write_report('ring.1', $content) if defined $content;
   judged("$about is a failure", 'ring', 1, qr/BROKEN +1 runs/);
}

# Several seeds.
report("ring.$_") for 1 .. 3;
report('linked_log.1', growth('growing', 5000, ['malloc', 'log_line', 'main'], 'log_head'));
report('linked_log.2', growth('growing', 5000, ['malloc', 'log_line', 'main'], 'log_head'));
report('linked_log.3', growth('saturating', 5000, ['malloc', 'log_line', 'main'], 'log_head'));
my ($status, $text) = evaluate('--seeds=3', "--only='^(ring|linked_log) '");
is($status, 1, 'two of three found are not enough');
like($text, qr/recall +0\.667 +\(2 of 3.*agreement +0\.500 +\(1 of 2/s, 'recall and agreement over the seeds');
($status, $text) = evaluate('--seeds=3', "--only='^(ring|linked_log) '", '--recall=0.6', '--quiet');
is($status, 0, 'but for a lower limit');
unlike($text, qr/^linked_log/m, 'and --quiet leaves out the table');

($status, $text) = evaluate('--only=nothingofthekind');
is($status, 255, 'no such program: exit status');
like($text, qr/no program matches/, 'no such program: said');

done_testing;
