# VR::Report::Markup: text inside of XML and HTML.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Markup;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT_OK = qw(escape element html_head);

my %ENTITY = ('&' => '&amp;', '<' => '&lt;', '>' => '&gt;', '"' => '&quot;', "'" => '&#39;');

# Characters that XML does not allow at all become question marks.
sub escape {
   my ($text) = @_;
   $text =~ s/[^\x09\x0a\x0d\x20-\x{d7ff}\x{e000}-\x{fffd}\x{10000}-\x{10ffff}]/?/g;
   $text =~ s/([&<>"'])/$ENTITY{$1}/g;
   return $text;
}

# <name>text</name>
sub element { my ($name, $text) = @_; return "<$name>" . escape($text) . "</$name>" }

# The beginning of an HTML page, up to its body.  The title is markup already;
# further lines go before it.
sub html_head {
   my ($title, $css, @lines) = @_;
   my $more = join '', map { "$_\n" } @lines;
   return <<"END";
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
$more<title>$title - vrleak</title>
<style>
$css</style>
</head>
END
}

1;
