# VR::Formats: what vr_report makes of a report, checked against the report and with the
# programs that its users have.
#
#    VR::Formats::check($dir, 'app.json', 'an application');
#
# converts the report into each format (app.massif, app.dhat, ... in the directory) and
# says, in the words of Test::More, whether each has the report's sums and is
# accepted.  A validator that is not there is skipped.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Formats;
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use IO::Uncompress::Gunzip qw(gunzip);
use JSON::PP;
use List::Util qw(sum0);
use Test::More;
use VR::ReportTool;
use VR::Run;
use VR::Scratch;
use VR::Xml;
use Exporter 'import';
our @EXPORT_OK = qw(with_validator message varints wrong_in_massif);

our @FORMATS = qw(text markdown html folded massif callgrind dhat speedscope pprof sarif junit xml openmetrics);
my $scripts = abs_path(dirname(__FILE__) . '/../../../scripts/lib');

# Runs the test if the validator is there.
sub with_validator {
   my ($name, $found, $test) = @_;
   SKIP: {
      if (!$found) { diag("skipped: $name is not there (tests/report/get_validators)"); skip("$name is not there", 1) }
      $test->($found);
   }
}

# All formats by one process, which saves most of the time; what is said on stderr.
sub convert {
   my ($dir, $file, @formats) = @_;
   my $name = $file =~ s/\.json$//r;
   my $program = 'use VR::Report::Load; my ($file, $name, @formats) = @ARGV; my $report = VR::Report::Load::load($file);
      for (@formats) {
         my $module = "VR::Report::Format::" . ucfirst;
         eval "require $module; 1" or die $@;
         open my $out, $_ eq "pprof" ? ">:raw" : ">:utf8", "$name.$_" or die;
         eval { $module->can("write")->($out, $report, { top => 10 }); 1 } or die "$_: $@";
      }';
   my $run = VR::ReportTool::command($dir, $^X, '-w', "-I$scripts", '-e', $program, $file, $name, @formats);
   return $run->{stderr} . ($run->{status} eq '0' ? '' : "status $run->{status}");
}

sub check {
   my ($dir, $file, $about) = @_;
   my $name   = $file =~ s/\.json$//r;
   my $report = decode_json(VR::Run::slurp("$dir/$file"));
   my $of     = sub { VR::Run::slurp("$dir/$name.$_[0]") };
   is(convert($dir, $file, @FORMATS), '', "$about: all formats are written");
   my $with = { dir => $dir, name => $name, about => $about, report => $report, heap => $report->{heap}, of => $of };
   _sums($with);
   _text($with);
   _html($with);
   _folded($with);
   _massif($with);
   _callgrind($with);
   _dhat($with);
   _speedscope($with);
   _pprof($with);
   _sarif($with);
   _junit($with);
   _xml($with);
   _openmetrics($with);
   return $report;
}

# ---- the report itself ----

sub _sums {
   my ($with) = @_;
   my ($report, $heap) = @$with{qw(report heap)};
   my %sum;
   for my $site (@{ $report->{sites} }) {
      for my $what (qw(live total peak)) { $sum{"$what $_"} += $site->{$what}{$_} for qw(bytes blocks) }
      $sum{$_} += $site->{$_} for qw(temporary reallocs);
   }
   my %total = ('live bytes' => 'in_use_bytes', 'live blocks' => 'in_use_blocks', 'total bytes' => 'allocated_bytes', 'total blocks' => 'allocs',
                'peak bytes' => 'peak_bytes', 'peak blocks' => 'peak_blocks', temporary => 'temporary', reallocs => 'reallocs');
   is_deeply(\%sum, { map { $_ => $heap->{ $total{$_} } } keys %total }, "$with->{about}: sites sum up to the heap");
   my ($peak) = grep { $_->{kind} eq 'peak' } @{ $report->{timeline} };
   is($peak->{heap_bytes}, $heap->{peak_bytes}, "$with->{about}: the timeline has the peak");
   my @too_much = grep { $_->{sites} && sum0(map { $_->{bytes} } @{ $_->{sites} }) > $_->{heap_bytes} } @{ $report->{timeline} };
   is(scalar @too_much, 0, "$with->{about}: no snapshot's sites have more than there was");
   my @ends = map { sum0(map { $_->{blocks} } @{ $_->{sizes} || [] }) - $_->{total}{blocks} } grep { $_->{sizes} } @{ $report->{sites} };
   is(scalar(grep { $_ != 0 } @ends), 0, "$with->{about}: each block has its size");
}

# ---- for people ----

sub _grouped { my ($n) = @_; 1 while $n =~ s/^(\d+)(\d{3})/$1,$2/; return $n }

