# vr_report --format=html: one page that needs nothing else, in which names can't
# do harm, and whose flame graph, tables and colours work in a browser.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use JSON::PP;
use Test::More;
use VR::ReportTool;
use VR::Run;
use VR::Scratch;
use VR::Synthetic;
use VR::Xml;

my $work = VR::Scratch::fresh('report-html');

# The page made of a report.
sub page {
   my ($name, $report, @options) = @_;
   VR::Synthetic::write_file("$work/$name.json", $report);
   my $run = VR::ReportTool::vr_report($work, '--format=html', '-o', "$name.html", @options, "$name.json");
   is($run->{status}, 0, "$name is written") or diag($run->{stderr});
   return VR::Run::slurp("$work/$name.html");
}

# What the script returns in the page, which is there for the test only.  Skips if
# there is no browser.
sub in_browser {
   my ($name, $script) = @_;
   my $html = VR::Run::slurp("$work/$name.html");
   my $test = "<script>\nconst result = document.createElement('pre');\nresult.id = 'result';\n"
            . "try { result.textContent = JSON.stringify((() => { $script })()); } catch (e) { result.textContent = JSON.stringify('' + e); }\ndocument.body.append(result);\n</script>\n";
   $html =~ s{</body>\s*</html>\s*\z}{$test</body></html>} or die "the page's end is different\n";
   my ($dom, @errors) = VR::ReportTool::dom($work, VR::Scratch::write_file($work, "$name-test.html", $html));
   return (undef) unless defined $dom;
   is("@errors", '', "$name: nothing on the console");
   my ($text) = $dom =~ m{<pre id="result">(.*?)</pre>}s or do { diag(substr $dom, -500); return {} };
   $text =~ s/&lt;/</g; $text =~ s/&gt;/>/g; $text =~ s/&amp;/&/g;
   return (JSON::PP->new->utf8->allow_nonref->decode($text), $dom);
}

