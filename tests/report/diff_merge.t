# vr_report diff and merge.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use JSON::PP;
use Test::More;
use VR::ReportTool;
use VR::Run;
use VR::Schema;
use VR::Scratch;
use VR::Synthetic;

my $work = VR::Scratch::fresh('report-diff');
my $json = JSON::PP->new->utf8->canonical;
my $schema = $json->decode(VR::Run::slurp("$FindBin::Bin/../../docs/report-format.schema.json"));

sub report {
   my ($name, $report, $change) = @_;
   my $copy = $json->decode($json->encode($report));
   $change->($copy) if $change;
   VR::Synthetic::write_file("$work/$name.json", $copy);
   return "$name.json";
}

my $base = VR::Synthetic::report(sites => 30);
is_deeply([ VR::Schema::violations($schema, $base) ], [], 'made-up reports follow the schema');
report(base => $base);

# ---- diff ----

sub diff {
   my ($change, @options) = @_;
   my $run = VR::ReportTool::vr_report($work, 'diff', @options, 'base.json', report(new => $base, $change));
   is($run->{status}, 0, 'diff') or diag($run->{stderr});
   return $run->{stdout};
}

# What another build does.
my $rebuilt = sub { for (@{ $_[0]{frames} }) { $_->{line} += 3; $_->{ip} = '0x9' . substr $_->{ip}, 2; $_->{file} =~ s{/src}{/other} if $_->{file}; } };
like(diff($rebuilt), qr/No place is different/, 'a new build of the same program');
my $rust = $json->decode($json->encode($base));
$_->{fn} .= '::h00112233445566ff' for @{ $rust->{frames} };
report(base => $rust);
{
   my $other = $json->decode($json->encode($base));
   $_->{fn} .= '::hfedcba9876543210' for @{ $other->{frames} };
   report(other => $other);
   like(VR::ReportTool::vr_report($work, 'diff', 'base.json', 'other.json')->{stdout}, qr/No place is different/, "Rust's hashes");
}
report(base => $base);

my $text = diff(sub {
   my ($r) = @_;
   shift @{ $r->{leaks} };
   push @{ $r->{leaks} }, { kind => 'definite', bytes => 77, indirect_bytes => 0, blocks => 7, stack => [ 5, 0 ] };
   shift @{ $r->{errors} };
   $r->{growth}[0]{verdict} = 'plateau';
   $r->{growth}[1]{verdict} = 'growing';
   $r->{sites}[0]{peak}{bytes}  += 5_000_000;
   $r->{heap}{peak_bytes} += 5_000_000;
});
like($text, qr/^New leaks \(1\)\n-+\n\n77 bytes in 7 blocks definitely lost\n   at /m, 'a new leak');
like($text, qr/^Fixed leaks \(1\)$/m, 'a fixed one');
like($text, qr/^Fixed errors \(1\)$/m, 'a fixed error');
like($text, qr/^Grows without bound now \(1\)$/m, 'what grows');
like($text, qr/^No longer grows \(1\)$/m, 'what does not any more');
like($text, qr/^Places that grew \(1\)\n-+\n\n\+5,000,000 bytes at the peak/m, 'a place that grew');
like($text, qr/^peak bytes .*\+5,000,000/m, 'the peak');
like(diff(sub { $_[0]{sites}[0]{peak}{bytes} += 1000 }), qr/No place is different/, 'less than a kilobyte');
unlike($text, qr/^New errors/m, 'no new errors');
like(diff(sub { shift @{ $_[0]{leaks} } }, '--format=markdown'), qr/\| peak bytes \|.*<summary>Fixed leaks \(1\)/s, 'in Markdown');

# ---- merge ----

