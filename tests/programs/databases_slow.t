# sqlite3, git, and redis-server under a bounded load on the loopback interface.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use IO::Socket::INET;
use POSIX ();
use Programs;
use Test::More;
use VR::Output;
use VR::Run;

my $work = work_directory('databases');

SKIP: {
   my $sqlite = installed('sqlite3') or skip 'sqlite3 is not installed', 1;
   open my $out, '>', "$work/work.sql" or die;
   print $out <<'SQL';
create table t(id integer primary key, name text, n real);
with recursive c(x) as (select 1 union all select x + 1 from c where x < 800)
insert into t select x, 'name' || (x * 7919 % 101), x / 3.0 from c;
create index i on t(name);
select name, count(*), round(sum(n), 2) from t group by name order by 2 desc, 1 limit 5;
select count(*) from t a join t b on a.name = b.name;
update t set name = upper(name) where id % 3 = 0; delete from t where id % 5 = 0;
select group_concat(name, ',') from (select distinct name from t order by name limit 10);
begin; insert into t values(10001, hex(zeroblob(500)), 1); rollback; vacuum;
pragma integrity_check;
select * from no_such_table;
SQL
   close $out;
   compare('sqlite3', command => [$sqlite, ':memory:'], stdin => "$work/work.sql");
}

SKIP: {
   my $git = installed('git') or skip 'git is not installed', 1;
   my @identity = map { ("GIT_${_}_NAME=a", "GIT_${_}_EMAIL=a\@b", "GIT_${_}_DATE=1700000000 +0000") } qw(AUTHOR COMMITTER);
   my @env = (@identity, 'GIT_CONFIG_NOSYSTEM=1', 'GIT_CONFIG_GLOBAL=/dev/null', 'GIT_DIR=' . "$work/repo/.git", "GIT_WORK_TREE=$work/repo");
   my $run = sub { VR::Run::run(name => 'git', dir => $work, env => \@env, command => [$git, @_])->{status} eq '0' or die "git @_\n" };
   mkdir "$work/repo";
   $run->('init', '-q', '-b', 'main');
   for my $i (1 .. 20) {
      open my $out, '>', "$work/repo/f" . $i % 4 or die;
      print $out map { "line $_ of " . $_ * $i % 17 . "\n" } 1 .. 60;
      close $out;
      $run->('add', '.');
      $run->('commit', '-q', '-m', "commit $i");
   }
   compare('git-log',  env => \@env, command => [$git, '--no-pager', 'log', '--stat', '-p', '-5']);
   compare('git-fsck', env => \@env, command => [$git, 'fsck', '--full']);
   compare('git-blame', env => \@env, command => [$git, 'blame', 'f1']);
   compare('git-status', env => \@env, command => [$git, 'status', '--porcelain']);
}

SKIP: {
   my $server = installed('redis-server') or skip 'redis-server is not installed', 1;
   my $benchmark = installed('redis-benchmark') or skip 'redis-benchmark is not installed', 1;
   my $free = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or skip "no socket on 127.0.0.1: $!", 1;
   my $port = $free->sockport;
   close $free;

   my $client = fork // die;
   if ($client == 0) {
      for (1 .. 150) {
         last if IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port);
         select undef, undef, undef, 0.2;
      }
      open STDOUT, '>', "$work/benchmark" or die;
      system($benchmark, '-p', $port, '-n', 1000, '-c', 10, '-q', '-t', 'set,get,incr,lpush,lpop,sadd,hset,zadd,lrange_100,mset');
      my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) or POSIX::_exit(1);
      print $socket "DEBUG RELOAD\r\nFLUSHALL\r\nSHUTDOWN NOSAVE\r\n";
      1 while <$socket>;
      POSIX::_exit(0);
   }
   my $run = VR::Run::tool(name => 'redis', dir => $work, timeout => 100,
      options => ['--leak-check=full', '--xml=yes', "--xml-file=$work/redis.xml"],
      command => [$server, '--port', $port, '--bind', '127.0.0.1', '--save', '', '--daemonize', 'no', '--dir', $work]);
   waitpid $client, 0;
   is($run->{status}, 0, 'redis-server: shuts down as asked') or diag($run->{stdout}, $run->{stderr});
   my $requests = () = VR::Run::slurp("$work/benchmark") =~ /requests per second/g;
   cmp_ok($requests, '>=', 10, 'redis-server: has served the benchmark') or diag(VR::Run::slurp("$work/benchmark"));
   my $xml = VR::Run::slurp("$work/redis.xml");
   ok(VR::Output::xml_is_complete($xml), 'redis-server: a complete report');
   my @errors = grep { !VR::Expect::is_leak($_) } VR::Output::xml_errors($xml);
   is(join("\n", map { VR::Expect::show($_) } @errors), '', 'redis-server: no errors');
   my @lost = grep { $_->{kind} eq 'Leak_DefinitelyLost' } VR::Output::xml_errors($xml);
   is(join("\n", map { VR::Expect::show($_) } @lost), '', 'redis-server: nothing is definitely lost');
}

finish();
