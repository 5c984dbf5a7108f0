# VR::Report::Load: reads a report and makes sure that it is one.
#
# Whoever gets a report from here may rely on what docs/report-format.md says
# without looking again: every key that must be there is there and of its type,
# and every index is of something that exists.  Whatever is wrong dies with one
# sentence that names the file.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Load;
use strict;
use warnings;
use List::Util qw(max);
use VR::Report::Json;
use VR::Report::Model;
use VR::Report::Sites;
use VR::Report::Units qw(TIME_UNIT);

use constant { FORMAT => 1, PIECE => 1 << 20 };

# What the keys are: n number, i integer from 0 on, h list of numbers, s text, u unit of time, b truth, k stack,
# r stack of frames that are not known yet, a amount (bytes and blocks); [shape] a list of objects, {shape} an
# object.  "?": may be absent.
my $SHARES   = [ { site => 'n', bytes => 'n', blocks => 'n' } ];
my $SITE     = { stack => 'r', live => 'a', total => 'a', peak => 'a', end => 'a?', max => 'a?', temporary => 'i', reallocs => 'i' };
my $SIZES    = [ { up_to => 'i', blocks => 'i' } ];
my $LIFETIME = { total => 'i', max => 'i?' };
my $LEFT_OUT = { sites => 'n', leaks => 'n' };
my $WHO      = { id => 'n', name => 's?' };
my $LOST     = { count => 'n', id => 'n', what => 's', stack_bytes => 'n', held_blocks => 'n', suspended => { stack => 'k' } };
my $TOTALS   = { existing => 'n', gone => 'n', heap_bytes => 'n', heap_blocks => 'n' };
my %SHAPE = (
   vrleak => { version => 's', valgrind => 's' },
   run    => { command => 'l', pid => 'n', complete => 'b', signal => 'n', exit_code => 'n', blocks_executed => 'n',
               duration_ms => 'n', time_unit => 'u?', growth_check => 's?', merged => 'n?', threads => 'n?' },
   frames => [ { fn => 's?', file => 's?', line => 'n?', obj => 's?', ip => 's' } ],
   heap   => { in_use_bytes => 'n', in_use_blocks => 'n', allocs => 'n', frees => 'n', allocated_bytes => 'n', peak_bytes => 'n',
               peak_blocks => 'n?', temporary => 'n?', reallocs => 'n?' },
   errors => [ { kind => 's', what => 's', tid => 'n', count => 'n', stack => 'k', aux => [ { what => 's', stack => 'k' } ] } ],
   leaks  => [ { kind => 's', bytes => 'n', indirect_bytes => 'n', blocks => 'n', stack => 'k' } ],
   growth => [ { verdict => 's', bytes => 'n', blocks => 'n', bytes_per_epoch => 'n', epochs => 'n', since_epoch => 'n',
                 survivors_share => 'n', stack => 'k', owner => { what => 's', stack => 'k' },
                 since_time => 'n?', container => 'n?', bytes_per_million_blocks => 'n?', history => 'h?', history_blocks => 'h?', coroutines => 'n?' } ],
   timeline => [ { time => 'n', kind => 's', heap_bytes => 'n', heap_blocks => 'n', allocated_bytes => 'n', name => 's?',
                   stack_bytes => 'n?', coroutine_stack_bytes => 'n?', mapped_bytes => 'n?' } ],
   coroutines => [ { id => 'n', state => 's', thread => 'n', stack_size => 'n', high_water => 'n', created => 'k', suspended => 'k',
                     heap_bytes => 'n', name => 's?', count => 'n?', gone => 'b?', resumes => 'n?', high_water_at_least => 'b?',
                     created_unknown => 'b?', heap_blocks => 'n?' } ],
);
my @ORDER = qw(vrleak run frames heap errors leaks growth timeline coroutines);