my $other = VR::Synthetic::report(sites => 30, seed => 9);
report(a => $base);
report(b => $other);
my $run = VR::ReportTool::vr_report($work, qw(merge -o all.json a.json b.json a.json));
is($run->{status}, 0, 'merge') or diag($run->{stderr});
my $all = $json->decode(VR::Run::slurp("$work/all.json"));
is_deeply([ VR::Schema::violations($schema, $all) ], [], 'what is merged is a report');
for my $key (keys %{ $base->{heap} }) { is($all->{heap}{$key}, 2 * $base->{heap}{$key} + $other->{heap}{$key}, "heap.$key") }
for my $what (qw(live peak total)) {
   my $sum = 0;
   $sum += $_->{$what}{bytes} for @{ $all->{sites} };
   is($sum, $all->{heap}{ { live => 'in_use_bytes', peak => 'peak_bytes', total => 'allocated_bytes' }->{$what} }, "$what of sites adds up");
}
for my $key (keys %{ $base->{coroutine_totals} }) { is($all->{coroutine_totals}{$key}, 2 * $base->{coroutine_totals}{$key} + $other->{coroutine_totals}{$key}, "coroutine_totals.$key") }
for my $what (qw(resumes heap_bytes heap_blocks)) {
   my $sum = sub { my $sum = 0; $sum += $_->{$what} for @{ $_[0]{coroutines} }; return $sum };
   is($sum->($all), 2 * $sum->($base) + $sum->($other), "$what of coroutines adds up");
}
my $count = 0;
$count += $_->{count} for grep { $_->{gone} } @{ $all->{coroutines} };
is($count, $all->{coroutine_totals}{gone}, 'those that are gone stay apart');
is($all->{run}{merged}, 3, 'how many');
ok($all->{run}{complete}, 'complete');
is_deeply($all->{timeline}, [], 'no timeline');
my %frame;
ok(!(grep { my $f = $_; $frame{join ' ', map { $f->{$_} // '' } qw(fn file line)}++ } @{ $all->{frames} }), 'each frame once');

# Places that are one: what a snapshot says of them is summed, and refers to what they have become.
report(twice => $base, sub {
   my ($report) = @_;
   push @{ $report->{frames} }, { fn => 'one', file => 'one.c', line => 1, ip => '0x1' }, { fn => 'one', file => 'one.c', line => 1, ip => '0x2' };
   my ($first, $second) = @{ $report->{sites} };
   ($first->{stack}, $second->{stack}) = ([ $#{ $report->{frames} } ], [ $#{ $report->{frames} } - 1 ]);
   $report->{timeline} = [ { %{ $report->{timeline}[0] }, sites => [ map { +{ site => $_, bytes => 100 * $_ + 1, blocks => 1 } } 0 .. $#{ $report->{sites} } ] } ];
});
is(VR::ReportTool::vr_report($work, qw(merge -o one.json twice.json))->{status}, 0, 'a report with places that are one');
my $one = $json->decode(VR::Run::slurp("$work/one.json"));
is(scalar @{ $one->{sites} }, @{ $base->{sites} } - 1, 'they are one');
my %share = map { $_->{site} => $_ } @{ $one->{timeline}[0]{sites} };
is_deeply($share{0}, { site => 0, bytes => 102, blocks => 2 }, 'their shares are summed');
is_deeply($share{1}, { site => 1, bytes => 201, blocks => 1 }, 'the next one moves up');
is(VR::ReportTool::vr_report($work, '--format=massif', 'one.json')->{status}, 0, 'and can be shown');

# Coroutines that were lost.
my $lost = sub {
   my ($n, $blocks) = @_;
   return sub { my ($report) = @_;
                $report->{leaks} = [ { kind => 'definite', bytes => 0, blocks => 0, indirect_bytes => 10 * $blocks, stack => [ 0 ], coroutines =>
                                       { count => $n, id => 3, what => "coroutine 3 'x'", stack_bytes => 100 * $n, held_blocks => $blocks, suspended => { stack => [ 1 ] } } },
                                     { kind => 'definite', bytes => 7, blocks => 1, indirect_bytes => 0, stack => [ 0 ] } ] };
};
report(lost1 => $base, $lost->(1, 4));
report(lost2 => $base, $lost->(2, 6));
like(VR::ReportTool::vr_report($work, 'lost1.json')->{stdout}, qr/^coroutine 3 'x' is abandoned: its stack of 100 bytes and 40 bytes in 4 blocks that only it holds are lost$/m, 'a coroutine that was lost');
VR::ReportTool::vr_report($work, qw(merge -o lost.json lost1.json lost2.json));
my $merged = $json->decode(VR::Run::slurp("$work/lost.json"));
is_deeply([ VR::Schema::violations($schema, $merged) ], [], 'what is merged is a report');
like(VR::ReportTool::vr_report($work, 'lost.json')->{stdout}, qr/^3 coroutines \(coroutine 3 'x', ...\) are abandoned: their stacks of 300 bytes and 100 bytes in 10 blocks that only they hold are lost$/m, 'three');
like(VR::ReportTool::vr_report($work, 'lost.json')->{stdout}, qr/^14 bytes in 2 blocks definitely lost$/m, 'blocks from the same place are something else');

# Associative, and one report is what it was.
VR::ReportTool::vr_report($work, qw(merge -o ab.json a.json b.json));
VR::ReportTool::vr_report($work, qw(merge -o ab_a.json ab.json a.json));
is_deeply($json->decode(VR::Run::slurp("$work/ab_a.json")), $all, 'merged in two steps');
VR::ReportTool::vr_report($work, qw(merge -o one.json a.json));
is(VR::ReportTool::vr_report($work, qw(diff a.json one.json))->{stdout} =~ /No place is different/ ? 1 : 0, 1, 'merging one changes nothing');
is(VR::ReportTool::vr_report($work, '--format=folded', 'one.json')->{stdout}, VR::ReportTool::vr_report($work, '--format=folded', 'a.json')->{stdout}, 'nor its sites');
is(VR::ReportTool::vr_report($work, '--format=folded', 'a.json', 'b.json', 'a.json')->{stdout}, VR::ReportTool::vr_report($work, '--format=folded', 'all.json')->{stdout}, 'formats take several reports');

report(c => $base, sub { $_[0]{run}{complete} = JSON::PP::false });
VR::ReportTool::vr_report($work, qw(merge -o half.json a.json c.json));
is(VR::ReportTool::vr_report($work, qw(check half.json))->{status}, 2, 'incomplete if one is');

# Memory depends on distinct places, not on the number of reports.
my $large = VR::Synthetic::report(sites => 400);
report(large => $large);
my $memory = sub {
   my (@files) = @_;
   my $run = VR::ReportTool::command($work, $^X, '-e', 'my $script = shift; $0 = $script; END { open my $in, "<", "/proc/self/status"; print STDERR grep { /VmHWM/ } <$in> } do $script',
      "$FindBin::Bin/../../scripts/vr_report", 'merge', '-o', 'm.json', @files);
   return $run->{stderr} =~ /VmHWM:\s*(\d+) kB/ ? $1 : die $run->{stderr};
};
# It differs by a twentieth from run to run.  If each left its sizes behind it would be a third more,
# with reports that are kept many times as much.
my ($few, $many) = ($memory->(('large.json') x 5), $memory->(('large.json') x 125));
cmp_ok($many, '<', 1.2 * $few, "125 reports need as much memory as 5 ($few kB, $many kB)");
done_testing;
