# Makefile.am lists exactly the source files that exist, so that a release is
# complete; and every file says under which licence it is.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Find qw(find);
use FindBin;
use Test::More;

my $top = "$FindBin::Bin/../..";
sub slurp { my ($path) = @_; open my $in, '<', $path or die "$path: $!\n"; local $/; return <$in> }

my $makefile = slurp("$top/Makefile.am");
my %listed = map { $_ => 1 } $makefile =~ m{(?<![\w./])((?:preload/)?vr_\w+\.[ch])\b}g;
my %exists = map { s{^\Q$top\E/}{}r => 1 } glob("$top/vr_*.[ch] $top/preload/*.[ch]");
is(join(' ', grep { !$listed{$_} } sort keys %exists), '', 'every source file is listed in Makefile.am');
is(join(' ', grep { !$exists{$_} } sort keys %listed), '', 'every listed file exists');

my %module;
find({ no_chdir => 1, wanted => sub { $module{s{^\Q$top\E/}{}r} = 1 if -f } }, "$top/scripts/lib");
my %listed_module = map { $_ => 1 } $makefile =~ m{(?<!\S)(scripts/lib/\S+)}g;
is_deeply([ sort keys %listed_module ], [ sort keys %module ], "Makefile.am lists vr_report's modules");

my @unlicensed;
find({ no_chdir => 1, wanted => sub {
   return $File::Find::prune = 1 if m{/(?:\.git|build|build-aux|tests-work|\.in_place|autom4te\.cache)$} || /vrleak-[\d.]+$/;
   return unless /\.(?:c|cc|cpp|h|S|pm|pl|t|am|ac|rs|js|css)$|\/(?:vr_report|vr_suite|shards|get_validators|make-tutorial|quickstart|autogen\.sh|run|run-one)$/;
   return if m{/aclocal\.m4$};
   push @unlicensed, s{^\Q$top\E/}{}r unless slurp($_) =~ /SPDX-License-Identifier: /;
} }, $top);
is("@unlicensed", '', 'every file has an SPDX line');

done_testing;
