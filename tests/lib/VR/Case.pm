# VR::Case: carries out one .vgtest.
#
#    spec -> program -> native run (if compared with)
#                    -> run with the XML report  -> errors, leaks
#                    -> run with the text report -> summaries, wording, files
#
# Every run happens in the test's own directory; the logs stay there when the
# test fails.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Case;
use strict;
use warnings;
use File::Basename qw(basename dirname);
use VR::Spec;
use VR::Program;
use VR::Run;
use VR::Output;
use VR::Expect;

# VR::Case->new($path, tool =>, lib => VALGRIND_LIB or undef, work => dir)
sub new {
   my ($class, $path, %config) = @_;
   my $spec = VR::Spec->read($path);
   my $self = bless { %config, spec => $spec, problems => [] }, $class;
   $self->{program} = VR::Program->new($spec, dirname($path), $config{work});
   return $self;
}

sub about   { return $_[0]{spec}{about} }
sub missing { return $_[0]{program}->missing }

# Returns the problems found, a list of lines; empty if the test passed.
sub check {
   my ($self) = @_;
   my $spec = $self->{spec};
   $self->{command} = [ $self->{program}->build ];
   $self->{markers} = $self->{program}->markers;
   $self->{native} = $self->_run('native', [], $self->{command}) if $self->_wants_native;
   $self->_check_xml  if $spec->wants_xml;
   $self->_check_text if $spec->wants_text;
   return @{ $self->{problems} };
}

# The errors and numbers of one run, in the notation of a .vgtest.
sub show {
   my ($self) = @_;
   $self->{command} = [ $self->{program}->build ];
   my $markers = $self->{program}->markers;
   my ($run, $errors) = $self->_run_xml($self->{tool}, $self->{lib});
   my @lines = "exit: $run->{status}";
   push @lines, (VR::Expect::is_leak($_) ? 'leak:  ' : 'error: ')
                . VR::Expect::show($_, $markers) for @$errors;
   my $text = $self->_run_text($self->{tool}, $self->{lib});
   my $numbers = VR::Output::summary($text->{tool_lines});
   push @lines, map { "$_: $numbers->{$_}" } grep { exists $numbers->{$_} } @VR::Spec::SUMMARY_KEYS;
   return @lines;
}

sub _problem { my ($self, @lines) = @_; push @{ $self->{problems} }, @lines }

