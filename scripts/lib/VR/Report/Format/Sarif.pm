# VR::Report::Format::Sarif: errors, leaks and growth for code scanning: SARIF 2.1.0.
#
# File names are relative to the root (--root), and a finding is shown at the innermost
# frame that lies below it: the user's line, not the library's.  Fingerprints are of
# names of functions and files, so that a finding is the same one after lines moved.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Format::Sarif;
use strict;
use warnings;
use Cwd ();
use Digest::SHA ();
use Encode ();
use VR::Report::Findings;
use VR::Report::Json;

sub write {
   my ($out, $report, $options) = @_;
   my $given = $options->{root} // '.';
   -d $given or die "--root: there is no directory $given\n";
   my $root = Cwd::abs_path($given);
   $root =~ s{/*$}{/};
   my @findings = VR::Report::Findings::findings($report);
   my (%index, @used);
   for (@findings) { push @used, $_->{rule} unless exists $index{ $_->{rule} }; $index{ $_->{rule} } //= $#used }
   my @rules = map { my ($title, $help) = @{ VR::Report::Findings::rule($_) };
                     +{ id => $_, shortDescription => { text => $title }, fullDescription => { text => $help },
                        help => { text => $help }, helpUri => 'https://valgrind.org/docs/manual/mc-manual.html' } } @used;
   my %run = (
      tool => { driver => { name => 'vrleak', version => $report->{vrleak}{version}, informationUri => 'https://valgrind.org/', rules => \@rules } },
      columnKind => 'utf16CodeUnits', originalUriBaseIds => { SRCROOT => { uri => 'file://' . _encoded($root) } },
      invocations => [ { executionSuccessful => $report->is_complete && !$report->run->{signal} ? \1 : \0, commandLine => $report->command,
                         ($report->is_complete && !$report->run->{signal} ? (exitCode => $report->run->{exit_code}) : ()) } ],
      results => [ map { _result($report, $_, $index{ $_->{rule} }, $root) } @findings ],
   );
   print $out VR::Report::Json::encode({ '$schema' => 'https://json.schemastore.org/sarif-2.1.0.json', version => '2.1.0', runs => [ \%run ] }), "\n";
}

sub _result {
   my ($report, $finding, $index, $root) = @_;
   my $frames = $report->frames;
   my $stack = $frames->user_stack($finding->{stack});
   my @locations = grep { defined } map { _location($frames, $_, $root) } @$stack;
   my ($shown) = grep { $_->{physicalLocation}{artifactLocation}{uriBaseId} } @locations;
   $shown //= $locations[0];
   my $id = 0;
   my @related = map { my $aux = $_; my ($at) = grep { defined } map { _location($frames, $_, $root) } @{ $frames->user_stack($aux->{stack}) };
                       $at ? { %$at, id => ++$id, message => { text => $aux->{what} } } : () } @{ $finding->{aux} };
   my @frames = map { my $at = _location($frames, $_, $root) // {}; +{ location => { %$at, message => { text => $frames->described($_) } } } } @$stack;
   return {
      ruleId => $finding->{rule}, ruleIndex => $index, level => $finding->{level}, occurrenceCount => $finding->{count},
      message => { text => join '. ', $finding->{text}, map { $_->{what} } @{ $finding->{aux} } },
      locations => $shown ? [ $shown ] : [], @related ? (relatedLocations => \@related) : (),
      @frames ? (stacks => [ { message => { text => 'where' }, frames => \@frames } ]) : (),
      partialFingerprints => { 'vrleakStack/v1' => Digest::SHA::sha1_hex(Encode::encode('UTF-8', $finding->{rule} . ' ' . $frames->stack_key($finding->{stack}))) },
   };
}

# Undef if there is no debug information.
sub _location {
   my ($frames, $id, $root) = @_;
   my $frame = $frames->get($id);
   defined $frame->{file} or return;
   my $file = _tidied($frame->{file});
   my $is_inside = $file !~ m{^/} || index($file, $root) == 0;
   my $uri = $is_inside ? { uri => _encoded($file =~ s/^\Q$root\E//r =~ s{^\./}{}r), uriBaseId => 'SRCROOT' } : { uri => 'file://' . _encoded($file) };
   return { physicalLocation => { artifactLocation => $uri, $frame->{line} ? (region => { startLine => $frame->{line} }) : () },
            logicalLocations => [ { fullyQualifiedName => $frames->name($id), kind => 'function' } ] };
}

# Without . and .., which are not welcome in URIs.
sub _tidied {
   my ($path) = @_;
   $path =~ s{(?<=/)\.?/}{}g;
   1 while $path =~ s{(^|/)(?!\.\./)[^/]+/\.\./}{$1};
   return $path;
}

sub _encoded { my ($path) = @_; return Encode::encode('UTF-8', $path) =~ s{([^A-Za-z0-9_./~-])}{sprintf '%%%02X', ord $1}ger }

1;
