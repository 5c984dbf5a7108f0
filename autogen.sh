#!/bin/sh
# Makes configure and the Makefile templates from configure.ac and Makefile.am.
# Needed once after a checkout; a release tarball has them already.
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -e
cd "$(dirname "$0")"
for program in autoreconf automake; do
   if ! command -v "$program" >/dev/null 2>&1; then
      echo "autogen.sh: $program is missing; install the packages autoconf and automake" >&2
      exit 1
   fi
done
exec autoreconf --install --warnings=all