my $report = VR::Synthetic::report(sites => 30);
my $html = page('small', $report, '--title=My <b>title</b>');
like($html, qr/^<!DOCTYPE html>/, 'a page');
like($html, qr/<p class="verdict bad">\d+ errors.*1 container grows without bound/, 'the verdict');
like($html, qr/<h1>My &lt;b&gt;title/, 'the title');
unlike($html, qr/(?:src|href)="(?!#)|url\(|\@import/, 'nothing is loaded');
like($html, qr/default-src 'none'/, 'nor may it be');
for my $id (qw(errors leaks growth timeline graph sites coroutines)) { like($html, qr/<section id="$id">/, "section $id") }
my %ids;
ok(!(grep { $ids{$_}++ } $html =~ / id="([^"]+)"/g), 'ids are unique');
like($html, qr/warm &amp; ready/, 'a named snapshot is marked');

# ---- charts ----

my ($trend) = $html =~ m{(<svg class="chart growth-trend".*?</svg>)}s;
like($trend // '', qr{role="img" aria-label="Bytes against blocks of code executed: from 2\.44 kB to 97\.7 kB, growing since 20 M of 100 M"}, 'growth has a chart with a name');
like($trend // '', qr{>growth begins<.*>blocks of code executed<|>blocks of code executed<.*>growth begins<}s, 'where it began, and the unit of time');
is(() = ($trend // '') =~ /<title>at [\d.]+ M: [\d,]+ bytes in [\d,]+ blocks</g, 40, 'each point says its numbers');
my ($timeline) = $html =~ m{<section id="timeline">.*?(<svg class="chart".*?</svg>.*?)</section>}s;
like($timeline // '', qr{<polygon class="area coro".*key-coro"></i>stacks of coroutines}s, 'and those of coroutines are in the timeline');
my $unknown = VR::Synthetic::report(sites => 3, growing => 1);
delete $unknown->{epoch_times};
delete $_->{coroutine_stack_bytes} for @{ $unknown->{timeline} };
delete $_->{since_time} for @{ $unknown->{growth} };
$html = page('no-times', $unknown);
like($html, qr{aria-label="Bytes against epochs: from .*, growing since 7% of the run"}, 'a history without times');
unlike($html, qr/area coro/, 'no stacks of coroutines where they are not known');
delete $_->{history} for @{ $unknown->{growth} };
unlike(page('no-history', $unknown), qr/growth-trend"/, 'nor a chart without a history');
$html = VR::Run::slurp("$work/small.html");

# ---- coroutines ----

my ($census) = $html =~ m{<section id="coroutines">(.*?)</section>}s;
my ($gone) = grep { $_->{gone} } @{ $report->{coroutines} };
like($census // '', qr{<p>4 exist, 14 are gone: 1 abandoned, 1 running, 2 suspended; }, 'how many');
like($census // '', qr{<td>#$gone->{id} and 6 more</td><td>gone</td><td class="n" data-n="$gone->{high_water}">≥ }, 'one that is gone');
like($census // '', qr{>Resumed</button>.*>Created<.*>Suspended<}s, 'what is said of each');

# ---- sources ----

VR::Scratch::write_file($work, 'book.c', join '', map { "line $_ <x>\n" } 1 .. 9);
VR::Scratch::write_file($work, 'secret.txt', "secret\n" x 9);
my $sources = VR::Synthetic::report(sites => 1, leaks => 0, growing => 0, coroutines => 0, errors => 1);
push @{ $sources->{frames} }, { fn => 'f', file => '/build/app/book.c', line => 5, ip => '0x1' }, { fn => 'g', file => "$work/secret.txt", line => 2, ip => '0x2' };
my $n = $#{ $sources->{frames} };
$sources->{errors}[0]{stack} = [ $n - 1 ];
$sources->{errors}[0]{aux} = [ { what => 'Address', stack => [ $n ] } ];
$html = page('sources', $sources, "--root=$work");
like($html, qr{<span class="here"><i>    5  </i>line 5 &lt;x&gt;</span>}, 'the line, found below the root');
is(() = $html =~ /<i>\s+\d+  <\/i>line/g, 5, 'with two around it');
unlike($html, qr/>secret</, 'of source code only');

# ---- names that would do harm ----

my $evil = '</script><img src=x onerror=alert(1)><!-- " \' & ${x}';
my $bad = VR::Synthetic::report(sites => 12, command => [ $evil, $evil ]);
$_->{fn} .= $evil, $_->{file} = "$evil.c", $_->{obj} = $evil for @{ $bad->{frames} };
$_->{what} .= $evil, $_->{kind} .= $evil for @{ $bad->{errors} };
$_->{owner}{what} .= $evil for @{ $bad->{growth} };
$_->{name} = $evil for @{ $bad->{timeline} }, @{ $bad->{coroutines} };
$html = page('evil', $bad);
unlike($html, qr/<img|<!--/i, 'no names in the markup');
for my $format (qw(junit xml sarif speedscope openmetrics markdown text massif callgrind dhat folded pprof)) {
   is(VR::ReportTool::vr_report($work, "--format=$format", '-o', "evil.$format", 'evil.json')->{status}, 0, "$format with such names");
}
is(VR::ReportTool::command($work, 'xmllint', '--noout', 'evil.junit', 'evil.xml')->{status}, 0, 'XML is well-formed') if VR::Xml::can_validate();
ok(eval { decode_json(VR::Run::slurp("$work/evil.$_")); 1 }, "$_ is JSON") for qw(sarif speedscope dhat);

# ---- a run that is well, and reports without sites ----

my $bare = VR::Synthetic::report(sites => 4, errors => 0, leaks => 0, growing => 0, coroutines => 0);
$bare->{sites} = $bare->{timeline} = $bare->{growth} = [];
$html = page('bare', $bare);
like($html, qr/<p class="verdict good">No errors, no leaks\.</, 'a good verdict');
unlike($html, qr/<section/, 'nothing else to say');

# ---- large ----

my $large = VR::Synthetic::report(sites => 10_000, errors => 700, leaks => 1500, growing => 8, coroutines => 2000);
$html = page('large', $large);
cmp_ok(length $html, '<', 6_000_000, '10,000 sites are not too large a page');
like($html, qr/<p class="soft">200 more are in the report/, 'the first 500 errors');
is(() = $html =~ /<tr>/g, () = $html =~ /<\/tr>/g, 'tables are closed');

# ---- in a browser ----

my $use = <<'END';
   const said = () => document.getElementById("flame-said").textContent, canvas = document.getElementById("flame");
   const key = name => canvas.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
   const search = text => { const box = document.getElementById("flame-search"); box.value = text; box.dispatchEvent(new Event("input")); return document.getElementById("flame-found").textContent; };
   const seen = { start: said(), width: document.documentElement.scrollWidth <= innerWidth };
   seen.modes = [...document.querySelectorAll("#flame-modes button")].map(button => { button.click(); return button.textContent + ": " + said() + " " + button.getAttribute("aria-pressed"); });
   document.querySelector("#flame-modes button").click();
   key("ArrowDown"); seen.down = said();
   key("ArrowDown"); seen.deeper = said(); key("Enter"); key("ArrowUp"); seen.up = said();
   key("Escape"); seen.escape = said();
   seen.found = search("^main"); seen.regexp = search("[("); seen.none = search("no such function"); search("");
   const rect = canvas.getBoundingClientRect();
   canvas.dispatchEvent(new MouseEvent("click", { clientX: rect.left + 5, clientY: rect.top + 25, bubbles: true })); seen.click = said();
   const theme = document.getElementById("theme"), root = document.documentElement, before = root.dataset.theme;
   theme.click(); seen.theme = [ before, root.dataset.theme, theme.hidden ];
   const table = document.querySelector("#sites table"), heading = [...table.querySelectorAll("th")].findIndex(th => th.textContent === "Temporary");
   table.querySelectorAll("th button")[heading].click();
   seen.sorted = [...table.tBodies[0].rows].map(row => +row.cells[heading].dataset.n);
   return seen;
END
for my $name (qw(small large evil)) {
   SKIP: {
      my ($seen, $dom) = in_browser($name, $use);
      if (!defined $seen) { diag('skipped: chromium is not there'); skip('chromium is not there', 1) }
      my $heap = { small => $report, large => $large, evil => $bad }->{$name}{heap};
      is(ref $seen, 'HASH', "$name: the scripts work") or diag($seen), next;
      like($seen->{start}, qr/^all: .*, 100\.0% of all$/, 'everything is shown first');
      is(scalar @{ $seen->{modes} }, 4, 'four modes');
      like($seen->{modes}[3], qr/^Temporary: all: ${\ number($heap->{temporary})} blocks, 100\.0% of all true$/, 'with their sums');
      like($seen->{down}, qr/^main/, 'down'), like($seen->{up}, qr/^main/, 'zoomed, and up again');
      isnt($seen->{deeper}, $seen->{down}, 'further down');
      is($seen->{escape}, $seen->{start}, 'everything again');
      like($seen->{found}, qr/\(100\.0%\) found/, 'search');
      like($seen->{regexp}, qr/ \(0\.0%\) found/, 'what is no regular expression');
      like($seen->{none}, qr/ \(0\.0%\) found/, 'what is not there');
      like($seen->{click}, qr/^main/, 'a click');
      is($seen->{theme}[2] ? 'hidden' : 'there', 'there', 'light and dark');
      isnt($seen->{theme}[0], $seen->{theme}[1], 'change');
      is_deeply($seen->{sorted}, [ sort { $b <=> $a } @{ $seen->{sorted} } ], 'a table can be sorted');
      ok($seen->{width}, 'no wider than the window');
      unlike($dom, qr/<img/i, 'no element from a name');
   }
}

# Names of templates fill no page, unless they are asked for.
$_->{fn} = 'std::map<' . 'std::pair<std::string, int>, ' x 200 . '>::insert' for @{ $report->{frames} };
page('long', $report);
SKIP: {
   my ($seen) = in_browser('long', 'return [...document.querySelectorAll("#sites details")].slice(0, 3).map(row => { const closed = row.offsetHeight; row.open = true; return [closed, row.offsetHeight]; });');
   if (!defined $seen) { skip('chromium is not there', 1) }
   ok(ref $seen && @$seen == 3 && !(grep { $_->[0] > 110 || $_->[1] < 300 } @$seen), 'long names are cut') or diag(explain $seen);
}

sub number { my ($text) = @_; 1 while $text =~ s/^(\d+)(\d{3})/$1,$2/; return $text }
done_testing;
