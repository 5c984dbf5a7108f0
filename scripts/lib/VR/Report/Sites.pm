# VR::Report::Sites: the places of a report that allocate: most of what is in a large one.
#
# A hundred thousand of them as hashes would need most of a gigabyte.  Here a site is a row
# of numbers in one long string, stacks are in another, and lists of sizes are kept
# once each:
#
#    rows    │ live, total, peak, end, max, temporary, ... │ live, ...     8 bytes each
#    stacks  │ 17 4 2 │ 9 2 │ ...                                          4 bytes each
#    sizes   [ "64 1", "16 2 32 7", ... ]                                  up_to blocks ...
#
# Who asks for a site gets it as docs/report-format.md describes it.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Sites;
use strict;
use warnings;
use List::Util qw(max);

# A row: bytes and blocks of each amount, then these.  HAS: which of what may be absent is
# there; otherwise its number is 0.
my @AMOUNTS = qw(live total peak end max);
use constant { TEMPORARY => 10, REALLOCS => 11, LIFETIME => 12, LONGEST => 13, HAS => 14, SIZES => 15, STACK => 16, DEPTH => 17 };
use constant { NUMBERS => 18, ROW => 8 * 18 };
use constant { END_ => 1, MAX_ => 2, LIFETIME_ => 4, LONGEST_ => 8, SIZES_ => 16 };
use constant OWN_SIZES_ => 32;          # a sum's list of sizes: no other site has it
my %COLUMN = ((map { ("$AMOUNTS[$_].bytes" => 2 * $_, "$AMOUNTS[$_].blocks" => 2 * $_ + 1) } 0 .. $#AMOUNTS), temporary => TEMPORARY);

sub new { return bless { n => 0, rows => '', stacks => '', sizes => [], sizes_at => {}, at => {} }, $_[0] }

sub count { $_[0]{n} }

# ---- adding ----

# A site as vrleak writes it.  For add_written its parts are in $1, $2, ...
my $N       = qr/(0|[1-9]\d{0,18})/;
my $AMOUNT  = qr/\{"bytes": ?$N, ?"blocks": ?$N\}/;
my $SIZE    = qr/\{"up_to": ?(?:0|[1-9]\d{0,18}), ?"blocks": ?(?:0|[1-9]\d{0,18})\}/;
my $INDEX   = qr/(?:0|[1-9]\d{0,8})/;
my $WRITTEN = qr/\{"stack":\ ?\[((?:$INDEX(?:,\ ?$INDEX)*+)?+)\],
                 \ ?"live":\ ?$AMOUNT,\ ?"total":\ ?$AMOUNT,\ ?"peak":\ ?$AMOUNT,(?:\ ?"end":\ ?$AMOUNT,)?(?:\ ?"max":\ ?$AMOUNT,)?
                 \ ?"temporary":\ ?$N,\ ?"reallocs":\ ?$N(?:,\ ?"lifetime":\ ?\{"total":\ ?$N(?:,\ ?"max":\ ?$N)?\})?
                 (?:,\ ?"sizes":\ ?(\[(?:$SIZE(?:,\ ?$SIZE)*+)?\]))?\}/x;
sub written { return $WRITTEN }

sub add_written {
   my ($self) = @_;
   my $has = (defined $8 ? END_ : 0) | (defined $10 ? MAX_ : 0) | (defined $14 ? LIFETIME_ : 0) | (defined $15 ? LONGEST_ : 0);
   my @row = ($2, $3, $4, $5, $6, $7, $8 // 0, $9 // 0, $10 // 0, $11 // 0, $12, $13, $14 // 0, $15 // 0, $has);
   my ($stack, $sizes) = ($1, $16);
   $self->_add(\@row, pack('L*', split /, ?/, $stack), defined $sizes ? $self->{sizes_at}{$sizes} //= $self->_sizes_at(join ' ', $sizes =~ /\d+/g) : undef);
}

# A site as a hash, whose keys are what they must be (see Load.pm).
sub add {
   my ($self, $site) = @_;
   my $lifetime = $site->{lifetime} || {};
   my $has = ($site->{end} ? END_ : 0) | ($site->{max} ? MAX_ : 0) | ($site->{lifetime} ? LIFETIME_ : 0) | (defined $lifetime->{max} ? LONGEST_ : 0);
   my @row = ((map { my $amount = $site->{$_} || {}; map { $amount->{$_} // 0 } qw(bytes blocks) } @AMOUNTS),
              @$site{qw(temporary reallocs)}, $lifetime->{total} // 0, $lifetime->{max} // 0, $has);
   $self->_add(\@row, pack('L*', @{ $site->{stack} }), $site->{sizes} && $self->_sizes_at(join ' ', map { ($_->{up_to}, $_->{blocks}) } @{ $site->{sizes} }));
}

sub _add {
   my ($self, $row, $stack, $sizes) = @_;
   $row->[HAS] |= SIZES_ if defined $sizes;
   $self->{rows} .= pack 'Q*', @$row, $sizes // 0, length $self->{stacks}, length $stack;
   $self->{stacks} .= $stack;
   return $self->{n}++;
}

sub _sizes_at {
   my ($self, $sizes) = @_;
   return $self->{sizes_at}{$sizes} //= do { push @{ $self->{sizes} }, $sizes; $#{ $self->{sizes} } };
}

# Sums: the $i-th of others is added to the one with this stack.  Returns its index.
sub sum_up {
   my ($self, $others, $i, @stack) = @_;
   my $stack = pack 'L*', @stack;
   my $row = $others->_row($i);
   $row->[HAS] &= ~OWN_SIZES_;
   my $sizes = $row->[HAS] & SIZES_ ? $others->{sizes}[ $row->[SIZES] ] : undef;
   my $at = $self->{at}{$stack};
   return $self->{at}{$stack} = $self->_add([ @$row[0 .. HAS] ], $stack, defined $sizes ? $self->_sizes_at($sizes) : undef) unless defined $at;
   my $sum = $self->_row($at);
   $sum->[$_] += $row->[$_] for 0 .. LIFETIME;
   $sum->[LONGEST] = max($sum->[LONGEST], $row->[LONGEST]);
   if (defined $sizes) {
      my %blocks = $sum->[HAS] & SIZES_ ? split / /, $self->{sizes}[ $sum->[SIZES] ] : ();
      my %more = split / /, $sizes;
      $blocks{$_} += $more{$_} for keys %more;
      # Each sum takes the place of the one before: however many there are, one is kept.
      $sum->[SIZES] = @{ $self->{sizes} } unless $sum->[HAS] & OWN_SIZES_;
      $sum->[HAS] |= OWN_SIZES_;
      $self->{sizes}[ $sum->[SIZES] ] = join ' ', map { ($_, $blocks{$_}) } sort { $a <=> $b } keys %blocks;
   }
   $sum->[HAS] |= $row->[HAS];
   substr($self->{rows}, $at * ROW, ROW) = pack 'Q*', @$sum;
   return $at;
}

# ---- reading ----

sub _row { my ($self, $i) = @_; return [ unpack 'Q*', substr $self->{rows}, $i * ROW, ROW ] }

sub stack {
   my ($self, $i) = @_;
   my ($at, $length) = unpack 'Q2', substr $self->{rows}, $i * ROW + 8 * STACK, 16;
   return [ unpack 'L*', substr $self->{stacks}, $at, $length ];
}

# "peak.bytes", "temporary" or the like of all sites.
sub values {
   my ($self, $name) = @_;
   my $column = $COLUMN{$name};
   return unpack sprintf('(x%d Q x%d)*', 8 * $column, ROW - 8 * $column - 8), $self->{rows};
}

sub get {
   my ($self, $i) = @_;
   my $row = $self->_row($i);
   my $has = $row->[HAS];
   my %site = (stack => $self->stack($i), temporary => $row->[TEMPORARY], reallocs => $row->[REALLOCS],
               map { $AMOUNTS[$_] => { bytes => $row->[ 2 * $_ ], blocks => $row->[ 2 * $_ + 1 ] } } 0 .. $#AMOUNTS);
   delete $site{end} unless $has & END_;
   delete $site{max} unless $has & MAX_;
   $site{lifetime} = { total => $row->[LIFETIME], $has & LONGEST_ ? (max => $row->[LONGEST]) : () } if $has & LIFETIME_;
   if ($has & SIZES_) {
      my @sizes = split / /, $self->{sizes}[ $row->[SIZES] ];
      $site{sizes} = [ map { +{ up_to => $sizes[ 2 * $_ ], blocks => $sizes[ 2 * $_ + 1 ] } } 0 .. $#sizes / 2 ];
   }
   return \%site;
}

# These as one: the first one's stack, and what can be added up.
sub sum {
   my ($self, @sites) = @_;
   my @sum = (0) x LIFETIME;
   for my $i (@sites) {
      my @row = unpack 'Q' . LIFETIME, substr $self->{rows}, $i * ROW, 8 * LIFETIME;
      $sum[$_] += $row[$_] for 0 .. $#sum;
   }
   return { stack => $self->stack($sites[0]), temporary => $sum[TEMPORARY], reallocs => $sum[REALLOCS],
            map { $AMOUNTS[$_] => { bytes => $sum[ 2 * $_ ], blocks => $sum[ 2 * $_ + 1 ] } } 0 .. 2 };
}

# Calls this with each.
sub each {
   my ($self, $do) = @_;
   $do->($self->get($_)) for 0 .. $self->{n} - 1;
}

# The largest index of a frame; -1: there is none.
sub last_frame {
   my ($self) = @_;
   my $last = -1;
   for (my $at = 0; $at < length $self->{stacks}; $at += 65536) { $last = max($last, unpack 'L*', substr $self->{stacks}, $at, 65536) }
   return $last;
}

# ---- writing ----

# Calls this with the JSON text of each, as vrleak writes it.
sub write {
   my ($self, $do) = @_;
   for my $i (0 .. $self->{n} - 1) {
      my $row = $self->_row($i);
      my $has = $row->[HAS];
      my @parts = ('"stack": [' . join(', ', @{ $self->stack($i) }) . ']', map { _amount($row, $_) } 0 .. 2);
      push @parts, _amount($row, 3) if $has & END_;
      push @parts, _amount($row, 4) if $has & MAX_;
      push @parts, qq("temporary": $row->[TEMPORARY]), qq("reallocs": $row->[REALLOCS]);
      push @parts, qq("lifetime": {"total": $row->[LIFETIME]) . ($has & LONGEST_ ? qq(, "max": $row->[LONGEST]) : '') . '}' if $has & LIFETIME_;
      push @parts, '"sizes": [' . $self->{sizes}[ $row->[SIZES] ] =~ s/(\d+) (\d+)( ?)/'{"up_to": ' . $1 . ', "blocks": ' . $2 . '}' . ($3 && ', ')/ger . ']' if $has & SIZES_;
      $do->('{' . join(', ', @parts) . '}');
   }
}

sub _amount { my ($row, $i) = @_; return qq("$AMOUNTS[$i]": {"bytes": $row->[2 * $i], "blocks": $row->[2 * $i + 1]}) }

1;
