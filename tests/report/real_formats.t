# Every format of what vrleak really writes, for programs of several kinds: each has the
# report's sums, and is accepted by the programs that its users have (VR::Formats).
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use Test::More;
use VR::Formats;
use VR::JsonReport qw(reported read_report follows_schema);
use VR::ReportTool;
use VR::Run;
use VR::Scratch;

plan skip_all => 'only vrleak writes reports' if $ENV{VR_TEST_TOOL} ne 'vrleak';
my $work   = VR::Scratch::fresh('report-real-formats');
my $tests  = "$FindBin::Bin/..";

# Runs the program and checks all formats of its report, which is returned.
sub checked {
   my ($name, $about, $options, @command) = @_;
   my ($report) = reported($work, $name, $options, @command);
   return %$report ? VR::Formats::check($work, "$name.json", $about) : {};
}

# In the environment that is there, which rustc needs.
sub built {
   my ($about, @command) = @_;
   if (VR::ReportTool::validator($command[0])) {
      is(system("cd '$work' && @command >compile.log 2>&1"), 0, "$about is built") or diag(VR::Run::slurp("$work/compile.log"));
      return 1;
   }
   SKIP: { diag("skipped: $command[0] is not there"); skip("$command[0] is not there", 1) }
   return 0;
}

sub program { my ($name) = @_; return VR::ReportTool::validator($name) // do { SKIP: { diag("skipped: $name is not there"); skip("$name is not there", 1) } undef } }

# ---- known sites, errors, leaks and growth in one ----

VR::Scratch::write_file($work, 'all.c', <<'END');
#include "history.h"
static char* grown(void)
{
   char* text = NULL;
   for (int size = 100; size < 100000; size *= 2) text = realloc(text, size);
   return text;
}
int main(void)
{
   volatile char* block = malloc(10);
   char* text = grown();
   for (int i = 0; i < 20000; i++) {
      free(calloc(2, 32));
      remember();
   }
   for (int i = 1; i < 40; i++) lose(7 * i);
   block[10] = 1;
   block[0] = block[11];
   free((void*)block);
   free((void*)block);
   free(text);
   return 0;
}
END
if (built('a C program', qw(gcc -g -O0 -w -o all all.c -I), $FindBin::Bin)) {
   my $report = checked(all => 'a C program', [], './all');
   is(join(' ', map { $_->{kind} } @{ $report->{errors} }), 'InvalidWrite InvalidRead InvalidFree', 'with errors');
   is(scalar(grep { $_->{verdict} eq 'growing' } @{ $report->{growth} }), 1, 'growth');
   my %total = map { $report->{frames}[ $_->{stack}[0] ]{fn} => $_->{total} } @{ $report->{sites} };
   is_deeply($total{remember}, { bytes => 20_000 * 48, blocks => 20_000 }, 'and known sites');
   is_deeply($total{lose}, { bytes => 7 * 39 * 40 / 2, blocks => 39 }, 'of several sizes');
   # Bytes are the unit of time, allocators are shown, and there is no debug information.
   built('without debug information', qw(gcc -O0 -w -o bare all.c -I), $FindBin::Bin);
   checked(bare => 'without debug information', ['--time-unit=B', '--show-alloc-frames=yes', '--growth-check=no'], './bare');
}

# ---- C++, Rust ----

VR::Scratch::write_file($work, 'cc.cc', <<'END');
#include <map>
#include <memory>
#include <string>
#include <vector>
template <class T> struct Table {
   std::map<std::string, std::vector<T>> rows;
   void add(int i) { rows["a key that is long enough to be on the heap " + std::to_string(i % 50)].push_back(T(i)); }
};
struct Node { std::shared_ptr<Node> other; };
int main()
{
   Table<long> table;
   for (int i = 0; i < 5000; i++) table.add(i);
   auto a = std::make_shared<Node>(), b = std::make_shared<Node>();
   a->other = b; b->other = a;
   delete[] new int;
}
END
if (built('a C++ program', qw(g++ -g -O1 -w -o cc cc.cc))) {
   my $report = checked(cc => 'a C++ program', ['--time-unit=ms'], './cc');
   is(join(' ', map { $_->{kind} } @{ $report->{errors} }), 'MismatchedFree', 'with a mismatch');
   is($report->{leaks}[0]{kind} // '', 'definite', 'and a cycle');
}
VR::Scratch::write_file($work, 'rs.rs', 'use std::collections::HashMap; fn main() { let mut m: HashMap<u32, String> = HashMap::new(); for i in 0..2000 { m.insert(i, format!("number {}", i)); } std::mem::forget(m); }');
checked(rs => 'a Rust program', [], './rs') if built('a Rust program', qw(rustc -g -o rs rs.rs));

# ---- coroutines ----

if (built('coroutines', qw(gcc -g -O0 -w), "-I$tests/..", '-o', 'leaks', "$tests/coro/leaks.c")) {
   my $report = checked(mapped => 'coroutines on mapped stacks', [], qw(./leaks asm mmap thousand));
   is($report->{coroutine_totals}{existing}, 1000, 'a thousand');
   checked(blocks => 'coroutines in blocks', [], qw(./leaks ucontext malloc thousand));
   like(VR::ReportTool::vr_report($work, 'mapped.json')->{stdout}, qr/^1,000 exist: 100 abandoned, 900 suspended;/m, 'as text');
   is(VR::ReportTool::vr_report($work, qw(merge -o merged.json mapped.json blocks.json mapped.json))->{status}, 0, 'merged');
   my $merged = read_report("$work/merged.json");
   follows_schema($merged, 'what is merged');
   is($merged->{coroutine_totals}{existing}, 3000, 'with all of them');
}
if (built('errors in coroutines', qw(gcc -g -O0 -w), "-I$tests/..", '-o', 'kinds', "$tests/coro/kinds.c")) {
   checked(kinds => 'errors in coroutines', [], './kinds');
   like(VR::ReportTool::vr_report($work, 'kinds.json')->{stdout}, qr/, in coroutine http-worker$/m, 'who made them');
}

# ---- programs that others have written ----

if (my $perl = program('perl')) {
   checked(perl => 'perl', ['--growth-check=no'], $perl, '-e', 'my %h; $h{$_ % 1000} .= "x" x 10 for 1 .. 20000; print scalar(keys %h), "\n"; print join(",", (sort keys %h)[0 .. 5]), "\n"');
}
if (my $sqlite = program('sqlite3')) {
   checked(sqlite => 'sqlite3', [], $sqlite, ':memory:', 'create table t(a integer primary key, b text); with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000) '
      . "insert into t select i, 'row number ' || i from n; select count(*), sum(length(b)) from t; create index x on t(b); select b from t order by b desc limit 3;");
}

# ---- one that was killed ----

VR::Scratch::write_file($work, 'killed.c', '#include <stdlib.h>' . "\n" . 'int main(void) { volatile int* p = malloc(4); *p = 1; return *(volatile int*)0; }');
if (built('a program that is killed', qw(gcc -g -O0 -w -o killed killed.c))) {
   is(checked(killed => 'a program that is killed', [], './killed')->{run}{signal}, 11, 'by a signal');
}
done_testing;
