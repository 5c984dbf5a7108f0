# python.sh: runs a Python script from standard input under $VR_RUN, without
# Python's own allocator, which takes its memory from the system in large pieces.
# Sourced by the python_*.sh.
#
# SPDX-License-Identifier: GPL-2.0-or-later

# The interpreter itself: "python3" may be a shell script that chooses one.
python=$(python3 -c 'import sys; print(sys.executable)') || exit 1
export PYTHONMALLOC=malloc PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1