sub load {
   my ($path) = @_;
   my $next = _pieces($path);
   my $first = $next->();
   my $sites = VR::Report::Sites->new;
   my $wrong;                        # with the first wrong site; said if nothing more important is
   my %list = (sites => { written => VR::Report::Sites::written(), take => sub { $sites->add_written },
                          add => sub { eval { _check_site($_[0]); $sites->add($_[0]); 1 } or $wrong //= $@ } });
   my $is_begin = 1;
   my $data = eval { VR::Report::Json::read(sub { $is_begin-- > 0 ? $first : $next->() }, %list) };
   die "$path is no report of vrleak: $@" if !defined $data && $@ && $first !~ /\A\s*\{/;
   die "$path can't be read: $@" if $@;
   eval { _check($data, $sites, $wrong); 1 } or die "$path is no report of vrleak: $@";
   return VR::Report::Model->new($data, $path);
}

# The file's text (bytes).
sub text_of {
   my ($path) = @_;
   my $next = _pieces($path);
   my $text = '';
   while (length(my $piece = $next->())) { $text .= $piece }
   return $text;
}

# Returns what returns the next piece of the file's text, at last ''.
sub _pieces {
   my ($path) = @_;
   die "there is no file $path\n" unless -e $path;
   die "$path is a directory\n" if -d _;
   open my $in, '<:raw', $path or die "$path can't be read: $!\n";
   my $is_empty = 1;
   return sub {
      defined read $in, my $piece, PIECE or die "$path can't be read: $!\n";
      die "$path is empty\n" if $is_empty && $piece !~ /\S/;
      $is_empty = 0;
      return $piece;
   };
}

my $n_frames;

sub _check {
   my ($data, $sites, $wrong_site) = @_;
   my $vrleak = ref $data eq 'HASH' ? $data->{vrleak} : undef;
   ref $vrleak eq 'HASH' && defined $vrleak->{format} or die "it has no \"vrleak\" with a format\n";
   $vrleak->{format} eq FORMAT
      or die "its format is $vrleak->{format}, this vr_report knows format " . FORMAT . " only\n";
   $n_frames = ref $data->{frames} eq 'ARRAY' ? @{ $data->{frames} } : 0;
   for my $key (@ORDER) {
      # What a version did not know yet is empty.
      $data->{$key} //= [] if $key =~ /^(?:growth|timeline|coroutines)$/;
      _check_value($data->{$key}, $SHAPE{$key}, $key);
   }
   _is_numbers($data->{epoch_times} //= []) or die "\"epoch_times\" is not a list of numbers\n";
   ref($data->{sites} // []) eq 'ARRAY' or die "\"sites\" is not a list\n";
   die $wrong_site if defined $wrong_site;
   $sites->last_frame < $n_frames or die "\"sites.stack\" is not a stack\n";
   $data->{sites} = $sites;
   _check_shares($data);
   _check_containers($data);
   _check_coroutines($data);
   _check_left_out($data);
}

# References and undefined values don't look like numbers either.
sub _is_number { ($_[0] // '') =~ /\A-?\d+(?:\.\d+)?(?:e\+\d+)?\z/ }
sub _is_numbers { ref $_[0] eq 'ARRAY' && !grep { !_is_number($_) } @{ $_[0] } }
sub _is_integer { _is_number($_[0]) && $_[0] >= 0 && $_[0] < 2**64 && $_[0] == int $_[0] }
sub _is_amount { ref $_[0] eq 'HASH' && _is_integer($_[0]{bytes}) && _is_integer($_[0]{blocks}) }
sub _is_stack {
   my ($stack) = @_;
   return 0 unless ref $stack eq 'ARRAY';
   no warnings 'uninitialized';
   return !@$stack || "@$stack" =~ /\A\d+(?: \d+)*\z/ && max(@$stack) < $n_frames;
}

my %IS = (
   n => [ \&_is_number, 'a number' ],
   i => [ \&_is_integer, 'a number' ],
   s => [ sub { defined $_[0] && !ref $_[0] }, 'text' ],
   u => [ sub { defined $_[0] && TIME_UNIT->{ $_[0] } }, 'b, B or ms' ],
   b => [ sub { defined $_[0] && !ref $_[0] && $_[0] =~ /^[01]$/ }, 'true or false' ],
   k => [ \&_is_stack, 'a stack' ],
   r => [ sub { ref $_[0] eq 'ARRAY' && !grep { !_is_integer($_) } @{ $_[0] } }, 'a stack' ],
   a => [ \&_is_amount, 'bytes and blocks' ],
   h => [ \&_is_numbers, 'a list of numbers' ],
   l => [ sub { ref $_[0] eq 'ARRAY' && !grep { !defined || ref } @{ $_[0] } }, 'a list of texts' ],
);

sub _check_value {
   my ($value, $shape, $path) = @_;
   if (ref $shape eq 'ARRAY') {
      ref $value eq 'ARRAY' or die "\"$path\" is not a list\n";
      my $keys = _keys($shape->[0]);
      _check_object($_, $keys, $path) for @$value;
   } else {
      _check_object($value, _keys($shape), $path);
   }
}

# [key, its shape] or [key, its check, what it is, whether it may be absent].
my %keys;
sub _keys {
   my ($shape) = @_;
   return $keys{$shape} //= [ map { my ($key, $of) = ($_, $shape->{$_});
                ref $of ? [ $key, $of ] : [ $key, @{ $IS{ substr $of, 0, 1 } }, length $of > 1 ] } sort keys %$shape ];
}

sub _check_object {
   my ($value, $keys, $path) = @_;
   ref $value eq 'HASH' or die "\"$path\" is not an object\n";
   for (@$keys) {
      my ($key, $is, $what, $optional) = @$_;
      if (!defined $what) { _check_value($value->{$key}, $is, "$path.$key") }
      elsif ($is->($value->{$key}) || $optional && !defined $value->{$key}) { next }
      else { die "\"$path.$key\" is not $what\n" }
   }
}

sub _check_site {
   my ($site) = @_;
   _check_value($site, $SITE, 'sites');
   _check_value($site->{lifetime}, $LIFETIME, 'sites.lifetime') if defined $site->{lifetime};
   _check_value($site->{sizes}, $SIZES, 'sites.sizes') if defined $site->{sizes};
}

sub _check_shares {
   my ($data) = @_;
   my $n_sites = $data->{sites}->count;
   for my $snapshot (grep { defined $_->{sites} } @{ $data->{timeline} }) {
      _check_value($snapshot->{sites}, $SHARES, 'timeline.sites');
      $_->{site} < $n_sites or die "\"timeline\" refers to site $_->{site} of $n_sites\n" for @{ $snapshot->{sites} };
   }
}

sub _check_left_out {
   my ($data) = @_;
   _check_value($data->{run}{left_out}, $LEFT_OUT, 'run.left_out') if defined $data->{run}{left_out};
}

sub _check_coroutines {
   my ($data) = @_;
   _check_value($data->{coroutine_totals}, $TOTALS, 'coroutine_totals') if defined $data->{coroutine_totals};
   _check_value($_->{coroutine}, $WHO, 'errors.coroutine')  for grep { defined $_->{coroutine} } @{ $data->{errors} };
   _check_value($_->{coroutines}, $LOST, 'leaks.coroutines') for grep { defined $_->{coroutines} } @{ $data->{leaks} };
}

sub _check_containers {
   my ($data) = @_;
   my $n = @{ $data->{growth} };
   for (grep { defined $_->{container} } @{ $data->{growth} }) {
      $_->{container} >= 0 && $_->{container} < $n or die "\"growth.container\" is not an index\n";
   }
}

1;
