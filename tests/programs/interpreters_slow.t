# Interpreters and text tools at some work of their own.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Programs;
use Test::More;

my $work = work_directory('interpreters');

sub file {
   my ($name, $text) = @_;
   open my $out, '>', "$work/$name" or die "$work/$name: $!\n";
   print $out $text;
   close $out or die;
   return $name;
}

my $lines = file('lines', join '', map { "$_ " . ($_ * 7919 % 1009) . " word" . ($_ % 37) . "\n" } 1 .. 2000);
my $json = file('data.json', '[' . join(',', map { qq({"id":$_,"tags":["a$_","b"],"n":) . $_ / 4 . '}' } 1 .. 300) . ']');

my $python = file('work.py', <<'PYTHON');
import re, json, zlib, collections, itertools, hashlib, threading
class Node:
    def __init__(self, left, right): self.left, self.right = left, right
def tree(n): return Node(tree(n - 1), tree(n - 1)) if n else None
def size(t): return 1 + size(t.left) + size(t.right) if t else 0
print(size(tree(9)))
words = re.findall(r'\w+', open('lines').read())
print(collections.Counter(words).most_common(3), len(json.dumps(words)))
packed = zlib.compress(' '.join(words).encode())
print(hashlib.sha256(zlib.decompress(packed)).hexdigest())
print(sum(x * y for x, y in itertools.combinations(range(60), 2)))
results = []
threads = [threading.Thread(target=lambda i=i: results.append(sum(range(i * 100)))) for i in range(5)]
[t.start() for t in threads]; [t.join() for t in threads]
print(sorted(results))
try:
    1 / 0
except ZeroDivisionError as e:
    print(e)
PYTHON

my $perl = file('work.pl', <<'PERL');
delete @ENV{grep { /^(LD_|VALGRIND|GLIBCPP)/ } keys %ENV};    # they hold the tool's name
my (%n, @sorted);
open my $in, '<', 'lines' or die;
while (<$in>) { $n{$1}++ if /(word\d+)/; push @sorted, [split]; }
@sorted = sort { $a->[1] <=> $b->[1] || $a->[0] <=> $b->[0] } @sorted;
print join(' ', map { "$_=$n{$_}" } sort keys %n), "\n", "@{$sorted[7]}\n";
my $text = 'x' x 10000; $text =~ s/x{3}/yz/g; print length $text, "\n";
sub f { my $n = shift; $n < 2 ? $n : f($n - 1) + f($n - 2) } print f(15), "\n";
eval { die { code => 3 } }; print $@->{code}, "\n"; print sprintf("%.3f|%5s|%x\n", 3.14159, 'ab', 255);
PERL

my $bash = file('work.sh', <<'BASH');
declare -A n; total=0
while read -r a b c; do n[$c]=$((${n[$c]:-0} + 1)); total=$((total + b)); done < <(head -300 lines)
for k in "${!n[@]}"; do echo "$k ${n[$k]}"; done | sort | head -5
f() { local x=$1; ((x > 0)) && f $((x - 1)); }; f 50
text=$(printf '%s,' {1..200}); echo "${text//1/one}" | wc -c; echo "$total ${text:10:20}"
trap 'echo bye' EXIT; (exit 3); exit $?
BASH

my @programs = (
   ['python3',        ['python3', $python], env => ['PYTHONHASHSEED=1']],
   ['python3-malloc', ['python3', $python], env => ['PYTHONHASHSEED=1', 'PYTHONMALLOC=malloc']],
   ['perl',           ['perl', $perl], env => ['PERL_HASH_SEED=0']],
   ['bash',           ['bash', $bash]],
   ['awk',            ['awk', '{ n[$3] += $2; s = s substr($0, 1, 3) } END { for (k in n) t += n[k]; gsub(/1/, "one", s); print t, length(s) }', $lines]],
   ['mawk',           ['mawk', '{ n[$3] += $2 } END { for (k in n) t += n[k]; print t, length(n) }', $lines]],
   ['sed',            ['sed', '-E', 's/([0-9]+) (.*)/\2 \1/; /7$/d; y/abc/xyz/', $lines]],
   ['grep',           ['grep', '-E', '(1|2)7.*word(3|[45])$', $lines]],
   ['sort',           ['sort', '-k3,3', '-k2n', $lines]],
   ['jq',             ['jq', '-c', 'map(select(.id % 7 == 0) | {id, t: (.tags | join("-")), n}) | group_by(.n > 20) | map(length)', $json]],
   ['xz',             ['xz', '-c', '-1', $lines]],
   ['gzip',           ['gzip', '-nc', $lines]],
   ['zstd',           ['zstd', '-qc', $lines]],
   ['tar',            ['tar', '--mtime=@0', '--owner=0', '--group=0', '-cf', '-', $lines, $json]],
   ['find',           ['find', '.', '-name', '*.??', '-newer', '/etc/passwd']],
   ['bc',             ['bc', '-l', file('work.bc', "scale=60\n4*a(1)\n2^500\nquit\n")]],
   ['diff',           ['diff', $lines, $json]],
);
for (@programs) {
   my ($name, $command, %how) = @$_;
   my $path = installed($command->[0]);
   SKIP: {
      skip "$command->[0] is not installed", 1 unless $path;
      compare($name, command => [$path, @$command[1 .. $#$command]], %how);
   }
}

finish();
