# VR::Report::Tree: stacks with a value each, joined where they are the same.
#
# A node is { id (of a frame), value, kids => [node...] }, kids the largest first;
# the root has no id.  Frames are the same if they have the same function and
# place: the addresses of two calls in one line don't matter.
#
#    inverted:  root ─> allocates ─> its caller ─> ... main      (Massif)
#    otherwise: root ─> main ─> ... ─> allocates                 (flame graphs)
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Tree;
use strict;
use warnings;
use utf8;

# @stacks: [stack, value]..., stacks innermost first.
sub grow {
   my ($frames, $inverted, @stacks) = @_;
   my @same;
   my %first;
   my $root = { value => 0, index => {} };
   for (@stacks) {
      my ($stack, $value) = @$_;
      my $node = $root;
      $node->{value} += $value;
      for my $id ($inverted ? @$stack : reverse @$stack) {
         my $same = $same[$id] //= $first{ $frames->described($id) } //= $id;
         $node = $node->{index}{$same} //= { id => $same, value => 0, index => {} };
         $node->{value} += $value;
      }
   }
   _sort($root);
   return $root;
}

sub _sort {
   my ($node) = @_;
   my $index = delete $node->{index};
   $node->{kids} = [ sort { $b->{value} <=> $a->{value} || $a->{id} <=> $b->{id} } values %$index ];
   _sort($_) for @{ $node->{kids} };
}

1;
