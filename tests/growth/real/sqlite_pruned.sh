# sqlite_pruned.sh: the same transactions, each of which also deletes what is
# older than the last 500 rows.
#
# SPDX-License-Identifier: GPL-2.0-or-later

perl -e '
   print "create table log(id integer primary key, who text, what text);\n";
   for my $n (1 .. 1500) {
      print "begin;\n";
      print "insert into log(who, what) values(\x27user", $n * $_ % 89, "\x27, \x27did number $n.$_", "." x ($n * $_ % 60), "\x27);\n" for 1 .. 10;
      print "delete from log where id <= (select max(id) from log) - 500;\n";
      print "commit;\nselect max(length(what)) from log where id > (select max(id) from log) - 10;\n" }
   print "select count(*) from log;\n";' | $VR_RUN sqlite3 :memory: | tail -1
