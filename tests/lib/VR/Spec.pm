# VR::Spec: reads a .vgtest file.
#
# A .vgtest states what to run and what must be seen, as "key: value" lines.
# tests/README.md describes every key for the author of a test; %KEYS below is
# the same table for the program.  Everything wrong with a file is reported
# with its line number, because a misspelt key must not make a test pass.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Spec;
use strict;
use warnings;
use Text::ParseWords qw(shellwords);

# How each key's value is read: text, words (shell quoting), list (the key may
# be repeated and its values are kept in order), number, yesno.
my %KEYS = (
   about      => 'text',   needs      => 'list',
   prog       => 'words',  prog_args  => 'words',
   lib        => 'list',   cflags     => 'words',   ldflags => 'words',
   vgopts     => 'words',  env        => 'words',
   stdin      => 'text',   stdin_file => 'text',
   timeout    => 'number', children   => 'yesno',

   exit       => 'text',   stdout     => 'list',
   healthy    => 'yesno',  compare    => 'text',
   error      => 'list',   leak       => 'list',
   more_errors => 'yesno', more_leaks => 'yesno',
   log        => 'list',   no_log     => 'list',
   stderr     => 'list',   no_stderr  => 'list',
   file       => 'list',   no_file    => 'list',    post    => 'list',

   errors     => 'text',   suppressed_errors => 'text',
   heap       => 'text',   in_use     => 'text',
   definite   => 'text',   indirect   => 'text',    possible => 'text',
   reachable  => 'text',   suppressed => 'text',
);

# VR::Spec->read($path) returns { key => value }; dies with "path:line: ...".
sub read {
   my ($class, $path) = @_;
   my $self = bless { path => $path }, $class;
   for my $entry (_logical_lines($path)) {
      my ($where, $text) = @$entry;
      $text =~ /^(\w+):\s*(.*)$/s or die "$where: expected 'key: value'\n";
      $self->_set($where, $1, $2);
   }
   $self->_check;
   return $self;
}

# Comments and blank lines dropped, indented lines joined to the one before.
sub _logical_lines {
   my ($path) = @_;
   open my $in, '<', $path or die "$path: $!\n";
   my @lines;
   while (my $line = <$in>) {
      $line =~ s/\s+$//;
      next if $line eq '' || $line =~ /^\s*#/;
      if ($line =~ /^\s+(.*)/) {
         @lines or die "$path:$.: nothing to continue\n";
         $lines[-1][1] .= " $1";
      } else {
         push @lines, ["$path:$.", $line];
      }
   }
   return @lines;
}

sub _set {
   my ($self, $where, $key, $value) = @_;
   my $type = $KEYS{$key} or die "$where: unknown key '$key'\n";
   if ($type eq 'list') { push @{ $self->{$key} }, $value; return }
   exists $self->{$key} and die "$where: '$key' given twice\n";
   if ($type eq 'yesno') {
      $value =~ /^(yes|no)$/ or die "$where: '$key' is yes or no\n";
      $value = $value eq 'yes';
   } elsif ($type eq 'number') {
      $value =~ /^\d+$/ or die "$where: '$key' is a number\n";
   } elsif ($type eq 'words') {
      $value = [ shellwords($value) ];
   }
   $self->{$key} = $value;
}

sub _check {
   my ($self) = @_;
   my $path = $self->{path};
   $self->{about} or die "$path: 'about' is missing\n";
   $self->{prog} && @{ $self->{prog} } or die "$path: 'prog' is missing\n";
   if (defined $self->{compare} && $self->{compare} ne 'memcheck') {
      die "$path: 'compare' can only be memcheck\n";
   }
   my $checks = grep { $self->{$_} } qw(healthy compare error leak log no_log
      stderr no_stderr stdout file no_file post exit errors heap in_use
      definite indirect possible reachable suppressed suppressed_errors);
   $checks or die "$path: expects nothing\n";
}

sub list { my ($self, $key) = @_; return @{ $self->{$key} || [] } }

# The numbers of the summaries that this test states.
our @SUMMARY_KEYS = qw(errors suppressed_errors heap in_use
                       definite indirect possible reachable suppressed);

# Which runs are needed: errors and leaks are checked in the XML report,
# summaries and wording in the text.
sub wants_text {
   my ($self) = @_;
   return 1 if $self->{healthy} || $self->{compare};
   return 1 if grep { exists $self->{$_} }
      @SUMMARY_KEYS, qw(log no_log stderr no_stderr file no_file post);
   return !$self->wants_xml;
}

sub wants_xml {
   my ($self) = @_;
   return $self->{error} || $self->{leak} || $self->{compare};
}

1;
