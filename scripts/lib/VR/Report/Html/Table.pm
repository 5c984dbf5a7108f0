# VR::Report::Html::Table: tables, of which page.js sorts the columns with numbers.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Html::Table;
use strict;
use warnings;
use Exporter 'import';
use VR::Report::Markup qw(escape);
use VR::Report::Units qw(grouped);
our @EXPORT_OK = qw(table);

# Columns whose name begins with # are numbers.  A row is a list of cells, which
# are [text => TEXT], [n => NUMBER, what is shown] or [html => HTML].
sub table {
   my ($columns, @rows) = @_;
   my $head = join '', map { _heading($_) } @$columns;
   my $body = join '', map { '<tr>' . join('', map { _cell(@$_) } @$_) . "</tr>\n" } @rows;
   return qq(<div class="table"><table><thead><tr>$head</tr></thead><tbody>\n$body</tbody></table></div>\n);
}

sub _heading {
   my ($name) = @_;
   return qq(<th scope="col">$name</th>) unless $name =~ s/^#//;
   return qq(<th class="n" scope="col"><button type="button">$name</button></th>);
}

sub _cell {
   my ($type, $value, $shown) = @_;
   return qq(<td class="n" data-n="$value">) . ($shown // grouped($value)) . '</td>' if $type eq 'n';
   return qq(<td class="where">$value</td>) if $type eq 'html';
   return '<td>' . escape($value) . '</td>';
}

1;
