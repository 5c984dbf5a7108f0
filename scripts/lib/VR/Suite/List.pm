# VR::Suite::List: which programs are run.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Suite::List;
use strict;
use warnings;
use Text::ParseWords qw(shellwords);

# The commands, a list of words each: of the command line first, then of the file.
sub commands {
   my ($file, @words) = @_;
   my @commands = (map({ _command($_) } @words), defined $file ? map({ _command($_) } _lines($file)) : ());
   @commands or die "there is nothing to run; see --help\n";
   return @commands;
}

# Part i of n.  Neighbours often take equally long: they go to different parts.
sub shard {
   my ($shard, @commands) = @_;
   return @commands unless defined $shard;
   my ($part, $n) = split m{/}, $shard;
   $part <= $n or die "--shard=$shard: there are only $n parts\n";
   return @commands[ grep { $_ % $n == $part - 1 } 0 .. $#commands ];
}

# A name with blanks in it is not split if there is such a file.
sub _command {
   my ($text) = @_;
   return [ $text ] if -f $text;
   my @words = shellwords($text);
   @words or die "'$text' is no command\n";
   return \@words;
}

sub _lines {
   my ($file) = @_;
   -d $file and die "$file is a directory\n";
   my $in = \*STDIN;
   if ($file ne '-') { undef $in; open $in, '<', $file or die "$file can't be read: $!\n" }
   my @lines = map { s/\r?\n\z//r } <$in>;         # a list may come from Windows
   return grep { !/^\s*(?:#|$)/ } @lines;
}

1;
