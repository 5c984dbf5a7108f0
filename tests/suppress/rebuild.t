# The suppressions that --gen-suppressions writes for a Rust program suppress
# the same errors after a rebuild that changes every hash in its names, here and
# under Memcheck; the XML report's are the same.
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

my $rustc = VR::Program::which('rustc') || (grep { -x } "$ENV{HOME}/.cargo/bin/rustc")[0];
plan skip_all => 'there is no rustc' unless defined $rustc;

my $work = VR::Scratch::fresh('suppress-rebuild');
my @all_leaks = map { "--$_-leak-kinds=definite,indirect,possible" } qw(show errors-for);

sub compiled {
   my ($mangling, $metadata) = @_;
   my $name = "$mangling-$metadata";
   # Without RUSTC_BOOTSTRAP the old mangling can't be asked for.
   my $run = VR::Run::run(name => $name, dir => $work, env => ["HOME=$ENV{HOME}", 'RUSTC_BOOTSTRAP=1'],
      timeout => 200, command => [$rustc, qw(-g -Zunstable-options --crate-name rebuild),
      "-Csymbol-mangling-version=$mangling", "-Cmetadata=$metadata", "$FindBin::Bin/rebuild.rs", '-o', "$work/$name"]);
   is($run->{status}, 0, "$name compiles") or diag($run->{stderr});
   return $name;
}

sub summary_of {
   my ($run) = @_;
   my ($lines) = VR::Output::split_log($run->{stderr});
   return VR::Output::summary($lines);
}

sub names_of {
   my ($program) = @_;
   return join ' ', sort map { /^\S+ [tT] (_\S*rebuild\S*)/ ? $1 : () } split /\n/, `nm $work/$program`;
}

for my $mangling (qw(legacy v0)) {
   my ($first, $second) = map { compiled($mangling, $_) } qw(one another);
   isnt(names_of($first), names_of($second), "$mangling: the names change");

   my $run = VR::Run::tool(name => $first, dir => $work, command => ["./$first"], options => ['--gen-suppressions=all', @all_leaks]);
   my @entries = $run->{stderr} =~ /^(\{\n.*?^\}\n)/msg;
   cmp_ok(scalar @entries, '>=', 4, "$mangling: there are entries") or diag($run->{stderr});
   unlike(join('', @entries), qr/17h[0-9a-f]{16}E|Cs[0-9A-Za-z]+_\d/, "$mangling: without hashes");
   like(join('', @entries), qr/fun:_\w+\*/, "$mangling: with wildcards");
   my $file = VR::Scratch::write_file($work, "$mangling.supp", join '', @entries);

   for my $program ($first, $second) {
      is(summary_of(VR::Run::tool(name => "$program-ours", dir => $work, command => ["./$program"],
            options => ["--suppressions=$file", @all_leaks]))->{errors}, '0/0', "$program: everything is suppressed");
      is(summary_of(VR::Run::run(name => "$program-theirs", dir => $work, command => ['valgrind', '--tool=memcheck',
            '--undef-value-errors=no', '--leak-check=full', @all_leaks, "--suppressions=$file", "./$program"]))->{errors}, '0/0',
         "$program: under Memcheck, too");
   }

   VR::Run::tool(name => "$first-xml", dir => $work, command => ["./$first"],
      options => ['--gen-suppressions=all', @all_leaks, '--xml=yes', "--xml-file=$work/$first.xml"]);
   my $xml = VR::Run::slurp("$work/$first.xml");
   my @raw = $xml =~ /<!\[CDATA\[\n(.*?)\]\]>/sg;
   my %twice = map { $_ => 1 } @raw;    # the core writes each when it asks, too
   is_deeply([sort keys %twice], [sort @entries], "$mangling: the same in XML");
   is(join("\n", $xml =~ m{<sframe> <fun>(.*?)</fun> </sframe>}g) =~ s/&lt;/</gr =~ s/&gt;/>/gr =~ s/&amp;/&/gr,
      join("\n", map { /^ +fun:(.*)$/mg } @raw), "$mangling: frame by frame");
   is(scalar(() = $xml =~ m{<skind>Memcheck:\w+</skind>}g), scalar @raw, "$mangling: each has Memcheck's name");
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
