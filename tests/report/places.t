# Places that look the same are one to the reader: calls in one line, and ways through the
# allocator and its callers in libraries that are not shown.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use Test::More;
use VR::ReportTool;
use VR::Run;
use VR::Scratch;
use VR::Synthetic;

my $work = VR::Scratch::fresh('report-places');
my $report = VR::Synthetic::report(sites => 5, leaks => 0, growing => 0, errors => 0);
sub amount { my ($bytes, $blocks) = @_; return { bytes => $bytes, blocks => $blocks } }
sub frame {
   push @{ $report->{frames} }, { obj => '/usr/bin/app', ip => sprintf('0x9%03x', scalar @{ $report->{frames} }), @_ };
   return $#{ $report->{frames} };
}
my @new  = map { frame(fn => 'operator new(unsigned long)', obj => '/usr/lib/vgpreload_vrleak-amd64-linux.so') } 1 .. 2;
my @grow = map { frame(fn => "std::vector<int>::$_()", file => '/usr/include/c++/12/bits/vector.tcc', line => 400) } qw(_M_realloc_insert reserve);
my @collect = map { frame(fn => 'collect()', file => '/src/collect.cc', line => 77) } 1 .. 2;
my $other = frame(fn => 'collect()', file => '/src/collect.cc', line => 78);
my $main = frame(fn => 'main', file => '/src/main.cc', line => 5);
my $n = @{ $report->{sites} };
for ([ $new[0], $grow[0], $collect[0], $main ], [ $new[1], $grow[1], $collect[0], $main ], [ $collect[1], $main ], [ $other, $main ]) {
   my $i = @{ $report->{sites} } - $n;
   push @{ $report->{sites} }, { stack => $_, live => amount(1_000_000 + $i, 1), total => amount(10_000_000 + $i, 10), peak => amount(2_000_000 + $i, 2),
                                 temporary => 5_000_000 + $i, reallocs => 1 };
}
VR::Synthetic::write_file("$work/report.json", $report);

my $text = VR::ReportTool::vr_report($work, '--top=2', 'report.json')->{stdout};
my $stack = sub { my ($line) = @_; return "   at collect() (collect.cc:$line)\n   by main (main.cc:5)\n" };
for (['in use when the heap was largest', '6,000,003', '2,000,003'], ['ever allocated', '30,000,003', '10,000,003']) {
   my ($what, $joined, $alone) = @$_;
   like($text, qr/\Q$what\E\n-+\n\n\Q$joined\E bytes \(\d+\.\d%\)\n\Q@{[ $stack->(77) ]}\E\n\Q$alone\E bytes \(\d+\.\d%\)\n\Q@{[ $stack->(78) ]}\E/, "bytes $what");
}
like($text, qr/^15,000,003 blocks \(\d+\.\d%\)\n\Q@{[ $stack->(77) ]}/m, 'temporary blocks');
my $markdown = VR::ReportTool::vr_report($work, '--format=markdown', 'report.json')->{stdout};
is(scalar(() = $markdown =~ /at collect\(\) \(collect\.cc:77\)/g), 1, 'markdown');
VR::ReportTool::vr_report($work, '--format=html', '-o', 'report.html', 'report.json');
my ($table) = VR::Run::slurp("$work/report.html") =~ m{<section id="sites">(.*?)</section>}s;
is(scalar(() = $table =~ /<summary>[^<]*collect\.cc:77/g), 1, 'html: one row');
like($table, qr/of 6\./, 'html: how many there are');

# What the loader runs is called by nothing; arguments on the stack look like callers.
$report->{sites} = [];
my ($constructor, $init) = (frame(fn => 'constructor()'), frame(fn => 'call_init', file => 'dl-init.c', line => 70));
my $loader = frame(obj => '/lib64/ld-linux-x86-64.so.2');
my @nothing = map { push @{ $report->{frames} }, { ip => $_ }; $#{ $report->{frames} } } qw(0x2 0x1fff000995 0x1fff0009aa);
for ([ $constructor, $init, $loader, @nothing[0, 1] ], [ $constructor, $init, $loader, @nothing ], [ $init, $nothing[0] ]) {
   push @{ $report->{sites} }, { stack => $_, live => amount(0, 0), total => amount(10, 1), peak => amount(10, 1), temporary => 0, reallocs => 0 };
}
$report->{timeline} = [];
VR::Synthetic::write_file("$work/loader.json", $report);
is(VR::ReportTool::vr_report($work, '--format=folded', 'loader.json')->{stdout}, "0x2;call_init (dl-init.c:70) 10\ncall_init (dl-init.c);constructor() (in app) 20\n",
   'nothing below the loader');
done_testing;