sub _wants_native {
   my ($self) = @_;
   my $spec = $self->{spec};
   return $spec->{healthy} || ($spec->{exit} // '') eq 'native'
          || grep { $_ eq 'native' } $spec->list('stdout');
}

# ---- running ----

sub _run {
   my ($self, $name, $wrapper, $command, @env) = @_;
   my $spec = $self->{spec};
   my $stdin = $self->_stdin;
   return VR::Run::run(
      name => $name, dir => $self->{work}, command => [ @$wrapper, @$command ],
      env => [ @env, map { $self->{program}->_substitute($_) } @{ $spec->{env} || [] } ],
      stdin => $stdin, timeout => $spec->{timeout});
}

sub _stdin {
   my ($self) = @_;
   my $spec = $self->{spec};
   return "$self->{program}{from}/$spec->{stdin_file}" if $spec->{stdin_file};
   return undef unless defined $spec->{stdin};
   (my $text = $spec->{stdin}) =~ s/\\n/\n/g;
   my $path = "$self->{work}/stdin";
   _write($path, $text);
   return $path;
}

sub _write {
   my ($path, $text) = @_;
   open my $out, '>', $path or die "$path: $!\n";
   print $out $text;
   close $out or die "$path: $!\n";
}

sub _valgrind {
   my ($self, $tool, $lib, @options) = @_;
   my @vgopts = map { $self->{program}->_substitute($_) } @{ $self->{spec}{vgopts} || [] };
   # What vrleak does by default and Memcheck has to be told.
   my @like_vrleak = $tool eq 'memcheck' ? qw(--undef-value-errors=no --leak-check=full) : ();
   return ([ $self->{valgrind} || 'valgrind', "--tool=$tool", @like_vrleak, @options, @vgopts ],
           defined $lib ? "VALGRIND_LIB=$lib" : ());
}

# Returns the run and its errors; those of child processes come after those of
# the first process if the test asks for them.
sub _run_xml {
   my ($self, $tool, $lib) = @_;
   my $prefix = "$self->{work}/$tool.xml";
   unlink glob "$prefix.*";
   my ($wrapper, @env) = $self->_valgrind($tool, $lib, '--xml=yes', "--xml-file=$prefix.%p");
   my $run = $self->_run("$tool-xml", $wrapper, $self->{command}, @env);
   my @files = ("$prefix.$run->{pid}");
   push @files, grep { $_ ne $files[0] } glob "$prefix.*" if $self->{spec}{children};
   my @errors;
   for my $file (@files) {
      my $xml = VR::Run::slurp($file);
      $self->_problem(basename($file) . ' is not a complete report', split /\n/, $run->{stderr})
         unless VR::Output::xml_is_complete($xml);
      push @errors, VR::Output::xml_errors($xml);
   }
   return ($run, \@errors);
}

sub _run_text {
   my ($self, $tool, $lib) = @_;
   my ($wrapper, @env) = $self->_valgrind($tool, $lib);
   my $run = $self->_run("$tool-text", $wrapper, $self->{command}, @env);
   @$run{qw(tool_lines client_lines)} = VR::Output::split_log($run->{stderr});
   return $run;
}

# ---- checking ----

sub _check_xml {
   my ($self) = @_;
   my $spec = $self->{spec};
   my ($run, $errors) = $self->_run_xml($self->{tool}, $self->{lib});
   $self->_check_exit($run);
   if ($spec->{compare} && !$spec->{error} && !$spec->{leak}) {
      $self->_compare_errors($errors);
      return;
   }
   my @leaks = grep {  VR::Expect::is_leak($_) } @$errors;
   my @other = grep { !VR::Expect::is_leak($_) } @$errors;
   my @problems = (
      VR::Expect::compare($self->_expected('error'), \@other, $spec->{more_errors}),
      VR::Expect::compare($self->_expected('leak'),  \@leaks, $spec->{more_leaks}));
   if (@problems) {
      $self->_problem(@problems, 'all that was seen:',
                      map { '   ' . VR::Expect::show($_, $self->{markers}) } @$errors);
   }
   $self->_compare_errors($errors) if $spec->{compare};
}

sub _expected {
   my ($self, $key) = @_;
   return [ map { VR::Expect::parse($_, $self->{markers}, $key eq 'leak') } $self->{spec}->list($key) ];
}

sub _check_text {
   my ($self) = @_;
   my $spec = $self->{spec};
   my $run = $self->_run_text($self->{tool}, $self->{lib});
   my $numbers = VR::Output::summary($run->{tool_lines});
   my $problems_before = @{ $self->{problems} };
   $self->_check_exit($run);
   $self->_check_stdout($run);
   $self->_check_healthy($run, $numbers) if $spec->{healthy};
   for my $key (grep { exists $spec->{$_} } @VR::Spec::SUMMARY_KEYS) {
      my $seen = $numbers->{$key} // 'nothing';
      $self->_problem("$key: expected $spec->{$key}, seen $seen") if $seen ne $spec->{$key};
   }
   $self->_check_lines('log',    $run->{tool_lines});
   $self->_check_lines('stderr', $run->{client_lines});
   $self->_check_files;
   $self->_check_post($run);
   $self->_compare_numbers($numbers) if $spec->{compare};
   if (@{ $self->{problems} } > $problems_before) {
      $self->_problem('text log:', map { "   $_" } _shorten(split /\n/, $run->{stderr}));
   }
}

sub _shorten {
   my @lines = @_;
   return @lines if @lines <= 80;
   return (@lines[0 .. 49], '[...]', @lines[-30 .. -1]);
}

sub _check_exit {
   my ($self, $run) = @_;
   my $spec = $self->{spec};
   my $want = $spec->{exit} // ($spec->{healthy} ? 'native' : '0');
   $want = $self->{native}{status} if $want eq 'native';
   my $good = $want eq 'nonzero' ? $run->{status} =~ /^[1-9]/ && $run->{status} < 126 : $run->{status} eq $want;
   $self->_problem("exit: expected $want, seen $run->{status}") unless $good;
}

sub _check_stdout {
   my ($self, $run) = @_;
   my @want = $self->{spec}->list('stdout');
   push @want, 'native' if $self->{spec}{healthy} && !@want;
   for my $want (@want) {
      next if $want eq 'any';
      if ($want eq 'native') {
         next if $run->{stdout} eq $self->{native}{stdout};
         $self->_problem('stdout differs from the native run:', 'native:',
                         _shorten(split /\n/, $self->{native}{stdout}), 'seen:', _shorten(split /\n/, $run->{stdout}));
      } elsif ($run->{stdout} !~ /$want/m) {
         $self->_problem("stdout: expected /$want/, seen:", _shorten(split /\n/, $run->{stdout}));
      }
   }
}

sub _check_healthy {
   my ($self, $run, $numbers) = @_;
   my %want = (errors => '0/0', map { $_ => '0/0' } qw(definite indirect possible));
   for my $key (sort keys %want) {
      next if exists $self->{spec}{$key};
      my $seen = $numbers->{$key} // 'nothing';
      $self->_problem("healthy: expected $key $want{$key}, seen $seen") if $seen ne $want{$key};
   }
}

# Patterns must match lines in the order in which they are given.
sub _check_lines {
   my ($self, $key, $lines) = @_;
   my @lines = @$lines;
   for my $pattern ($self->{spec}->list($key)) {
      my @rest = @lines;
      shift @rest while @rest && $rest[0] !~ /$pattern/;
      if (@rest) { @lines = @rest[1 .. $#rest]; next }
      my $anywhere = grep { /$pattern/ } @$lines;
      $self->_problem("$key: /$pattern/ " . ($anywhere ? 'comes too early' : 'was not seen'));
   }
   for my $pattern ($self->{spec}->list("no_$key")) {
      $self->_problem(map { "no_$key: /$pattern/ was seen: $_" } grep { /$pattern/ } @$lines);
   }
}

# file: NAME /regex/   or   file: NAME   (it exists).  NAME may be a glob.
sub _check_files {
   my ($self) = @_;
   for my $line ($self->{spec}->list('file')) {
      my ($name, $pattern) = $line =~ m{^(\S+)(?:\s+/(.*)/)?$} or die "cannot read 'file: $line'\n";
      my @found = glob "$self->{work}/$name";
      @found = () if @found == 1 && !-e $found[0];
      if (!@found) { $self->_problem("file: $name does not exist"); next }
      next unless defined $pattern;
      next if grep { VR::Run::slurp($_) =~ /$pattern/m } @found;
      $self->_problem("file: $name does not match /$pattern/:", map { _shorten(split /\n/, VR::Run::slurp($_)) } @found);
   }
   for my $name ($self->{spec}->list('no_file')) {
      $self->_problem(map { "no_file: $_ exists" } grep { -e } glob "$self->{work}/$name");
   }
}

# post: SCRIPT ARGS, run in the test's directory after the text run; its
# output is shown if it fails.
sub _check_post {
   my ($self, $run) = @_;
   for my $line ($self->{spec}->list('post')) {
      my @words = map { $self->{program}->_substitute($_) } split ' ', $line;
      $words[0] = "$self->{program}{from}/$words[0]" if -e "$self->{program}{from}/$words[0]";
      unshift @words, $^X if $words[0] =~ /\.pl$/;
      my $post = VR::Run::run(name => 'post', dir => $self->{work}, command => \@words,
                              env => ["VR_TEST_PID=$run->{pid}"], timeout => $self->{spec}{timeout});
      next if $post->{status} eq '0';
      $self->_problem("post: $line: exit $post->{status}", split /\n/, $post->{stdout} . $post->{stderr});
   }
}

# ---- against Memcheck ----

sub _compare_errors {
   my ($self, $errors) = @_;
   my (undef, $theirs) = $self->_run_xml('memcheck', undef);
   my %balance;
   $balance{ VR::Expect::signature($_) }++ for @$errors;
   $balance{ VR::Expect::signature($_) }-- for @$theirs;
   for (sort keys %balance) {
      $self->_problem("Memcheck does not report: $_") if $balance{$_} > 0;
      $self->_problem("only Memcheck reports: $_")    if $balance{$_} < 0;
   }
}

sub _compare_numbers {
   my ($self, $numbers) = @_;
   my $theirs = VR::Output::summary($self->_run_text('memcheck', undef)->{tool_lines});
   for (@VR::Spec::SUMMARY_KEYS) {
      my ($ours, $memcheck) = map { $_ // 'nothing' } $numbers->{$_}, $theirs->{$_};
      $self->_problem("$_: Memcheck says $memcheck, seen $ours") if $ours ne $memcheck;
   }
}

1;
