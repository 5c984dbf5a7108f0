# vr_report's formats: each has what the report has, and is read by the programs that
# people read it with.  The reports are made up (VR::Synthetic).
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use IO::Uncompress::Gunzip qw(gunzip);
use JSON::PP;
use List::Util qw(sum sum0);
use Test::More;
use VR::Formats qw(with_validator message varints wrong_in_massif);
use VR::ReportTool;
use VR::Run;
use VR::Scratch;
use VR::Synthetic;
use VR::Xml;

my $work = VR::Scratch::fresh('report-formats');
my $report = VR::Synthetic::report(sites => 60, seed => 5, command => ['./synthetic', 'a b', '<&>']);
VR::Synthetic::write_file("$work/report.json", $report);
my %heap = %{ $report->{heap} };

sub converted {
   my ($format, @options) = @_;
   my $run = VR::ReportTool::vr_report($work, "--format=$format", @options, '-o', "out.$format", 'report.json');
   is($run->{status}, 0, "$format is written") or diag($run->{stderr});
   is($run->{stderr}, '', 'nothing is said');
   return VR::Run::slurp("$work/out.$format");
}

# ---- folded ----
{
   for (['peak', $heap{peak_bytes}], ['live', $heap{in_use_bytes}], ['total', $heap{allocated_bytes}], ['count', $heap{allocs}], ['temporary', $heap{temporary}]) {
      my ($mode, $sum) = @$_;
      my @lines = split /\n/, converted('folded', "--mode=$mode");
      is(sum0(map { /^[^;]+(?:;[^;]+)* (\d+)$/ ? $1 : die "$_\n" } @lines), $sum, "$mode adds up");
      ok(!(grep { !/^main \(main\.c/ } @lines), 'main is outermost');
   }
}

# ---- massif ----
{
   my $text = converted('massif');
   is(() = $text =~ /^snapshot=/mg, scalar @{ $report->{timeline} }, 'all snapshots');
   like($text, qr/mem_heap_B=$heap{peak_bytes}\n.*\n.*\nheap_tree=peak\nn\d+: $heap{peak_bytes} /, 'the peak, with a tree');
   is(join("\n", wrong_in_massif($text)), '', 'a tree');
   ok(!(grep { !/main \(main\.c/ } grep { /^ *n0: / && !/places?, all below/ } split /\n/, $text), 'whose leaves are main');
   my $run = VR::ReportTool::command($work, 'ms_print', 'out.massif');
   is($run->{status}, 0, 'ms_print') or diag($run->{stderr});
   like($run->{stdout}, qr/Number of snapshots: 41\n Detailed snapshots: \[10, 26 \(peak\), 40\]/, 'shows them');
}

# ---- callgrind ----
{
   converted('callgrind');
   my $run = VR::ReportTool::command($work, 'callgrind_annotate', '--inclusive=yes', '--auto=no', '--show-percs=no', 'out.callgrind');
   is($run->{status}, 0, 'callgrind_annotate');
   is($run->{stderr}, '', 'without complaint');
   my $number = sub { my $text = shift; 1 while $text =~ s/^(\d+)(\d{3})/$1,$2/; return $text };
   my @sums = map { $number->($_) } @heap{qw(peak_bytes peak_blocks allocated_bytes allocs in_use_bytes in_use_blocks temporary)};
   my $all = join '\s+', @sums;
   like($run->{stdout}, qr/^\s*$all\s+PROGRAM TOTALS/m, 'the totals');
   like($run->{stdout}, qr/^\s*$all\s+\S*main\.c:main/m, 'main has all of it');

   # main → a → b → a → b
   my @frames = map { +{ fn => $_, file => "$_.c", line => 1, ip => '0x1' } } qw(main a b);
   VR::Synthetic::write_file("$work/recursive.json", { %$report, frames => \@frames, sites => [ { %{ $report->{sites}[0] }, stack => [ 2, 1, 2, 1, 0 ] } ],
                                                       errors => [], leaks => [], growth => [], timeline => [], coroutines => [] });
   VR::ReportTool::vr_report($work, '--format=callgrind', '-o', 'recursive.callgrind', 'recursive.json');
   $run = VR::ReportTool::command($work, 'callgrind_annotate', '--inclusive=yes', '--auto=no', '--show=AllocBytes', '--show-percs=no', '--threshold=100', 'recursive.callgrind');
   my %inclusive = reverse $run->{stdout} =~ /^\s*([\d,]+)\s+(\w+)\.c:\w+/mg;
   my $bytes = $number->($report->{sites}[0]{total}{bytes});
   is_deeply(\%inclusive, { main => $bytes, a => $bytes, b => $bytes }, 'nobody has more than there is') or diag($run->{stdout});
}

# ---- dhat ----
{
   my $dhat = decode_json(converted('dhat'));
   my %sum;
   for my $point (@{ $dhat->{pps} }) { $sum{$_} += $point->{$_} for grep { $_ ne 'fs' } keys %$point }
   is_deeply({ map { $_ => $sum{$_} } qw(tb tbk gb gbk eb ebk) },
             { tb => $heap{allocated_bytes}, tbk => $heap{allocs}, gb => $heap{peak_bytes}, gbk => $heap{peak_blocks}, eb => $heap{in_use_bytes}, ebk => $heap{in_use_blocks} }, 'sums');
   my %seen;
   ok(!(grep { $seen{"@{ $_->{fs} }"}++ } @{ $dhat->{pps} }), 'each stack once');
   ok(!(grep { $_ < 1 || $_ > $#{ $dhat->{ftbl} } } map { @{ $_->{fs} } } @{ $dhat->{pps} }), 'frames exist');
   ok(!(grep { $dhat->{ftbl}[ $_->{fs}[-1] ] !~ /: main / } @{ $dhat->{pps} }), 'main is outermost');
   my ($viewer) = grep { -e "$_/dh_view.html" } map { s{/vrtool\S*$}{}r } ($ENV{VR_TEST_LIB}, '/usr/libexec/valgrind', '/usr/lib/valgrind');
   with_validator('dh_view.html or chromium', $viewer && VR::ReportTool::validator('chromium'), sub {
      my $page = VR::Run::slurp("$viewer/dh_view.html");
      my $js = VR::Run::slurp("$viewer/dh_view.js");
      VR::Scratch::write_file($work, 'dh_view.css', VR::Run::slurp("$viewer/dh_view.css"));
      my $show = "onLoad(); gFilename = 'out'; tryFunc(() => { gData = " . VR::Run::slurp("$work/out.dhat") . "; buildTree(); displayTree(0, 0, 0); });";
      $page =~ s{<script src="dh_view.js"></script>}{<script>$js</script>} or die 'dh_view.html is different';
      $page =~ s{<body onload="onLoad\(\)"></body>}{<body><script>$show</script></body>} or die 'dh_view.html is different';
      my ($dom, @errors) = VR::ReportTool::dom($work, VR::Scratch::write_file($work, 'dh_view.html', $page));
      is("@errors", '', 'dh_view.html has no complaint');
      like($dom =~ s/,//gr =~ s/<[^>]*>//gr, qr/Total:\s*$heap{allocated_bytes} bytes.*At t-gmax:\s*$heap{peak_bytes} bytes/s, 'and shows the totals');
   });
}

# ---- speedscope ----
{
   my $data = decode_json(converted('speedscope'));
   my %sum = map { (split /:/, $_->{name})[0] => sum0(@{ $_->{weights} }) } @{ $data->{profiles} };
   is_deeply(\%sum, { peak => $heap{peak_bytes}, live => $heap{in_use_bytes}, total => $heap{allocated_bytes}, count => $heap{allocs}, temporary => $heap{temporary} }, 'profiles');
   ok(!(grep { @{ $_->{samples} } != @{ $_->{weights} } || $_->{endValue} != sum0(@{ $_->{weights} }) } @{ $data->{profiles} }), 'a weight for each sample');
   ok(!(grep { $_ > $#{ $data->{shared}{frames} } } map { map { @$_ } @{ $_->{samples} } } @{ $data->{profiles} }), 'frames exist');
   ok(!(grep { $data->{shared}{frames}[ $_->[0] ]{name} ne 'main' } map { @{ $_->{samples} } } @{ $data->{profiles} }), 'main comes first');
   my $speedscope = VR::ReportTool::npm_package('speedscope');
   with_validator('speedscope, ajv', $speedscope && VR::ReportTool::validator('ajv'), sub {
      my ($ajv) = @_;
      rename "$work/out.speedscope", "$work/out.speedscope.json";
      my $run = VR::ReportTool::command($work, $ajv, 'validate', '--strict=false', '-s', glob("$speedscope/dist/release/file-format-schema.json"), '-d', 'out.speedscope.json');
      is($run->{status}, 0, "speedscope's schema") or diag($run->{stdout}, $run->{stderr});
   });
}

# ---- pprof ----
{
   my $zipped = converted('pprof');
   gunzip(\$zipped, \my $bytes) or die;
   my $profile = message($bytes);
   my @strings = @{ $profile->{6} };
   is($strings[0], '', 'the first string is empty');
   my @types = map { my $type = message($_); "$strings[ $type->{1}[0] ]/$strings[ $type->{2}[0] ]" } @{ $profile->{1} };
   is("@types", 'alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes peak_objects/count peak_space/bytes', 'types of samples');
   my @sum = (0) x 6;
   my (%location, @missing);
   $location{ message($_)->{1}[0] }++ for @{ $profile->{4} };
   is((grep { $_ > 1 } values %location), 0, 'ids of locations are unique');
   for (map { message($_) } @{ $profile->{2} }) {
      my @values = varints($_->{2}[0]);
      $sum[$_] += $values[$_] for 0 .. 5;
      push @missing, grep { !$location{$_} } varints($_->{1}[0]);
   }
   is_deeply(\@sum, [ @heap{qw(allocs allocated_bytes in_use_blocks in_use_bytes peak_blocks peak_bytes)} ], 'sums');
   is("@missing", '', 'locations exist');
   my %function = map { my $f = message($_); $f->{1}[0] => $strings[ $f->{2}[0] ] } @{ $profile->{5} };
   my %name = map { my $l = message($_); $l->{1}[0] => $function{ message($l->{4}[0])->{1}[0] } } @{ $profile->{4} };
   ok(!(grep { $name{ (varints(message($_)->{1}[0]))[-1] } ne 'main' } @{ $profile->{2} }), 'main comes last');
   with_validator('pprof', VR::ReportTool::validator('pprof', 'google-pprof'), sub {
      my ($pprof) = @_;
      my $run = VR::ReportTool::command($work, $pprof, '-raw', 'out.pprof');
      is($run->{status}, 0, 'pprof reads it') or diag($run->{stderr});
      is(() = $run->{stdout} =~ /^\s+\d+(?:\s+\d+){5}: /mg, 59, 'all samples, two of which have the same stack');
   });
}

# ---- sarif ----
{
   my $sarif = decode_json(converted('sarif', '--root=/'));
   my ($run) = @{ $sarif->{runs} };
   my @rules = map { $_->{id} } @{ $run->{tool}{driver}{rules} };
   is($sarif->{version}, '2.1.0', 'version');
   is(scalar @{ $run->{results} }, 2 + 2 + 1 + 1, 'errors, leaks, what grows, the abandoned coroutine');
   ok(!(grep { $rules[ $_->{ruleIndex} ] ne $_->{ruleId} } @{ $run->{results} }), 'rules');
   ok(!(grep { !length $_->{help}{text} } @{ $run->{tool}{driver}{rules} }), 'with help');
   my @uris = map { map { $_->{physicalLocation}{artifactLocation} } @{ $_->{locations} } } @{ $run->{results} };
   is(scalar(grep { $_->{uri} =~ m{^src/app/\w+\.cc?$} && $_->{uriBaseId} eq 'SRCROOT' } @uris), 6, 'relative URIs');
   # Lines, addresses and directories change, fingerprints don't.
   my $moved = decode_json(encode_json($report));
   for (@{ $moved->{frames} }) { $_->{line} += 7; $_->{ip} = '0x' . ('7' x 8); $_->{file} =~ s{/src}{/build/x} if $_->{file} }
   VR::Synthetic::write_file("$work/moved.json", $moved);
   my $other = decode_json(VR::ReportTool::vr_report($work, '--format=sarif', 'moved.json')->{stdout});
   my $prints = sub { join ' ', map { values %{ $_->{partialFingerprints} } } @{ $_[0]{runs}[0]{results} } };
   is($prints->($other), $prints->($sarif), 'fingerprints are stable');
   $_->{file} = "/lib/./../src/x//y/../../app/" . $_->{file} =~ s{.*/}{}r for grep { $_->{file} } @{ $moved->{frames} };
   VR::Synthetic::write_file("$work/moved.json", $moved);
   $other = decode_json(VR::ReportTool::vr_report($work, '--format=sarif', '--root=/', 'moved.json')->{stdout});
   my ($uri) = map { map { $_->{physicalLocation}{artifactLocation}{uri} } @{ $_->{locations} } } @{ $other->{runs}[0]{results} };
   like($uri, qr{^src/app/\w+\.cc?$}, 'without . and ..');
   with_validator('sarif-multitool', VR::ReportTool::validator('sarif-multitool'), sub {
      my ($multitool) = @_;
      my $checked = VR::ReportTool::command($work, $multitool, 'validate', 'out.sarif');
      unlike($checked->{stdout} . $checked->{stderr}, qr/: error /, 'sarif-multitool finds no error');
      like($checked->{stdout}, qr/Analysis completed successfully/, 'after looking at it');
   });
}

# ---- junit ----
{
   my $xml = converted('junit');
   like($xml, qr/<testsuite name="synthetic" tests="5" failures="4" errors="0"/, 'counts');
   like($xml, qr/<testcase [^>]*name="run"[^>]*><\/testcase>/, 'what is well');
   like($xml, qr/name="leaks"[^>]*><failure[^>]*message="2 leaks/, 'what is not');
   with_validator('xmllint', VR::ReportTool::validator('xmllint'), sub { is(VR::ReportTool::command($work, 'xmllint', '--noout', 'out.junit')->{status}, 0, 'well-formed') });
   my $python = '/usr/bin/python3';
   my $has_parser = -x $python && VR::ReportTool::command($work, $python, '-c', 'import junitparser')->{status} eq '0';
   with_validator('python3-junitparser', $has_parser, sub {
      my $run = VR::ReportTool::command($work, $python, '-c',
         'import junitparser; x = junitparser.JUnitXml.fromfile("out.junit"); print([(s.tests, s.failures, s.errors, len([c for c in s if c.result])) for s in x])');
      is($run->{stdout}, "[(5, 4, 0, 4)]\n", 'junitparser') or diag($run->{stderr});
   });
}

# ---- xml ----
{
   my $xml = converted('xml');
   is(() = $xml =~ /<error>/g, 4, 'errors and leaks');
   VR::Synthetic::write_file("$work/growth.json", { %$report, errors => [ { %{ $report->{errors}[0] }, kind => 'Growth' } ] });
   my $known = VR::ReportTool::vr_report($work, '--format=xml', 'growth.json')->{stdout};
   is(() = $known =~ /<error>/g, 2, 'kinds that Memcheck does not know are left out');
   with_validator('xmllint', VR::Xml::can_validate(), sub { is(join('', VR::Xml::problems("$work/out.xml")), '', 'protocol 4') });
}

# ---- openmetrics ----
{
   my $text = converted('openmetrics');
   like($text, qr/\n# EOF\n\z/, 'the end');
   like($text, qr/^vrleak_heap_peak_bytes\{program="synthetic"\} $heap{peak_bytes}$/m, 'the peak');
   like($text, qr/^vrleak_growth_sites\{program="synthetic",verdict="growing"\} 1$/m, 'growth');
   ok(!(grep { !/^(?:# (?:TYPE|HELP|UNIT|EOF)|\w+\{\w+="[^"]*"(?:,\w+="[^"]*")*\} [-\d.e+]+$)/ } split /\n/, $text), 'each line');
   with_validator('promtool', VR::ReportTool::validator('promtool'), sub {
      my ($promtool) = @_;
      my $run = VR::Run::run(name => 'promtool', dir => $work, stdin => "$work/out.openmetrics", command => [ $promtool, 'check', 'metrics' ]);
      is($run->{status}, 0, 'promtool') or diag($run->{stderr});
   });
}

# ---- odd reports ----
{
   my %odd = (
      'time in ms'       => sub { $_[0]{run}{time_unit} = 'ms' },
      'time in bytes'    => sub { $_[0]{run}{time_unit} = 'B' },
      'no unit'          => sub { delete $_[0]{run}{time_unit} },
      'one snapshot'     => sub { splice @{ $_[0]{timeline} }, 1 },
      'no time passes'   => sub { $_->{time} = 7 for @{ $_[0]{timeline} } },
      'nothing in use'   => sub { for my $r ($_[0]{heap}, map { ($_, @{ $_->{sites} || [] }) } @{ $_[0]{timeline} }) { $r->{$_} = 0 for grep { /bytes|blocks|allocs/ } keys %$r } },
      'empty sites'      => sub { for my $s (@{ $_[0]{sites} }) { $_->{bytes} = $_->{blocks} = 0 for @$s{qw(live peak total)} } },
      'empty stacks'     => sub { $_->{stack} = [] for map { @{ $_[0]{$_} } } qw(sites errors leaks growth); $_->{created} = [] for @{ $_[0]{coroutines} } },
      'no debug info'    => sub { for (@{ $_[0]{frames} }) { delete @$_{qw(fn file line)} } },
      'addresses only'   => sub { for (@{ $_[0]{frames} }) { delete @$_{qw(fn file line obj)} } },
      'files, no lines'  => sub { delete $_->{line} for @{ $_[0]{frames} } },
      'killed'           => sub { $_[0]{run}{signal} = 9 },
      'not complete'     => sub { $_[0]{run}{complete} = JSON::PP::false; delete $_->{end} for @{ $_[0]{sites} } },
      'no command'       => sub { $_[0]{run}{command} = [] },
      'keys may be absent' => sub { delete @$_{qw(max lifetime sizes end)} for @{ $_[0]{sites} }; delete @{ $_[0]{heap} }{qw(temporary reallocs peak_blocks)};
                                    delete @$_{qw(stack_bytes coroutine_stack_bytes mapped_bytes sites)} for @{ $_[0]{timeline} } },
      'stacks cut off'   => sub { my @s = @{ $_[0]{sites} }; $_->{stack} = [ @{ $s[2]{stack} }[0 .. 1] ] for @s[3 .. 9] },
      'stacks with names of two lines' => sub { for (@{ $_[0]{frames} }) { $_->{fn} .= "\nx"; $_->{file} = "a\nb.c" } },
      'huge memory'      => sub { $_->{heap_bytes} = 2**63 for @{ $_[0]{timeline} } },
      'huge numbers'     => sub { $_->{bytes} = 2**60 for map { @$_{qw(live peak total)} } @{ $_[0]{sites} } },
   );
   for my $name (sort keys %odd) {
      my $odd = decode_json(encode_json($report));
      $odd{$name}->($odd);
      VR::Synthetic::write_file("$work/odd.json", $odd);
      my @wrong = grep { length } VR::Formats::convert($work, 'odd.json', @VR::Formats::FORMATS);
      push @wrong, map { my $run = VR::ReportTool::command($work, @$_); $run->{status} eq '0' ? () : "$_->[0]: $run->{stderr}" }
         [ 'ms_print', 'odd.massif' ], [ 'callgrind_annotate', 'odd.callgrind' ];
      push @wrong, wrong_in_massif(VR::Run::slurp("$work/odd.massif")) if $name =~ /^stacks/;
      push @wrong, VR::Xml::problems("$work/odd.xml");
      is(join("\n", @wrong), '', $name);
   }
}

# ---- markdown ----
{
   my $text = converted('markdown', '--top=1');
   like($text, qr/^### ❌|^### \xe2\x9d\x8c/, 'the verdict');
   is(() = $text =~ /<details>/g, () = $text =~ /<\/details>/g, 'what is opened is closed');
   is((() = $text =~ /^```/mg) % 2, 0, 'code, too');
   my $large = VR::Synthetic::report(sites => 30, errors => 2000, leaks => 2000);
   VR::Synthetic::write_file("$work/large.json", $large);
   cmp_ok(length VR::ReportTool::vr_report($work, '--format=markdown', '--top=2000', 'large.json')->{stdout}, '<', 65536, 'never more than GitHub takes');
}

# ---- text ----
{
   my $text = converted('text', '--top=3');
   like($text, qr/2 leaks/, 'leaks');
   like($text, qr/^Top places: bytes in use when the heap was largest$/m, 'top sites');
   is(() = $text =~ /^\d[\d,]* bytes \(\d+\.\d%\)$/mg, 6, 'three each of peak and total');
   like($text, qr/abandoned/, 'coroutines');
   my %totals = %{ $report->{coroutine_totals} };
   my ($number) = grouped($totals{heap_bytes});
   like($text, qr/^$totals{existing} exist, $totals{gone} are gone: 1 abandoned, 1 running, 2 suspended; $number bytes in $totals{heap_blocks} blocks allocated by them in use$/m, 'how many');
   like($text, qr/^coroutine #2 and 6 more: gone, at least [\d.]+ kB of 64 kB of stack used, resumed 6 times$/m, 'one that is gone');
   like($text, qr/^coroutine worker <1>: suspended, [\d.]+ kB of 64 kB of stack used, resumed 3 times, [\d.]+ k?B of heap in 4 blocks\n created\n   at /m, 'one that waits');
   is(() = $text =~ /^coroutine /mg, 1 + 3, 'the abandoned one, and three others');
   my $since = qr/1,500 bytes more in each epoch since 7% of the run, held by/;
   like($text, $since, 'since when it grows');
   like(converted('markdown', '--top=3'), $since, 'in markdown, too');
}

sub grouped { my ($n) = @_; 1 while $n =~ s/^(\d+)(\d{3})/$1,$2/; return $n }
done_testing;
