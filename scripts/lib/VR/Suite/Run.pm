# VR::Suite::Run: one run of one program, and what is kept of it.
#
#    DIR/runs/NAME/run.json          the record: command, process, how it ended
#                  report.PID.json   of each process; vrleak writes them
#                  log.PID.txt       vrleak's text
#                  output.txt        what the program printed
#
# The record is there before the program is: a run of which nothing else is known
# was never started, or is not finished, and is judged as that.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Suite::Run;
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(basename);
use File::Path qw(remove_tree);
use VR::Report::Json;
use VR::Report::Load;
use VR::Report::Output;

# A new one, with a directory of its own, also when many processes do this at a time.
sub planned {
   my ($top, @command) = @_;
   VR::Report::Output::make_directory("$top/runs");
   my $base = abs_path($top) . '/runs/' . _file_name($command[0]);
   my $dir = $base;
   for (my $n = 2; !mkdir $dir; $n++) {
      $!{EEXIST} or die "$dir can't be made: $!\n";
      $dir = "$base.$n";
   }
   my $self = bless { dir => $dir, record => { command => [ @command ] } }, __PACKAGE__;
   $self->save;
   return $self;
}

# Those that there are, by name.
sub all {
   my ($top) = @_;
   -d $top or die "there is no directory $top\n";
   my @records = _records($top);
   return map { _load($_) } @records;
}

sub forget_all {
   my ($top) = @_;
   remove_tree(s{/run\.json\z}{}r) for _records($top);
}

sub _records {
   my ($top) = @_;
   opendir my $in, "$top/runs" or return;
   return grep { -f } map { "$top/runs/$_/run.json" } sort grep { !/^\.\.?\z/ } readdir $in;
}

sub _load {
   my ($path) = @_;
   my $record = eval { VR::Report::Json::decode(VR::Report::Load::text_of($path)) };
   ref $record eq 'HASH' && ref $record->{command} eq 'ARRAY' or die "$path is no record of vr_suite\n";
   return bless { dir => $path =~ s{/run\.json\z}{}r, record => $record }, __PACKAGE__;
}

sub _file_name {
   my ($program) = @_;
   my $name = basename($program) =~ s/[^\w.+-]/_/gr =~ s/^\./_/r;
   return length $name ? substr($name, 0, 100) : '_';
}

# Adds to the record: pid, wrapped; status (as of wait), seconds, timed_out.
sub save {
   my ($self, %more) = @_;
   %{ $self->{record} } = (%{ $self->{record} }, %more);
   VR::Report::Output::write_to("$self->{dir}/run.json", 0, sub { print { $_[0] } VR::Report::Json::encode(_characters($self->{record})), "\n" });
}

# Command lines are bytes.
sub _characters {
   my ($record) = @_;
   return { %$record, command => [ map { my $word = $_; utf8::decode($word) unless utf8::is_utf8($word); $word } @{ $record->{command} } ] };
}

sub dir     { $_[0]{dir} }
sub command { @{ $_[0]{record}{command} } }
sub name    { basename($_[0]{dir}) }
sub title   { join ' ', @{ _characters($_[0]{record})->{command} } }
sub output  { "$_[0]{dir}/output.txt" }
sub get     { $_[0]{record}{ $_[1] } }

# The reports of all processes.  A process that executes another program under Valgrind may have several.
sub reports {
   my ($self) = @_;
   opendir my $in, $self->{dir} or return;
   return map { "$self->{dir}/$_" } sort grep { /^report\..*\.json(?:\.\d+)?\z/ } readdir $in;
}

# Whether the process that was started has one.
sub has_own_report {
   my ($self) = @_;
   my $pid = $self->get('pid') // return 0;
   return scalar grep { m{/report\.$pid\.json[^/]*\z} } $self->reports;
}

1;
