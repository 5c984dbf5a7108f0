# Growth::Corpus: reads corpus.txt, and compiles its programs.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Growth::Corpus;
use strict;
use warnings;
use File::Basename qw(dirname);

# The lines of a list as hashes: file, name (file without suffix), label, kind,
# push => [functions], holder => [alternatives], note, directory.
sub read_list {
   my ($path) = @_;
   my @entries;
   open my $in, '<', $path or die "$path: $!\n";
   while (<$in>) {
      next if /^#/ || !/\S/;
      my ($file, $label, $kind, $push, $holder, $note) = map { s/^\s+|\s+$//gr } split /\|/, $_, 6;
      my $complain = sub { die "$path:$.: $_[0]\n" };
      $complain->('the label is growing or bounded') unless ($label // '') =~ /^(?:growing|bounded)$/;
      $complain->('no kind') unless length($kind // '');
      $complain->('growing needs push and holder') if $label eq 'growing' && !(length($push // '') && length($holder // ''));
      push @entries, {
         file => $file, name => $file =~ s/\.\w+$//r, label => $label, kind => $kind,
         push => [split ' ', $push // ''], holder => [split / or /, $holder // ''],
         note => $note // '', directory => dirname($path),
      };
   }
   my %seen;
   for (@entries) { $seen{$_->{name}}++ and die "$path: $_->{name} is there twice\n" }
   return @entries;
}

# How often the program's loop runs if nothing is said: `start(..., N)` in it.
sub default_rounds {
   my ($entry) = @_;
   my $source = _slurp("$entry->{directory}/corpus/$entry->{file}");
   $source =~ /\bstart\((?:argc, argv, )?(\d+)\)/ or die "$entry->{file}: no call of start with a number\n";
   return $1;
}

# What the program is written in must be installed; undef if it is.
sub missing_compiler {
   my ($entry) = @_;
   my ($compiler) = _compiler($entry->{file}, '1');
   return $compiler =~ m{/} ? (-x $compiler ? undef : $compiler)
        : (grep { -x "$_/$compiler" } split /:/, $ENV{PATH}) ? undef : $compiler;
}

# The command that compiles it to $binary.
sub compile_command {
   my ($entry, $level, $binary) = @_;
   return (_compiler($entry->{file}, $level), "$entry->{directory}/corpus/$entry->{file}", '-o', $binary);
}

sub _compiler {
   my ($file, $level) = @_;
   return ($ENV{CC}  || 'gcc', '-g', "-O$level", '-w', '-pthread') if $file =~ /\.c$/;
   return ($ENV{CXX} || 'g++', '-std=c++17', '-g', "-O$level", '-w', '-pthread') if $file =~ /\.cc$/;
   return (_rustc(), '-g', '-C', "opt-level=$level") if $file =~ /\.rs$/;
   die "$file: what language is that?\n";
}

sub _rustc {
   return $ENV{RUSTC} if $ENV{RUSTC};
   return (grep { -x } map { "$_/rustc" } split(/:/, $ENV{PATH}), ($ENV{HOME} // '') . '/.cargo/bin')[0] // 'rustc';
}

sub _slurp {
   my ($path) = @_;
   open my $in, '<', $path or die "$path: $!\n";
   local $/;
   return scalar <$in>;
}

1;
