# VR::Report::Html::Stacks: stacks on the page, with the source where there is some,
# and what can be folded up.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Html::Stacks;
use strict;
use warnings;
use VR::Report::Html::Source;
use VR::Report::Markup qw(escape);

sub new {
   my ($class, $frames, $root) = @_;
   return bless { frames => $frames, source => VR::Report::Html::Source->new($root) }, $class;
}

sub list {
   my ($self, $stack) = @_;
   return '<ul class="stack">' . join('', map { $self->_frame($_) } @{ $self->{frames}->user_stack($stack) }) . '</ul>';
}

sub _frame {
   my ($self, $id) = @_;
   my $place = $self->{frames}->place($id);
   my $path = length $place ? ' <span class="path">' . escape($place) . '</span>' : '';
   return '<li>' . escape($self->{frames}->name($id)) . "$path</li>";
}

# The stack, and the source around the innermost frame that has one.
sub with_source {
   my ($self, $stack) = @_;
   my $frames = $self->{frames};
   for my $frame (map { $frames->get($_) } @{ $frames->user_stack($stack) }) {
      my @lines = $self->{source}->around($frame->{file}, $frame->{line}) or next;
      return $self->list($stack) . _source($frame, @lines);
   }
   return $self->list($stack);
}

sub _source {
   my ($frame, @lines) = @_;
   my $label = escape("$frame->{file}, line $frame->{line}");
   my $html = qq(<div class="source" tabindex="0" role="group" aria-label="$label"><code>);
   for (@lines) {
      my ($n, $text) = @$_;
      my $class = $n == $frame->{line} ? ' class="here"' : '';
      $html .= sprintf '<span%s><i>%5d  </i>%s</span>', $class, $n, escape($text);
   }
   return "$html</code></div>";
}

# Something with one line in sight, which also names the innermost place.
sub entry {
   my ($self, $is_open, $text, $stack, $body) = @_;
   my ($innermost) = @{ $self->{frames}->user_stack($stack) };
   my $place = defined $innermost ? ' <small>at ' . escape($self->{frames}->described($innermost)) . '</small>' : '';
   return '<details' . ($is_open ? ' open' : '') . '><summary>' . escape($text) . "$place</summary>\n$body</details>\n";
}

# The innermost place in sight, the whole stack on request.
sub folded {
   my ($self, $stack) = @_;
   my ($innermost) = @{ $self->{frames}->user_stack($stack) };
   return '' unless defined $innermost;
   return '<details><summary>' . escape($self->{frames}->described($innermost)) . '</summary>' . $self->list($stack) . '</details>';
}

1;
