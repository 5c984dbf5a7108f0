# VR::Report::Format::Dhat: memory by place, with lifetimes, for Valgrind's
# dh_view.html.
#
# The viewer wants each stack once, as it shows frames.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Format::Dhat;
use strict;
use warnings;
use VR::Report::Json;

# Blocks that live shorter than this (basic blocks) are marked as short-lived.
use constant SHORT_LIFE => 500;

sub write {
   my ($out, $report, $options) = @_;
   $report->need(sites => 'dhat');
   my @names = ('[root]');
   my (%number, @place);
   my $place = sub {
      my ($id) = @_;
      return $place[$id] //= do {
         my $text = $report->frames->get($id)->{ip} . ': ' . $report->frames->described($id);
         $number{$text} //= do { push @names, $text; $#names };
      };
   };
   my (%point, @points);
   $report->sites->each(sub {
      my ($site) = @_;
      my $stack = [ map { $place->($_) } @{ $report->frames->user_stack($site->{stack}) } ];
      my $point = $point{"@$stack"} //= do { push @points, { fs => $stack }; $points[-1] };
      my %add = (_amount(t => $site->{total}), _amount(m => $site->{max} // _larger($site->{peak}, $site->{live})), _amount(g => $site->{peak}),
                 _amount(e => $site->{live}), tl => $site->{lifetime} ? $site->{lifetime}{total} : 0);
      $point->{$_} = ($point->{$_} // 0) + $add{$_} for keys %add;
   });
   my ($peak) = grep { $_->{kind} eq 'peak' } $report->timeline;
   my $end = $report->run->{blocks_executed};
   my %out = (dhatFileVersion => 2, mode => 'heap', verb => 'Allocated', bklt => \1, bkacc => \0, tu => 'bblocks', Mtu => 'Mbblock', tuth => SHORT_LIFE,
              cmd => $report->command, pid => $report->run->{pid}, te => $end,
              tg => $peak && $report->time_unit eq 'b' ? $peak->{time} : $end, pps => \@points, ftbl => \@names);
   VR::Report::Json::write_lines($out, \%out, qw(dhatFileVersion mode verb bklt bkacc tu Mtu tuth cmd pid tg te pps ftbl));
}

sub _amount { my ($prefix, $amount) = @_; return ("${prefix}b" => $amount->{bytes}, "${prefix}bk" => $amount->{blocks}) }
sub _larger { my ($a, $b) = @_; return $a->{bytes} >= $b->{bytes} ? $a : $b }

1;
