# VR::Output: reads what a Valgrind tool printed.
#
# Two forms: the XML report (protocol 4), from which errors are taken, and the
# text log, from which the summaries are taken.  Both readers are lenient: a
# program that dies may leave half a file.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Output;
use strict;
use warnings;

# ---- XML ----

my %ENTITY = (lt => '<', gt => '>', amp => '&', quot => '"', apos => "'");

# Parses the subset of XML that Valgrind writes: elements and text.  A node is
# [name, child...], a child is a node or a string.
sub _tree {
   my ($xml) = @_;
   my @open = (['']);
   while ($xml =~ /\G(?:<\?[^>]*\?>|<!--.*?-->|<(\/?)([\w:]+)[^>]*?(\/?)>|([^<]+)|<)/gs) {
      my ($closing, $name, $empty, $text) = ($1, $2, $3, $4);
      if (defined $text) {
         next unless $text =~ /\S/;
         $text =~ s/&(\w+);/$ENTITY{$1} \/\/ "&$1;"/ge;
         push @{ $open[-1] }, $text;
      } elsif (defined $name && $closing) {
         pop @open if @open > 1 && grep { $_->[0] eq $name } @open;
      } elsif (defined $name) {
         my $node = [$name];
         push @{ $open[-1] }, $node;
         push @open, $node unless $empty;
      }
   }
   return $open[0];
}

sub _children { my ($node) = @_; return grep { ref } @$node[1 .. $#$node] }
sub _text     { my ($node) = @_; return join '', grep { !ref } @$node[1 .. $#$node] }

sub _find_all {
   my ($node, $name) = @_;
   return map { $_->[0] eq $name ? $_ : _find_all($_, $name) } _children($node);
}

sub _field {
   my ($node, $name) = @_;
   my ($child) = grep { $_->[0] eq $name } _children($node);
   return $child ? _text($child) : undef;
}

# Errors in order of appearance:
#   { kind, tid, count, what, bytes, blocks, parts => [[sentence, stack]...] }
# where parts[0] is the error itself and the rest are the auxiliary sentences
# with the stack that follows each; a stack is [{fn, file, line, obj}...].
sub xml_errors {
   my ($xml) = @_;
   my $tree = _tree($xml);
   my %count;
   for my $pair (map { _find_all($_, 'pair') } _find_all($tree, 'errorcounts')) {
      my $unique = _field($pair, 'unique');
      $count{$unique} = _field($pair, 'count') if defined $unique;
   }
   return map { _error($_, \%count) } _find_all($tree, 'error');
}

sub _error {
   my ($node, $count) = @_;
   my %error = (kind => _field($node, 'kind') // '?', tid => _field($node, 'tid') // 0,
                count => $count->{ _field($node, 'unique') // '' } // 1, parts => []);
   my @waiting;      # stacks seen before any sentence
   for my $child (_children($node)) {
      my ($name) = @$child;
      if ($name =~ /^x?(?:aux)?what$/) {
         my $sentence = $name =~ /^x/ ? _field($child, 'text') : _text($child);
         if ($name eq 'xwhat') {
            $error{bytes}  = _field($child, 'leakedbytes');
            $error{blocks} = _field($child, 'leakedblocks');
         }
         push @{ $error{parts} }, [$sentence // '', []];
      } elsif ($name eq 'stack') {
         push @{ $error{parts} }, ['', []] unless @{ $error{parts} };
         $error{parts}[-1][1] = [ map { _frame($_) } _find_all($child, 'frame') ];
      }
   }
   $error{what} = @{ $error{parts} } ? $error{parts}[0][0] : '';
   return \%error;
}

sub _frame {
   my ($node) = @_;
   return { map { $_ => _field($node, $_) } qw(fn file line obj ip) };
}

sub xml_is_complete { return $_[0] =~ m{</valgrindoutput>\s*$} }

# ---- text ----

# Splits a mixed standard error into the tool's lines (without "==pid== ") and
# the client's own.
sub split_log {
   my ($text) = @_;
   my (@tool, @client);
   for (split /\n/, $text) {
      if (/^(?:==|--|\*\*)\d+(?:==|--|\*\*) ?(.*)/) { push @tool, $1 }
      else                                           { push @client, $_ }
   }
   return (\@tool, \@client);
}

my %LOSS = ('definitely lost' => 'definite', 'indirectly lost' => 'indirect',
            'possibly lost' => 'possible', 'still reachable' => 'reachable',
            'suppressed' => 'suppressed');

# The summaries' numbers in the notation of .vgtest files: in_use => "40/1",
# heap => "2/1/50" (allocs, frees, bytes), errors => "3/2" (errors, contexts).
sub summary {
   my ($lines) = @_;
   my %n;
   for (@$lines) {
      (my $line = $_) =~ s/(?<=\d),(?=\d{3})//g;
      if    ($line =~ /in use at exit: (\d+) bytes in (\d+) blocks/)  { $n{in_use} = "$1/$2" }
      elsif ($line =~ /total heap usage: (\d+) allocs, (\d+) frees, (\d+) bytes/) { $n{heap} = "$1/$2/$3" }
      elsif ($line =~ /^\s*(.*): (\d+) bytes in (\d+) blocks$/ && $LOSS{$1}) { $n{ $LOSS{$1} } = "$2/$3" }
      elsif ($line =~ /All heap blocks were freed/) { $n{$_} //= '0/0' for values %LOSS }
      elsif ($line =~ /ERROR SUMMARY: (\d+) errors from (\d+) contexts \(suppressed: (\d+) from (\d+)\)/) {
         $n{errors} = "$1/$2";
         $n{suppressed_errors} = "$3/$4";
      }
   }
   return \%n;
}

1;
