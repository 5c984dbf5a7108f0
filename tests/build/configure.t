# configure stops with one sentence that says what to do.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use Cwd qw(abs_path);
use FindBin;
use File::Path qw(make_path remove_tree);
use Test::More;
use VR::Run;

my $configure = abs_path("$FindBin::Bin/../..") . '/configure';
-x $configure or plan skip_all => 'there is no configure; run autogen.sh';
-e $configure =~ s/configure$/config.status/r and plan skip_all => 'the source directory is configured';

my $work = "$ENV{VR_TEST_WORK}/build/configure";
remove_tree($work);
make_path("$work/run", "$work/lib");

# A pkg-config that describes whatever Valgrind a case needs.
sub pkg_config {
   my (%answer) = (modversion => '3.19.0', libdir => '/usr/lib', libs => "-L$work/lib", cflags => '', @_);
   %answer = (arch => 'amd64', os => 'linux', platform => 'amd64-linux', valt_load_address => '0x58000000',
              exec_prefix => '/usr', %answer);
   my $path = "$work/pkg-config";
   unlink $path;
   open my $out, '>', $path or die "$path: $!\n";
   print $out "#!/bin/sh\ncase \"\$*\" in\n",
      "*--modversion*) echo '$answer{modversion}' ;;\n",
      "*--atleast-version*) exit ", ($answer{modversion} ge '3.19' ? 0 : 1), " ;;\n",
      (map { "*--variable=$_*) echo '$answer{$_}' ;;\n" } qw(arch os platform valt_load_address exec_prefix libdir)),
      "*--libs*) echo '$answer{libs}' ;;\n*--cflags*) echo '$answer{cflags}' ;;\nesac\n";
   close $out or die "$path: $!\n";
   chmod 0755, $path;
   return "PKG_CONFIG=$path";
}

sub real { my ($what) = @_; chomp(my $text = `pkg-config $what valgrind`); return $text }
my @headers = (cflags => real('--cflags-only-I'));

my @cases = (
   ['another platform', ['--host=aarch64-linux-gnu'], qr/runs on amd64-linux only; this is aarch64/],
   ['no Valgrind',      ['PKG_CONFIG=/bin/false'], qr/Valgrind is not installed.*install the package valgrind/],
   ['an old Valgrind',  [pkg_config => modversion => '3.18.1'], qr/3\.18\.1 is too old: vrleak needs version 3\.19/],
   ['another Valgrind', [pkg_config => platform => 'x86-linux'], qr/installed Valgrind is for x86-linux/],
   ['no headers',       ['pkg_config'], qr/header pub_tool_basics\.h cannot be compiled.*install the package valgrind/],
   ['no libraries',     [pkg_config => @headers, libdir => $work], qr/libcoregrind-amd64-linux\.a is in none of.*package valgrind/],
   ['no tools',         ["--with-valgrind-libexec=$work"], qr/memcheck-amd64-linux is not in \Q$work\E/],
   ['another version',  ["VALGRIND=$work/valgrind"], qr/is version 3\.0 but valgrind\.pc describes/],
);
open my $fake, '>', "$work/valgrind" or die;
print $fake "#!/bin/sh\necho valgrind-3.0\n";
close $fake;
chmod 0755, "$work/valgrind";

for (@cases) {
   my ($name, $arguments, $message) = @$_;
   my @arguments = $arguments->[0] eq 'pkg_config' ? pkg_config(@$arguments[1 .. $#$arguments]) : @$arguments;
   my $run = VR::Run::run(name => 'configure', dir => "$work/run",
                          command => [$configure, '-q', '--cache-file=../cache', @arguments]);
   unlink "$work/cache" if "@arguments" =~ /--host/;
   my @errors = grep { /configure: error:/ } split /\n/, $run->{stderr};
   ok($run->{status} eq '1' && @errors == 1 && $errors[0] =~ $message, "$name: one sentence")
      or diag("exit $run->{status}\n$run->{stderr}");
}
remove_tree($work);
done_testing;
