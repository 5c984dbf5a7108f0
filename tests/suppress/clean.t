# Programs that do nothing wrong are reported without errors, leaks or blocks
# that are still reachable, in C, C++ and Rust; and each entry of vrleak.supp is
# needed for that.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use FindBin;
use Test::More;
use VR::Output;
use VR::Program;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('suppress-clean');

my $rustc = VR::Program::which('rustc') || (grep { -x } "$ENV{HOME}/.cargo/bin/rustc")[0];

my %compiler = (c => ['gcc', qw(-w -pthread)], cc => ['g++', qw(-w -pthread)], rs => [$rustc // 'rustc']);
my @programs = (
   (map { ["hello.$_", '-g'], ["hello.$_", '-O'], ["clean.$_", '-g'], ["clean.$_", '-O'] } qw(c cc rs)),
   ['hello.c', '-static'], ['clean.c', '-static'], ['hello.cc', '-static'], ['clean.cc', '-static'],
   ['hello.rs', '-Ctarget-feature=+crt-static'], ['clean.rs', '-g', '-Csymbol-mangling-version=v0'],
);

my %used;
for (@programs) {
   my ($source, @flags) = @$_;
   my ($suffix) = $source =~ /\.(\w+)$/;
   my $name = join '', map { s/[^\w.]+/-/gr } $source, @flags;
   SKIP: {
      skip 'there is no rustc', 1 if $suffix eq 'rs' && !$rustc;
      my $run = VR::Run::run(name => "$name.compile", dir => $work, env => ["HOME=$ENV{HOME}"], timeout => 200,
                             command => [@{$compiler{$suffix}}, @flags, "$FindBin::Bin/$source", '-o', "$work/$name"]);
      $run->{status} == 0 or skip "$name: cannot be compiled here", 1;
      subtest $name => sub { check($name) };
   }
}

sub check {
   my ($name) = @_;
   my $run = VR::Run::tool(name => $name, dir => $work, command => ["./$name"], env => ['RUST_BACKTRACE=1'],
      options => ['-v', '--show-leak-kinds=all', '--errors-for-leak-kinds=all', '--error-exitcode=9']);
   is($run->{status}, 0, 'exit status');
   my ($lines) = VR::Output::split_log($run->{stderr});
   my $seen = VR::Output::summary($lines);
   is($seen->{errors}, '0/0', 'no errors') or diag($run->{stderr});
   for my $kind (qw(definite indirect possible reachable)) {
      is($seen->{$kind} // '0/0', '0/0', "nothing is $kind");
   }
   $used{$_}++ for $run->{stderr} =~ /used_suppression: +\d+ (Rust: .*) \S*vrleak\.supp:\d+/g;
}

SKIP: {
   skip 'there is no rustc', 2 unless defined $rustc;
   my @shipped = VR::Run::slurp("$FindBin::Bin/../../vrleak.supp") =~ /^\{\n +(.*)/mg;
   is(join("\n", sort keys %used), join("\n", sort @shipped), 'every entry that is shipped was needed');

   my ($program) = glob("$work/clean.rs-g");
   my $run = VR::Run::tool(name => 'without', dir => $work, command => [$program], options => ['--default-suppressions=no']);
   my ($lines) = VR::Output::split_log($run->{stderr});
   isnt(VR::Output::summary($lines)->{possible}, '0/0', '--default-suppressions=no turns them off');
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
