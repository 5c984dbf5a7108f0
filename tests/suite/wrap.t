# vr_suite --wrap below the test runners that people have: each really runs its tests,
# with one program that leaks and without it.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(make_path remove_tree);
use Test::More;
use VR::ReportTool;
use VR::Run;
use VR::Scratch;
use VR::SuiteTool;

$ENV{VR_TEST_TOOL} eq 'vrleak' or plan skip_all => 'vrleak only';
delete @ENV{qw(MAKEFLAGS MAKELEVEL MFLAGS)};                    # "make check" of ours
my $suite = $VR::SuiteTool::SCRIPT;
my $work = VR::Scratch::fresh('suite-wrap');

# ---- the wrapper itself ----

VR::SuiteTool::make_program($work, 'app', '');
my $run = VR::SuiteTool::command($work, "VR_SUITE_DIR=$work/own", $suite, '--wrap', './app', 'l3');
is("$run->{status} $run->{stdout} $run->{stderr}", "3 1..1\nok 1\n ", 'status and output are the program\'s');
is(VR::SuiteTool::command($work, "VR_SUITE_DIR=$work/own", $suite, '--wrap', '--', './app', 'a')->{status}, 'ABRT', 'so is the signal');
my $verdict = VR::SuiteTool::vr_suite($work, '--verdict', 'own');
is($verdict->{status}, 1, 'the verdict');
like($verdict->{stdout}, qr/^FAILED: 2 programs, 1 of them/m, 'is on memory, not on the status');
is(VR::SuiteTool::command($work, "VR_SUITE_DIR=$work/own", $suite, '--wrap', './never')->{status}, 127, 'no such program');
$verdict = VR::SuiteTool::vr_suite($work, '--verdict', 'own');
is($verdict->{status}, 2, 'is no success');
like($verdict->{stdout}, qr/^\.\/never: CAN NOT BE JUDGED\n   it left no report/m, 'and said');
for (['no directory', '--wrap', './app'], ['one that depends on where it is run', 'VR_SUITE_DIR=own', '--wrap', './app'], ['no program', "VR_SUITE_DIR=$work/own", '--wrap'], ['an option of the verdict', "VR_SUITE_DIR=$work/own", '--wrap', '--fail-on=leaks', './app']) {
   my ($name, @arguments) = @$_;
   my @env = $arguments[0] =~ /^V/ ? shift @arguments : ();
   my $run = VR::SuiteTool::command($work, @env, $suite, @arguments);
   ok($run->{status} eq 127 && $run->{stderr} =~ /^vr_suite: [^\n]+\n\z/, $name) or diag("$run->{status} $run->{stderr}");
}

# ---- below test runners ----

# Programs that each runner needs; how its project is made; what runs the tests.
my %RUNNER = (
   prove => {
      needs => [ 'prove' ],
      make  => sub { VR::SuiteTool::make_program($_[0], @$_) for [ good => '' ], [ leaky => 'l' ] },
      run   => sub { [ 'prove', '--exec', "$suite --wrap --", map { "./$_" } @_ ] },
   },
   automake => {
      needs => [ qw(autoreconf automake make) ],
      make  => sub {
         my ($dir) = @_;
         sources($dir);
         VR::Scratch::write_file($dir, 'configure.ac', "AC_INIT([t],[1])\nAM_INIT_AUTOMAKE([foreign])\nAC_PROG_CC\nAC_CONFIG_FILES([Makefile])\nAC_OUTPUT\n");
         VR::Scratch::write_file($dir, 'Makefile.am', "check_PROGRAMS = good leaky\nTESTS = good leaky\nLOG_COMPILER = $suite\nAM_LOG_FLAGS = --wrap --\n");
         built($dir, $_) for [ 'autoreconf', '-i' ], [ './configure', '-q', 'CFLAGS=-g -O0 -w' ];
      },
      run   => sub { [ 'make', 'check', "TESTS=@_" ] },
   },
   'ctest' => {
      needs => [ qw(cmake ctest make) ],
      make  => sub { cmake($_[0], "-DCMAKE_CROSSCOMPILING_EMULATOR=$suite;--wrap;--") },
      run   => sub { [ 'ctest', '--test-dir', 'build', '-R', join '|', @_ ] },
   },
   'ctest -T memcheck' => {
      needs => [ qw(cmake ctest make) ],
      make  => sub { cmake($_[0], "-DMEMORYCHECK_COMMAND=$suite", '-DMEMORYCHECK_TYPE=Valgrind', '-DMEMORYCHECK_COMMAND_OPTIONS=--wrap') },
      run   => sub { [ 'ctest', '--test-dir', 'build', '-T', 'memcheck', '-R', join '|', @_ ] },
   },
   meson => {
      needs => [ qw(meson ninja) ],
      make  => sub {
         my ($dir) = @_;
         sources($dir);
         VR::Scratch::write_file($dir, 'meson.build', "project('t', 'c')\n" . join '', map { "test('$_', executable('$_', '$_.c'))\n" } qw(good leaky));
         built($dir, [ 'meson', 'setup', 'build' ]);
         built($dir, [ 'ninja', '-C', 'build' ]);
      },
      run   => sub { [ 'meson', 'test', '-C', 'build', '--wrapper', "$suite --wrap --", @_ ] },
   },
   cargo => {
      needs => [ 'cargo' ],
      make  => sub {
         my ($dir) = @_;
         make_path("$dir/src", "$dir/.cargo");
         VR::Scratch::write_file($dir, 'Cargo.toml', qq([package]\nname = "t"\nversion = "0.1.0"\nedition = "2021"\n));
         VR::Scratch::write_file($dir, '.cargo/config.toml', qq([target.x86_64-unknown-linux-gnu]\nrunner = ["$suite", "--wrap", "--"]\n));
         VR::Scratch::write_file($dir, 'src/lib.rs', <<'END');
#[inline(never)]
fn used(n: usize) -> Vec<u8> {
    let mut bytes = vec![1u8; n];
    unsafe { std::ptr::write_volatile(bytes.as_mut_ptr(), 2) };
    bytes
}
#[inline(never)]
fn lose(n: usize) { std::mem::forget(used(n)) }
#[test]
fn good() { assert_eq!(used(100).len(), 100) }
#[test]
fn leaky() { lose(1000) }
END
         built($dir, [ 'cargo', 'test', '--offline', '--no-run' ]);
      },
      run   => sub { [ 'cargo', 'test', '--offline', '--lib', '--', @_ ] },
   },
);

