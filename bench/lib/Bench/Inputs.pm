# Inputs: what the real programs work on.  Everything is generated, and comes
# out the same on every machine: Perl's rand is its own since 5.20.
#
# Each sub gets a path and a size, and leaves alone what is there already.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Bench::Inputs;

use strict;
use warnings;
use File::Basename qw(dirname);
use File::Path qw(make_path);

my @words = qw(
   the of and to in a is that for it as was with be by on not he his but at are this have from
   or had an they which one you were all her she there would their we him been has when who will
   no more if out so up said what its about than into them can only other time new some could
   these two may first then do any like my now over such our man me even most made after also
   did many off before must well back through years where much your way down should because long
   each just state those people too mr little good world make very year still see own work men
);

# Writes a file unless it exists; WRITE gets the open handle.
sub _file {
   my ($path, $seed, $write) = @_;
   return $path if -e $path;
   make_path(dirname($path));
   srand($seed);
   open my $file, '>', "$path.part" or die "$path: $!\n";
   $write->($file);
   close $file or die "$path: $!\n";
   rename "$path.part", $path or die "$path: $!\n";
   return $path;
}

sub _sentence {
   my ($length) = @_;
   return ucfirst(join ' ', map { $words[rand() * rand() * @words] } 1 .. $length) . '.';
}

# Prose of about SIZE bytes, with numbers now and then.
sub text {
   my ($path, $size) = @_;
   return _file($path, 1, sub {
      my ($file) = @_;
      for (my $written = 0; $written < $size;) {
         my $line = _sentence(5 + rand 12) . ' ' . int(rand 1e6) . "\n";
         print $file $line;
         $written += length $line;
      }
   });
}

# A JSON array of COUNT orders.
sub json {
   my ($path, $count) = @_;
   return _file($path, 2, sub {
      my ($file) = @_;
      print $file "[\n";
      for my $id (1 .. $count) {
         my $tags = join ',', map { "\"$words[rand @words]\"" } 1 .. 1 + rand 4;
         printf $file qq({"id":%d,"customer":"%s %d","price":%.2f,"quantity":%d,"open":%s,"tags":[%s]}%s\n),
            $id, $words[rand @words], rand 1000, rand 500, 1 + rand 90,
            (rand() < 0.3 ? 'true' : 'false'), $tags, ($id < $count ? ',' : '');
      }
      print $file "]\n";
   });
}

# A directory of COUNT small files in subdirectories of 100.
sub files {
   my ($path, $count) = @_;
   return $path if -e "$path/complete";
   srand(3);
   for my $i (0 .. $count - 1) {
      my $directory = sprintf '%s/d%03d', $path, $i / 100;
      make_path($directory) if $i % 100 == 0;
      open my $file, '>', sprintf('%s/file-%05d.txt', $directory, $i) or die "$path: $!\n";
      print $file _sentence(8), "\n" for 1 .. 1 + rand 40;
   }
   open my $stamp, '>', "$path/complete" or die "$path: $!\n";
   return $path;
}

# Preprocessed C with COUNT functions of all sorts, for a compiler.
sub c_source {
   my ($path, $count) = @_;
   return _file($path, 4, sub {
      my ($file) = @_;
      print $file "struct item { struct item *next; long value; char name[16]; double weight; };\n",
         "extern struct item *make_item(long value);\nextern int report(const char *, long);\n\n";
      print $file _c_function($_), "\n" for 0 .. $count - 1;
   });
}

sub _c_function {
   my ($n) = @_;
   my ($a, $b, $c) = map { 1 + int rand 97 } 1 .. 3;
   my $called = $n > 0 ? 'f' . int(rand $n) : '';
   my $call   = $called ? "total += $called(list, n - 1, total & $a);" : 'total += n;';
   my $cases  = join '', map { "      case $_: total ^= list->value * " . (1 + int rand 50) . "; break;\n" } 0 .. 3 + rand 6;
   return <<"END";
static const int table$n\[8] = {$a, $b, $c, @{[$a + $b]}, @{[$b * $c]}, @{[$a ^ $c]}, $n, 1};
long f$n(struct item *list, int n, long seed)
{
   long total = seed * $a + table$n\[n & 7];
   struct item *walk;
   int i;
   if (n <= 0) return total;
   for (walk = list; walk; walk = walk->next) {
      if (walk->value % $b == 0) total += walk->value / $c;
      else if (walk->name[n & 15] > $a) walk->weight = walk->weight * 0.5 + total;
      else report(walk->name, total);
   }
   for (i = 0; i < n; i++) {
      switch ((total >> i) & 15) {
$cases      default: list = make_item(total + i); $call
      }
   }
   return total + (long)(list->weight * $c);
}
END
}

