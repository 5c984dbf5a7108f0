# VR::JsonReport: programs of tests, and what vrleak reports of them in JSON.
#
#    my $work = VR::Scratch::fresh('profile-top');
#    compiled($work, 'top', qw(gcc -g), "$FindBin::Bin/top.c");
#    my ($report, $run) = reported($work, 'top', ['--top=1'], './top');
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::JsonReport;
use strict;
use warnings;
use Cwd qw(abs_path);
use Exporter 'import';
use File::Basename qw(dirname);
use JSON::PP;
use Test::More;
use VR::Run;
use VR::Schema;

our @EXPORT_OK = qw(compiled reported read_report follows_schema);

my $schema_path = abs_path(dirname(__FILE__) . '/../../../docs/report-format.schema.json');
my $schema;

# Makes the program $name in $dir; a test that this works.
sub compiled {
   my ($dir, $name, @command) = @_;
   # rustc is found by way of the home directory.
   my $run = VR::Run::run(name => 'compile', dir => $dir, timeout => 120, env => ["HOME=$ENV{HOME}"], command => [ @command, '-o', $name ]);
   return is($run->{status}, 0, "$name compiles: @command[0 .. $#command - 1]") || diag($run->{stderr});
}

# Runs the command; its report in $dir/$name.json, which is tested to follow the schema, and
# what VR::Run says of the run.
sub reported {
   my ($dir, $name, $options, @command) = @_;
   my $run = VR::Run::tool(name => $name, dir => $dir, timeout => 300, options => [ @$options, "--vrleak-out-file=$dir/$name.json" ], command => \@command);
   my $report = eval { read_report("$dir/$name.json") } or do { fail("$name: a report"); diag($run->{stderr}); return ({}, $run) };
   follows_schema($report, $name);
   return ($report, $run);
}

sub read_report { my ($path) = @_; return decode_json(VR::Run::slurp($path)) }

sub follows_schema {
   my ($report, $about) = @_;
   $schema //= decode_json(VR::Run::slurp($schema_path));
   is_deeply([ VR::Schema::violations($schema, $report) ], [], "$about: the report follows the schema");
}

1;