my $home = $ENV{HOME};
my @rust = ("RUSTUP_HOME=" . ($ENV{RUSTUP_HOME} // "$home/.rustup"), "CARGO_HOME=" . ($ENV{CARGO_HOME} // "$home/.cargo"));

sub sources { my ($dir) = @_; VR::SuiteTool::write_program($dir, good => ''); VR::SuiteTool::write_program($dir, leaky => 'l') }

sub built {
   my ($dir, $command) = @_;
   my $run = VR::SuiteTool::command($dir, @rust, @$command);
   $run->{status} eq 0 or die "@$command: $run->{stdout}$run->{stderr}";
}

sub cmake {
   my ($dir, @options) = @_;
   sources($dir);
   VR::Scratch::write_file($dir, 'CMakeLists.txt', "cmake_minimum_required(VERSION 3.10)\nproject(t C)\ninclude(CTest)\n"
      . join '', map { "add_executable($_ $_.c)\nadd_test(NAME $_ COMMAND $_)\n" } qw(good leaky));
   built($dir, [ 'cmake', '-B', 'build', '-DCMAKE_BUILD_TYPE=Debug', @options ]);
   built($dir, [ 'cmake', '--build', 'build' ]);
}

for my $name (sort keys %RUNNER) {
   my $runner = $RUNNER{$name};
   my @missing = grep { !VR::ReportTool::validator($_) } @{ $runner->{needs} };
   if (@missing) { SKIP: { skip("$name: @missing is not there", 1) } diag("$name was not tested: no @missing"); next }
   my $dir = VR::Scratch::fresh('suite-wrap/' . $name =~ tr/ /_/r);
   if (!eval { $runner->{make}->($dir); 1 }) { fail("$name: the project") ; diag($@); next }
   for (['0 0', 'good'], ['0 1', 'good', 'leaky']) {
      my ($expected, @programs) = @$_;
      remove_tree("$dir/found");
      my $run = VR::SuiteTool::command($dir, @rust, "VR_SUITE_DIR=$dir/found", @{ $runner->{run}->(@programs) });
      my $verdict = VR::SuiteTool::vr_suite($dir, '--verdict', 'found');
      is("$run->{status} $verdict->{status}", $expected, "$name: status of the runner and of the verdict with @programs")
         or diag("$run->{stdout}$run->{stderr}$verdict->{stdout}$verdict->{stderr}");
      my $n = $name eq 'cargo' ? 1 : @programs;
      like($verdict->{stdout}, qr/: $n program/, 'each was run');
      like($verdict->{stdout}, qr/broken: leaks.* (?:\w+::)?lose /s, 'the leak') if @programs > 1;
   }
}
done_testing;