sub _text {
   my ($with) = @_;
   my ($heap, $text) = ($with->{heap}, $with->{of}('text'));
   like($text, qr/^peak +${\ _grouped($heap->{peak_bytes}) } bytes?$/m, "$with->{about}: text: the peak");
   my $errors = sum0(map { $_->{count} } @{ $with->{report}{errors} });
   like($text, $errors ? qr/\A.*\n.*\b${\ _grouped($errors) } errors?\b/ : qr/\A.*\n(?!.*\d errors?\b)/, 'text: errors');
   my $lost = grep { $_->{kind} =~ /definite|possible/ } @{ $with->{report}{leaks} };
   like($text, $lost ? qr/\A.*\n.*\b${\ _grouped($lost) } leaks?\b/i : qr/\A.*\n(?!.*\bleaks? \()/, 'text: leaks');
   my $markdown = $with->{of}('markdown');
   cmp_ok(length $markdown, '<', 65536, 'markdown: not too long');
   is(() = $markdown =~ /<details>/g, () = $markdown =~ /<\/details>/g, 'markdown: what is opened is closed');
   unlike("$text$markdown", qr/HASH\(0x|ARRAY\(0x/, 'no references in it');
}

sub _html {
   my ($with) = @_;
   my $html = $with->{of}('html');
   unlike($html, qr/HASH\(0x|ARRAY\(0x/, "$with->{about}: html: no references in it");
   unlike($html, qr/(?:src|href)="(?!#)|url\(|\@import/, 'html: nothing is loaded');
   is(() = $html =~ /<$_\b/g, () = $html =~ /<\/$_>/g, "html: each $_ is closed") for qw(section table tr details ul svg);
   with_validator('chromium', VR::ReportTool::validator('chromium'), sub {
      my $test = $html =~ s{</body>\s*</html>\s*\z}{<script>document.title = [...document.querySelectorAll("#flame-modes button")].map(b => { b.click(); return document.getElementById("flame-said").textContent }).join(" | ");</script></body></html>}r;
      my ($dom, @errors) = VR::ReportTool::dom($with->{dir}, VR::Scratch::write_file($with->{dir}, "$with->{name}-test.html", $test));
      is("@errors", '', 'html: nothing on the console');
      my ($title) = $dom =~ m{<title>(.*?)</title>}s;
      like($title // '', qr/^all: [^|]*100\.0% of all \| .* \| all: ${\ _grouped($with->{heap}{temporary}) } blocks?, 100\.0% of all$/, 'html: the flame graph') if $with->{heap}{temporary};
   });
}

# ---- profiles ----

sub _folded {
   my ($with) = @_;
   my $heap = $with->{heap};
   my %sum = (live => $heap->{in_use_bytes}, peak => $heap->{peak_bytes}, total => $heap->{allocated_bytes}, count => $heap->{allocs}, temporary => $heap->{temporary});
   for my $mode (sort keys %sum) {
      my $folded = VR::ReportTool::vr_report($with->{dir}, '--format=folded', "--mode=$mode", "$with->{name}.json")->{stdout};
      my @lines = split /\n/, $folded;
      is(sum0(map { /^[^;]+(?:;[^;]+)* (\d+)$/ ? $1 : die "$_\n" } @lines), $sum{$mode}, "$with->{about}: folded: $mode adds up");
   }
}

# Nodes whose children don't add up to them, or are not as many as is said.
sub wrong_in_massif {
   my ($text) = @_;
   my (@open, @wrong);
   my $close = sub { for (splice @open, $_[0]) { push @wrong, $_->{line} if $_->{left} || $_->{kids} && $_->{rest} } };
   for (grep { /^ *n\d+: |^snapshot=/ } split /\n/, $text) {
      my ($indent, $kids, $bytes) = /^( *)n(\d+): (\d+)/ or do { $close->(0); next };
      $close->(length $indent);
      push @wrong, "$_ (depth)" if @open != length $indent;
      if (@open) { $open[-1]{left}--; $open[-1]{rest} -= $bytes }
      push @open, { line => $_, kids => $kids, left => $kids, rest => $bytes };
   }
   $close->(0);
   return @wrong;
}

sub _massif {
   my ($with) = @_;
   my ($text, $peak) = ($with->{of}('massif'), $with->{heap}{peak_bytes});
   is(() = $text =~ /^snapshot=/mg, scalar @{ $with->{report}{timeline} }, "$with->{about}: massif: all snapshots");
   like($text, qr/mem_heap_B=$peak\n.*\n.*\nheap_tree=peak\nn\d+: $peak /, 'massif: the peak');
   is(join("\n", wrong_in_massif($text)), '', 'massif: trees');
   my $run = VR::ReportTool::command($with->{dir}, 'ms_print', "$with->{name}.massif");
   is($run->{status} . $run->{stderr}, '0', 'ms_print');
   my ($detailed) = $run->{stdout} =~ /Detailed snapshots: \[(.*?)\]/;
   like($detailed // '', qr/\(peak\)/, 'ms_print: shows the peak');
}

sub _callgrind {
   my ($with) = @_;
   my $run = VR::ReportTool::command($with->{dir}, 'callgrind_annotate', '--inclusive=yes', '--auto=no', '--show-percs=no', "$with->{name}.callgrind");
   is($run->{status} . $run->{stderr}, '0', "$with->{about}: callgrind_annotate");
   # What is 0 everywhere is shown as a dot.
   my $all = join '\s+', map { my $n = _grouped($_); $_ ? $n : '(?:0|\.)' } @{ $with->{heap} }{qw(peak_bytes peak_blocks allocated_bytes allocs in_use_bytes in_use_blocks temporary)};
   like($run->{stdout}, qr/^\s*$all\s+PROGRAM TOTALS/m, 'callgrind: the totals');
}

sub _dhat {
   my ($with) = @_;
   my ($heap, $dhat) = ($with->{heap}, decode_json($with->{of}('dhat')));
   my %sum;
   for my $point (@{ $dhat->{pps} }) { $sum{$_} += $point->{$_} for grep { $_ ne 'fs' } keys %$point }
   is_deeply({ map { $_ => $sum{$_} } qw(tb tbk gb gbk eb ebk) },
             { tb => $heap->{allocated_bytes}, tbk => $heap->{allocs}, gb => $heap->{peak_bytes}, gbk => $heap->{peak_blocks}, eb => $heap->{in_use_bytes}, ebk => $heap->{in_use_blocks} },
             "$with->{about}: dhat: sums");
   my %seen;
   is(scalar(grep { $seen{"@{ $_->{fs} }"}++ } @{ $dhat->{pps} }), 0, 'dhat: each stack once');
   is(scalar(grep { $_ < 1 || $_ > $#{ $dhat->{ftbl} } } map { @{ $_->{fs} } } @{ $dhat->{pps} }), 0, 'dhat: frames exist');
}

sub _speedscope {
   my ($with) = @_;
   my ($heap, $data) = ($with->{heap}, decode_json($with->{of}('speedscope')));
   my %sum = map { (split /:/, $_->{name})[0] => sum0(@{ $_->{weights} }) } @{ $data->{profiles} };
   my %want = (peak => $heap->{peak_bytes}, live => $heap->{in_use_bytes}, total => $heap->{allocated_bytes}, count => $heap->{allocs}, temporary => $heap->{temporary});
   is_deeply(\%sum, { map { $want{$_} || exists $sum{$_} ? ($_ => $want{$_}) : () } keys %want }, "$with->{about}: speedscope: sums");
   is(scalar(grep { $_ > $#{ $data->{shared}{frames} } } map { map { @$_ } @{ $_->{samples} } } @{ $data->{profiles} }), 0, 'speedscope: frames exist');
   my $speedscope = VR::ReportTool::npm_package('speedscope');
   with_validator('speedscope, ajv', $speedscope && VR::ReportTool::validator('ajv'), sub {
      my ($ajv) = @_;
      VR::Scratch::write_file($with->{dir}, "$with->{name}.speedscope.json", $with->{of}('speedscope'));
      my $run = VR::ReportTool::command($with->{dir}, $ajv, 'validate', '--strict=false', '-s', glob("$speedscope/dist/release/file-format-schema.json"), '-d', "$with->{name}.speedscope.json");
      is($run->{status}, 0, "speedscope's schema") or diag($run->{stdout}, $run->{stderr});
   });
}

sub _pprof {
   my ($with) = @_;
   my $zipped = $with->{of}('pprof');
   gunzip(\$zipped, \my $bytes) or die;
   my $profile = message($bytes);
   my %location = map { message($_)->{1}[0] => 1 } @{ $profile->{4} };
   my (@sum, @missing) = (0) x 6;
   for (map { message($_) } @{ $profile->{2} }) {
      my @values = varints($_->{2}[0]);
      $sum[$_] += $values[$_] for 0 .. 5;
      push @missing, grep { !$location{$_} } varints($_->{1}[0]);
   }
   is_deeply(\@sum, [ @{ $with->{heap} }{qw(allocs allocated_bytes in_use_blocks in_use_bytes peak_blocks peak_bytes)} ], "$with->{about}: pprof: sums");
   is("@missing", '', 'pprof: locations exist');
   with_validator('pprof', VR::ReportTool::validator('pprof', 'google-pprof'), sub {
      my ($pprof) = @_;
      my $run = VR::ReportTool::command($with->{dir}, $pprof, '-raw', "$with->{name}.pprof");
      is($run->{status}, 0, 'pprof reads it') or diag($run->{stderr});
   });
}

# A protocol buffer's message: field => [value or bytes...].
sub message {
   my ($bytes) = @_;
   my %fields;
   while (length $bytes) {
      my $key = _varint(\$bytes);
      my $value = _varint(\$bytes);
      $value = substr $bytes, 0, $value, '' if ($key & 7) == 2;
      push @{ $fields{ $key >> 3 } }, $value;
   }
   return \%fields;
}

sub varints { my ($bytes) = @_; my @all; push @all, _varint(\$bytes) while length $bytes; return @all }

sub _varint {
   my ($bytes) = @_;
   my ($n, $shift) = (0, 0);
   for (;;) { my $byte = ord substr $$bytes, 0, 1, ''; $n |= ($byte & 127) << $shift; $shift += 7; return $n if $byte < 128 }
}

# ---- for CI ----

sub _n_leaks   { my ($with) = @_; return scalar grep { $_->{kind} =~ /definite|possible/ } @{ $with->{report}{leaks} } }
sub _n_growing { my ($with) = @_; my %holder = map { $_->{container} => 1 } grep { $_->{verdict} eq 'growing' } @{ $with->{report}{growth} }; return scalar keys %holder }

sub _n_abandoned {
   my ($with) = @_;
   my %kind = map { join(' ', @{ $_->{created} }, '/', @{ $_->{suspended} }) => 1 } grep { $_->{state} eq 'abandoned' } @{ $with->{report}{coroutines} };
   return scalar keys %kind;
}

sub _sarif {
   my ($with) = @_;
   my $sarif = decode_json($with->{of}('sarif'));
   my @results = @{ $sarif->{runs}[0]{results} };
   is(scalar @results, @{ $with->{report}{errors} } + _n_leaks($with) + _n_growing($with) + _n_abandoned($with), "$with->{about}: sarif: all that was found");
   is(scalar(grep { !length $_->{message}{text} } @results), 0, 'sarif: texts');
   with_validator('sarif-multitool', VR::ReportTool::validator('sarif-multitool'), sub {
      my ($multitool) = @_;
      VR::Scratch::write_file($with->{dir}, "$with->{name}-checked.sarif", $with->{of}('sarif'));
      my $checked = VR::ReportTool::command($with->{dir}, $multitool, 'validate', "$with->{name}-checked.sarif");
      unlike($checked->{stdout} . $checked->{stderr}, qr/: error /, 'sarif-multitool finds no error');
      like($checked->{stdout}, qr/Analysis completed successfully/, 'sarif-multitool: after looking at it');
   });
}

sub _junit {
   my ($with) = @_;
   my ($failures) = $with->{of}('junit') =~ /<testsuite [^>]*failures="(\d+)"/;
   my $report = $with->{report};
   my $failed = (@{ $report->{errors} } > 0) + (_n_leaks($with) > 0) + (_n_growing($with) > 0) + (_n_abandoned($with) > 0) + ($report->{run}{signal} != 0);
   is($failures, $failed, "$with->{about}: junit: failures");
   with_validator('xmllint', VR::ReportTool::validator('xmllint'), sub { is(VR::ReportTool::command($with->{dir}, 'xmllint', '--noout', "$with->{name}.junit")->{status}, 0, 'junit: well-formed') });
}

sub _xml {
   my ($with) = @_;
   my $known = grep { $_->{kind} !~ /^(?:Growth|StackOverflow|DestroyedCoroutine)$/ } @{ $with->{report}{errors} };
   is(() = $with->{of}('xml') =~ /<error>/g, $known + _n_leaks($with), "$with->{about}: xml: errors and leaks");
   with_validator('xmllint', VR::Xml::can_validate(), sub { is(join('', VR::Xml::problems("$with->{dir}/$with->{name}.xml")), '', 'xml: protocol 4') });
}

sub _openmetrics {
   my ($with) = @_;
   my $text = $with->{of}('openmetrics');
   like($text, qr/^vrleak_heap_peak_bytes\{program="[^"]*"\} $with->{heap}{peak_bytes}$/m, "$with->{about}: openmetrics: the peak");
   is(join("\n", grep { !/^(?:# (?:TYPE|HELP|UNIT|EOF)|\w+\{\w+="[^"]*"(?:,\w+="[^"]*")*\} [-\d.e+]+$)/ } split /\n/, $text), '', 'openmetrics: each line');
   with_validator('promtool', VR::ReportTool::validator('promtool'), sub {
      my ($promtool) = @_;
      my $run = VR::Run::run(name => 'promtool', dir => $with->{dir}, stdin => "$with->{dir}/$with->{name}.openmetrics", command => [ $promtool, 'check', 'metrics' ]);
      is($run->{status}, 0, 'promtool') or diag($run->{stderr});
   });
}

1;
