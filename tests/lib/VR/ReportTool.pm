# VR::ReportTool: runs vr_report, and finds the programs that check what it wrote.
#
# Some validators are large; tests/report/get_validators brings them to a directory
# named by VR_TEST_VALIDATORS (by default validators/ in the build directory).  A test
# whose validator is not there is skipped and says which one it wanted.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::ReportTool;
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use VR::Run;

my $script = abs_path(dirname(__FILE__) . '/../../../scripts/vr_report');
my $validators = $ENV{VR_TEST_VALIDATORS} // "$ENV{VR_TEST_BUILD}/validators";

# Where vr_report is.
sub script { return $script }

# { status, stdout, stderr } of vr_report with these arguments, run in $dir.
sub vr_report {
   my ($dir, @arguments) = @_;
   return command($dir, $^X, '-w', $script, @arguments);
}

sub command {
   my ($dir, @command) = @_;
   return VR::Run::run(name => 'command', dir => $dir, command => \@command, timeout => 300);
}

# The first of these programs that there is: a command, or a path among the validators.
sub validator {
   for my $name (@_) {
      my @found = grep { -x && !-d } (map { "$_/$name" } split /:/, $ENV{PATH}), "$validators/$name";
      return $found[0] if @found;
   }
   return undef;                # in a list, too
}

# The directory of an npm package.
sub npm_package { my ($name) = @_; my $dir = "$validators/node_modules/$name"; return -d $dir ? $dir : undef }

# What is in the page after its scripts have run; undef without a browser.
sub dom {
   my ($dir, $page) = @_;
   my $chromium = validator('chromium', 'chromium-browser', 'google-chrome') or return;
   my $run = command($dir, $chromium, qw(--headless --no-sandbox --disable-gpu --disable-dev-shm-usage
                                         --virtual-time-budget=20000 --enable-logging=stderr), '--window-size=1280,1000', "--user-data-dir=$dir/browser", '--dump-dom', "file://$page");
   my @errors = grep { /CONSOLE/ } split /\n/, $run->{stderr};
   return ($run->{stdout}, @errors);
}

1;
