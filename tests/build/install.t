# make install puts the tool's files where valgrind looks for tools, and make
# uninstall removes all that was installed; .in_place has everything.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Find qw(find);
use File::Path qw(make_path remove_tree);
use File::Basename qw(basename);
use Test::More;
use VR::Run;

my $build = $ENV{VR_TEST_BUILD};
-e "$build/Makefile" or plan skip_all => "there is no Makefile in $build";

my $work = "$ENV{VR_TEST_WORK}/build/install";
remove_tree($work);
make_path("$work/root");

sub make_target {
   my ($target) = @_;
   my $run = VR::Run::run(name => $target, dir => $work,
                          command => ['make', '-s', '-C', $build, "DESTDIR=$work/root", $target]);
   is($run->{status}, 0, "make $target") or diag($run->{stdout}, $run->{stderr});
}

sub files {
   my @files;
   find({ no_chdir => 1, wanted => sub { push @files, s{^\Q$work/root\E}{}r if !-d } }, "$work/root");
   return sort @files;
}

open my $makefile, '<', "$build/Makefile" or die "$build/Makefile: $!\n";
my ($tool_dir) = map { /^vrtooldir = (.*)$/ ? $1 : () } <$makefile>;

make_target('install');
my @installed = files();
is_deeply([ grep { index($_, "$tool_dir/") == 0 } @installed ],
          [ map { "$tool_dir/$_" } qw(vgpreload_vrleak-amd64-linux.so vrleak-amd64-linux vrleak.supp) ],
          "the tool lies in $tool_dir") if $tool_dir !~ /\$/;
my %name = map { basename($_) => 1 } @installed;
ok($name{$_}, "$_ is installed")
   for qw(vrleak-amd64-linux vgpreload_vrleak-amd64-linux.so manual.md tutorial.md history.c README.md COPYING vrleak.h vr_report vr_suite);
my %example = map { $_ => 1 } map { VR::Run::slurp("$work/root$_") =~ m{\(\.\./(examples/[^)]+\.\w+|examples/\w+/\w+)\)}g } grep { /\.md$/ } @installed;
cmp_ok(scalar keys %example, '>=', 10, 'documents show examples');
for my $example (sort keys %example) { ok((grep { m{/\Q$example\E$} } @installed), "$example is installed") }
my $bin;
for my $name (qw(vr_report vr_suite)) {
   ($bin) = map { m{^(.*)/$name$} } @installed;
   my $run = VR::Run::run(name => $name, dir => $work, command => ["$work/root$bin/$name", '--help']);
   is($run->{status}, 0, "the installed $name finds its modules") or diag($run->{stderr});
}
is(system("cd $work && echo '{}' >r.json && $work/root$bin/vr_report r.json 2>/dev/null") >> 8, 2, 'and runs');
make_target('uninstall');
is(join(' ', files()), '', 'nothing is left');

for my $file (qw(vrleak-amd64-linux vgpreload_vrleak-amd64-linux.so vgpreload_core-amd64-linux.so default.supp vrleak.supp)) {
   ok(-e "$build/.in_place/$file", ".in_place/$file");
}
remove_tree($work);
done_testing;
