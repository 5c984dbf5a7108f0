# vr_report on what vrleak really writes: every format either works or says what it
# lacks, and "check" is green on repeated runs and red on what is broken.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use JSON::PP;
use Test::More;
use VR::JsonReport qw(compiled);
use VR::ReportTool;
use VR::Run;
use VR::Scratch;
use VR::Xml;

$ENV{VR_TEST_TOOL} eq 'vrleak' or plan skip_all => 'vrleak only';
my $work = VR::Scratch::fresh('report-real');
my $source = <<'END';
#include "history.h"
int main(int argc, char** argv)
{
   volatile char* block = malloc(10);
   for (int i = 0; i < 60000; i++) {
      char* text = malloc(64);
      text[0] = 'x';
      if (strchr(argv[1], 'g')) remember();
      free(text);
   }
   if (strchr(argv[1], 'l')) lose(100);
   if (strchr(argv[1], 'p')) { char* more = malloc(200000); more[0] = 1; free(more); }
   if (strchr(argv[1], 'w')) block[10] = 1;
   free((void*)block);
   if (strchr(argv[1], 's')) abort();
   return 0;
}
END
VR::Scratch::write_file($work, 'app.c', $source);
compiled($work, 'app', qw(gcc -g -O0 -w -I), $FindBin::Bin, 'app.c');

sub ran {
   my ($name, $what, @options) = @_;
   VR::Run::tool(name => 'run', dir => $work, options => [ '-q', "--vrleak-out-file=$name.json", @options ], command => [ './app', $what ]);
   return "$name.json";
}

# ---- all formats ----

my $all = ran(all => 'glw');
my %lacks = map { $_ => 1 } grep { !@{ decode_json(VR::Run::slurp("$work/$all"))->{sites} } } qw(folded massif callgrind dhat speedscope pprof);
for my $format (qw(text markdown html folded massif callgrind dhat speedscope pprof sarif junit xml openmetrics)) {
   my $run = VR::ReportTool::vr_report($work, "--format=$format", '-o', "all.$format", $all);
   $lacks{$format} ? like("$run->{status} $run->{stderr}", qr/^2 .*has no "sites"/, "$format says what is missing")
                   : is("$run->{status} $run->{stderr}", '0 ', $format);
}
my $text = VR::Run::slurp("$work/all.text");
like($text, qr/^1 error; 1 leak \(100 bytes\); 1 container grows without bound/m, 'the verdict');
like($text, qr/^Invalid write of size 1\n   at main \(app\.c:\d+\)\n Address .* is 0 bytes after a block of size 10 alloc'd\n   at main \(app\.c:\d+\)$/m, 'the error, without malloc');
like($text, qr/held by the static variable `?history/, 'the holder');
like(VR::Run::slurp("$work/all.html"), qr/<span class="here"><i>\s*\d+  <\/i>.*block\[10\] = 1;/, 'sources in the page');
SKIP: { skip('xmllint is not there', 1) unless VR::Xml::can_validate(); is(join('', VR::Xml::problems("$work/all.xml")), '', 'protocol 4') }

# ---- stacks begin in the user's line ----

VR::Scratch::write_file($work, 'cc.cc', <<'END');
#include <map>
#include <string>
#include <vector>
std::vector<int>* numbers = new std::vector<int>;
static void fill(std::map<std::string, std::string>& map)
{
   map["a key that is long enough to be on the heap"] = std::string(100, 'x');
   for (int i = 0; i < 1000; i++) numbers->push_back(i);
}
int main()
{
   auto* map = new std::map<std::string, std::string>;
   fill(*map);
   numbers = nullptr;
   map = nullptr;
}
END
VR::Scratch::write_file($work, 'rs.rs', <<'END');
use std::collections::HashMap;
fn fill() {
    let mut map: HashMap<u32, String> = HashMap::new();
    for i in 0..100 { map.insert(i, format!("number {}", i)); }
    let mut numbers = Vec::new();
    for i in 0..1000 { numbers.push(i); }
    std::mem::forget(map);
    std::mem::forget(numbers);
    std::mem::forget(Box::new([7u8; 100]));
}
fn main() { fill(); }
END
for (['cc', 'g++', '-g', '-O0', '-w', '-o', 'cc', 'cc.cc'], ['rs', 'rustc', '-g', '-o', 'rs', 'rs.rs']) {
   my ($name, @compile) = @$_;
   SKIP: {
      if (!VR::ReportTool::validator($compile[0])) { diag("skipped: $compile[0] is not there"); skip("$compile[0] is not there", 1) }
      is(system("cd $work && @compile 2>compile.log"), 0, $compile[0]) or diag(VR::Run::slurp("$work/compile.log"));
      VR::Run::tool(name => 'run', dir => $work, options => [ '-q', "--vrleak-out-file=$name.json" ], command => [ "./$name" ]);
      my ($leaks) = VR::ReportTool::vr_report($work, '--top=100', "$name.json")->{stdout} =~ /^Leaks\n-+\n(.*?)^Memory/ms;
      my @first = ($leaks // '') =~ /^   at (.*)/mg;
      ok(@first && !(grep { !/^(?:\w+::)?(?:fill|main|__static_initialization_and_destruction_0)\b.* \($name\.$name:\d+\)$/ } @first), "stacks begin in $name.$name") or diag(join "\n", @first);
   }
}

# ---- check ----

sub checked {
   my ($status, $message, $name, @arguments) = @_;
   my $run = VR::ReportTool::vr_report($work, 'check', @arguments);
   ok($run->{status} eq $status && $run->{stdout} =~ $message, $name) or diag("status $run->{status}\n$run->{stdout}$run->{stderr}");
}
my $base = ran(base => '-');
checked(0, qr/^passed/, 'a healthy program', $base);
checked(0, qr/./, 'a baseline', '--baseline=base.txt', '--update', $base);
for (1 .. 3) { checked(0, qr/^passed/, "run $_ again", '--baseline=base.txt', ran(again => '-')) }
checked(1, qr/broken: leaks\n 100 bytes in 1 block definitely lost\n   at lose/, 'a leak', '--baseline=base.txt', ran(leak => 'l'));
checked(1, qr/broken: growth\n.*\n   at remember/, 'growth', '--baseline=base.txt', ran(growth => 'g'));
checked(1, qr/broken: peak>\+10%/, 'a larger peak', '--baseline=base.txt', ran(peak => 'p'));
checked(1, qr/broken: errors\n Invalid write/, 'an error', '--baseline=base.txt', ran(error => 'w'));
checked(1, qr/broken: signal/, 'a signal', '--baseline=base.txt', ran(signal => 's'));
checked(2, qr/there is no file never\.json/, 'a run that never started', '--baseline=base.txt', 'never.json');
checked(2, qr/leaks were not looked for/, 'no search for leaks', ran(unsearched => 'l', '--leak-check=no'));
checked(2, qr/growth was not looked for/, 'nor for growth', ran(ungrown => '-', '--growth-check=no'));

my $diff = VR::ReportTool::vr_report($work, 'diff', 'base.json', 'leak.json')->{stdout};
like($diff, qr/^New leaks \(1\)\n-+\n\n100 bytes in 1 block definitely lost\n   at lose/m, 'diff');
is(VR::ReportTool::vr_report($work, qw(merge -o both.json base.json leak.json))->{status}, 0, 'merge');
checked(1, qr/broken: leaks/, 'what is merged has the leak', 'both.json');
done_testing;
