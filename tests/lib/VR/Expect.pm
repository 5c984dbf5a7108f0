# VR::Expect: one expected error, as a compact line.
#
#    KIND [xN] [size N] [thread N] [at FRAMES] { | SENTENCE [=> FRAMES] }
#    FRAMES = FRAME { < FRAME }      innermost first; "..." skips any number
#    FRAME  = FN [(FILE:LINE)] or FN [(in OBJECT)] or FN @marker
#
# A leak has "KIND BYTES/BLOCKS" in front instead, with the kinds definite,
# indirect, possible and reachable.  VR::Expect also writes what was seen in
# the same notation, so that a failure can be read, and pasted, as a test.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Expect;
use strict;
use warnings;
use File::Basename qw(basename);

my %LEAK = (definite => 'Leak_DefinitelyLost', indirect  => 'Leak_IndirectlyLost',
            possible => 'Leak_PossiblyLost',   reachable => 'Leak_StillReachable');
my %LEAK_NAME = reverse %LEAK;

sub is_leak { return exists $LEAK_NAME{ $_[0]{kind} } }

# parse($text, \%markers, $is_leak); dies if it can't be read.
sub parse {
   my ($text, $markers, $is_leak) = @_;
   my ($head, @sentences) = split /\s+\|\s+/, $text;
   my %want = (text => $text, count => 1, sentences => []);
   if ($is_leak) {
      $head =~ s{^(\w+)\s+(\d+)/(\d+)\s*}{} && $LEAK{$1}
         or die "leak: expected 'KIND BYTES/BLOCKS at ...': $text\n";
      @want{qw(kind bytes blocks)} = ($LEAK{$1}, $2, $3);
   } else {
      $head =~ s/^(\w+)\s*// or die "error: expected a kind: $text\n";
      $want{kind} = $1;
   }
   while ($head =~ s/^(?:x(\d+|\*)|size (\d+)|thread (\d+))(?:\s+|$)//) {
      defined $1 ? $want{count} = $1 : defined $2 ? $want{size} = $2 : ($want{tid} = $3);
   }
   if ($head =~ s/^at\s+//) { $want{stack} = _frames($head, $markers) }
   elsif ($head ne '')      { die "cannot read '$head' in: $text\n" }
   for (@sentences) {
      my ($sentence, $frames) = split /\s*=>\s*/, $_, 2;
      push @{ $want{sentences} }, [$sentence, $frames && _frames($frames, $markers)];
   }
   return \%want;
}

sub _frames {
   my ($text, $markers) = @_;
   return [ map { _frame($_, $markers) } split /\s+<\s+/, $text ];
}

sub _frame {
   my ($text, $markers) = @_;
   $text =~ s/\s+$//;
   return { any => 1 } if $text eq '...';
   if ($text =~ /^(.*?)\s*\@(\w+)$/) {
      my $marker = $markers->{$2} or die "no marker \@$2 in the source\n";
      return { fn => $1, %$marker };
   }
   return { fn => $1, file => $2, line => $3 } if $text =~ /^(.*?)\s*\(([^():]+):(\d+)\)$/;
   return { fn => $1, obj => $2 }              if $text =~ /^(.*?)\s*\(in ([^()]+)\)$/;
   return { fn => $text };
}

# matches($want, $error): true if error is as wanted.
sub matches {
   my ($want, $error) = @_;
   return 0 if $want->{kind} ne $error->{kind};
   return 0 if $want->{count} ne '*' && $want->{count} != $error->{count};
   return 0 if defined $want->{size} && $error->{what} !~ /of size $want->{size}\b/;
   return 0 if defined $want->{tid} && $want->{tid} != $error->{tid};
   for (qw(bytes blocks)) {
      return 0 if defined $want->{$_} && $want->{$_} != ($error->{$_} // -1);
   }
   my @parts = @{ $error->{parts} };
   return 0 if $want->{stack} && !stack_matches($want->{stack}, $parts[0] ? $parts[0][1] : []);
   for (@{ $want->{sentences} }) {
      my ($sentence, $stack) = @$_;
      shift @parts while @parts && !(index($parts[0][0], $sentence) >= 0
                                     && (!$stack || stack_matches($stack, $parts[0][1])));
      return 0 unless @parts;
      shift @parts;
   }
   return 1;
}

# A wanted stack matches the innermost frames; frames inside the tool's preload
# library (malloc, free, memcpy) are passed over unless they are asked for.
sub stack_matches {
   my ($want, $seen) = @_;
   return _prefix($want, $seen) || _prefix($want, [ grep { !_is_preload($_) } @$seen ]);
}

sub _is_preload { return ($_[0]{obj} // '') =~ m{/vgpreload_} }

sub _prefix {
   my ($want, $seen) = @_;
   return 1 unless @$want;
   my ($first, @rest) = @$want;
   if ($first->{any}) {
      for (0 .. @$seen) { return 1 if _prefix(\@rest, [ @$seen[$_ .. $#$seen] ]) }
      return 0;
   }
   return @$seen && _frame_matches($first, $seen->[0]) && _prefix(\@rest, [ @$seen[1 .. $#$seen] ]);
}

sub _frame_matches {
   my ($want, $seen) = @_;
   my $fn = $seen->{fn} // '???';
   if ($want->{fn} ne '') {
      my $pattern = join '.*', map { quotemeta } split /\*/, $want->{fn}, -1;
      return 0 unless $fn =~ /^$pattern$/;
   }
   return 0 if defined $want->{file} && $want->{file} ne ($seen->{file} // '');
   return 0 if defined $want->{line} && $want->{line} != ($seen->{line} // 0);
   return 0 if defined $want->{obj}  && $want->{obj} ne basename($seen->{obj} // '');
   return 1;
}

# compare(\@wants, \@errors, $more_allowed) returns what is wrong, as lines.
# Errors must come in the given order.
sub compare {
   my ($wants, $errors, $more_allowed) = @_;
   my @errors = @$errors;
   my @missing;
   for my $want (@$wants) {
      if ($more_allowed) {
         my @rest = @errors;
         shift @rest while @rest && !matches($want, $rest[0]);
         if (@rest) { @errors = @rest[1 .. $#rest]; next }
         push @missing, $want;
      } elsif (@errors && matches($want, $errors[0])) {
         shift @errors;
      } else {
         return _difference($want, \@errors);
      }
   }
   return map { "not seen: $_->{text}" } @missing if @missing;
   return () if $more_allowed;
   return map { "not expected: $_" } map { show($_) } @errors;
}

sub _difference {
   my ($want, $errors) = @_;
   return ("expected: $want->{text}", "seen:     " . (@$errors ? show($errors->[0]) : 'nothing'));
}

# ---- writing what was seen ----

sub show {
   my ($error, $markers) = @_;
   my $head = is_leak($error)
      ? "$LEAK_NAME{$error->{kind}} " . ($error->{bytes} // '?') . '/' . ($error->{blocks} // '?')
      : $error->{kind};
   $head .= " x$error->{count}" if $error->{count} != 1;
   $head .= " size $1" if $error->{what} =~ /of size (\d+)/;
   my ($first, @aux) = @{ $error->{parts} };
   $head .= ' at ' . show_stack($first->[1], $markers) if $first && @{ $first->[1] };
   my $known = is_leak($error) || $error->{what} =~ /of size/;
   return join ' | ', $head, $known ? () : $error->{what}, map { _show_sentence($_, $markers) } @aux;
}

sub _show_sentence {
   my ($part, $markers) = @_;
   my ($sentence, $stack) = @$part;
   $sentence =~ s/^Address 0x[0-9a-fA-F]+ is (?!not)//;
   return $sentence . (@$stack ? ' => ' . show_stack($stack, $markers) : '');
}

# As far out as main; without the preload library's frames.
sub show_stack {
   my ($stack, $markers) = @_;
   my @shown;
   for my $frame (grep { !_is_preload($_) } @$stack) {
      push @shown, _show_frame($frame, $markers || {});
      last if ($frame->{fn} // '') eq 'main';
   }
   return join ' < ', @shown;
}

sub _show_frame {
   my ($frame, $markers) = @_;
   my $fn = $frame->{fn} // '???';
   if (defined $frame->{file}) {
      my $line = $frame->{line} // 0;
      for my $name (sort keys %$markers) {
         my $at = $markers->{$name};
         return "$fn \@$name" if $at->{file} eq $frame->{file} && $at->{line} == $line;
      }
      return "$fn ($frame->{file}:$line)";
   }
   return defined $frame->{obj} ? "$fn (in " . basename($frame->{obj}) . ')' : $fn;
}

# What two tools must agree on: the kind and where.  Not the size: Memcheck
# cuts a vector access into words before it checks it.
sub signature {
   my ($error) = @_;
   my ($first) = @{ $error->{parts} };
   my $leak = is_leak($error) ? " $error->{bytes}/$error->{blocks}" : '';
   return "$error->{kind}$leak at " . show_stack($first ? $first->[1] : []);
}

1;