# A git repository of COUNT commits, through git fast-import.
sub repository {
   my ($path, $count, $git) = @_;
   return $path if -e "$path/complete";
   system($git, 'init', '-q', '--bare', $path) == 0 or die "git init failed\n";
   open my $import, '|-', $git, '-C', $path, 'fast-import', '--quiet' or die "git fast-import: $!\n";
   srand(5);
   my %content;
   for my $n (1 .. $count) {
      my $name  = 'src/' . $words[rand @words] . '.txt';
      my $lines = $content{$name} //= [map { _sentence(8) } 1 .. 40];
      splice @$lines, rand @$lines, 1 + rand 3, map { _sentence(8) } 1 .. 1 + rand 4;
      my $data    = join "\n", @$lines, '';
      my $message = _sentence(6) . "\n";
      my $author  = sprintf 'A. U. Thor <author%d@example.org> %d +0000', $n % 7, 1_600_000_000 + $n * 3600;
      print $import "commit refs/heads/main\n", "author $author\n", "committer $author\n",
         'data ', length $message, "\n$message\n",
         "M 100644 inline $name\n", 'data ', length $data, "\n$data\n";
   }
   close $import or die "git fast-import failed\n";
   system($git, '-C', $path, 'symbolic-ref', 'HEAD', 'refs/heads/main') == 0 or die "git symbolic-ref failed\n";
   open my $stamp, '>', "$path/complete" or die "$path: $!\n";
   return $path;
}

# SQL that fills tables with ROWS rows and asks about them.
sub sql {
   my ($path, $rows) = @_;
   return _file($path, 6, sub {
      my ($file) = @_;
      print $file <<"END";
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER, price REAL, note TEXT);
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT);
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $rows)
INSERT INTO orders SELECT i, i * 7919 % 997, i * 31 % 1000 / 7.0, printf('order %d of %s', i, hex(i * 65537)) FROM n;
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 996)
INSERT INTO customers SELECT i, 'customer ' || i FROM n;
COMMIT;
CREATE INDEX by_customer ON orders (customer, price);
SELECT name, count(*), round(sum(price), 2) FROM orders JOIN customers ON customer = customers.id
   GROUP BY customer ORDER BY 3 DESC, 1 LIMIT 20;
UPDATE orders SET note = upper(note) || '!' WHERE id % 3 = 0;
DELETE FROM orders WHERE price < 10;
SELECT count(*), sum(length(note)), round(avg(price), 3) FROM orders WHERE note LIKE '%7%';
SELECT substr(note, 1, 12), count(*) FROM orders GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20;
END
   });
}

# The scripts take the number of rounds as their argument.
sub python_script {
   my ($path) = @_;
   return _file($path, 7, sub { print {$_[0]} <<'END' });
import json, re, sys

class Account:
    def __init__(self, name):
        self.name, self.balance, self.log = name, 0, []
    def book(self, amount, text):
        self.balance += amount
        self.log.append((amount, text))

def one_round(n):
    accounts = {}
    for i in range(400):
        name = "account-%d" % (i * 7919 % 83)
        accounts.setdefault(name, Account(name)).book((i * 31 + n) % 1000 - 500, "entry %d" % i)
    text = json.dumps({a.name: [a.balance, a.log] for a in accounts.values()})
    back = json.loads(text)
    digits = sum(len(m) for m in re.findall(r"-?\d+", text))
    ranked = sorted(back.items(), key=lambda item: (item[1][0], item[0]))
    return digits + len("".join(name for name, _ in ranked)) + sum(v[0] for v in back.values())

print(sum(one_round(n) for n in range(int(sys.argv[1]))))
END
}

sub perl_script {
   my ($path) = @_;
   return _file($path, 8, sub { print {$_[0]} <<'END' });
use strict;
use warnings;

my $sum = 0;
for my $round (1 .. $ARGV[0]) {
   my %seen;
   for my $i (1 .. 300) {
      my $line = sprintf 'host%d GET /page/%d?user=%d 200 %d', $i % 13, $i * 7919 % 101, $i * $round % 57, $i * 31;
      my ($host, $page, $user, $size) = $line =~ m{^(\w+) GET /page/(\d+)\?user=(\d+) 200 (\d+)$} or next;
      push @{$seen{$host}{$page}}, {user => $user, size => $size};
   }
   for my $host (sort keys %seen) {
      my $pages = join ',', sort { $a <=> $b } keys %{$seen{$host}};
      $pages =~ s/(\d+)/<$1>/g;
      $sum += length $pages;
      $sum += $_->{size} % 7 for map { @$_ } values %{$seen{$host}};
   }
}
print "$sum\n";
END
}

1;
