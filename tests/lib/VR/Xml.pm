# VR::Xml: are these XML reports valid?
#
# With xmllint the reports are compared with xml/protocol4.rng, which is cheap
# enough to be done after every run; without it nothing is found.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Xml;
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);

my $schema = abs_path(dirname(__FILE__) . '/../../xml/protocol4.rng');

sub can_validate {
   my ($found) = grep { -x "$_/xmllint" } split /:/, $ENV{PATH};
   return defined $found;
}

# What is wrong with these files, line by line; empty if nothing is.
sub problems {
   my @files = @_;
   return () unless @files && can_validate();
   my $pid = open(my $lint, '-|') // die "fork: $!\n";
   if ($pid == 0) {
      open STDERR, '>&', \*STDOUT or die;
      exec 'xmllint', '--noout', '--relaxng', $schema, @files or die;
   }
   my @lines = <$lint>;
   close $lint;
   return () if $? == 0;
   chomp @lines;
   return grep { !/ validates$/ } @lines;
}

# Those of the files that are XML reports.
sub reports { return grep { -f && -s && _is_report($_) } @_ }

sub _is_report {
   my ($path) = @_;
   open my $in, '<:raw', $path or return 0;
   read $in, my $start, 60;
   return $start =~ /^<\?xml version="1.0"\?>\s+<valgrindoutput>/;
}

1;
