# What is found in a part of the corpus, of all kinds; the whole takes minutes
# and is for tests/growth/evaluate.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use Test::More;
use VR::Scratch;

plan skip_all => 'only vrleak looks for growth' if $ENV{VR_TEST_TOOL} ne 'vrleak';

my @programs = qw(linked_log chained_table transcript intern_fresh lost_parts app_sessions per_key_vectors events_vector shared_cycle
                  ring lru rolling_log cache_fills_slowly warm_up sliding_deque expiring_map batches one_step);
my $only = join '|', @programs;
my $work = VR::Scratch::fresh('growth-subset');
my $text = qx{$^X "$FindBin::Bin/evaluate" --lib="$ENV{VR_TEST_LIB}" --work="$work" --seeds=1 --only='^($only) ' 2>&1};

is($?, 0, 'precision, recall and holders are as wanted') or diag $text;
like($text, qr/^${\scalar @programs} programs/m, 'all programs were judged') or diag $text;

done_testing;
