"""Modules of Python's own that a flow's files must not take the place of."""

import importlib
import os
import sys

# Prompt flow has imported the others before a flow's folder comes first; these a flow may replace.
_LEFT = frozenset(
    """aifc antigravity asynchat asyncore audioop bdb cProfile cgi cgitb chunk cmath cmd code codeop compileall crypt
    curses dbm distutils doctest ensurepip faulthandler filecmp fileinput ftplib getopt graphlib grp gzip idlelib imaplib
    imghdr imp lib2to3 mailbox mailcap modulefinder nis nntplib nturl2path optparse ossaudiodev pdb pickletools pipes
    plistlib poplib profile pstats pty py_compile pyclbr pydoc pyexpat readline rlcompleter runpy sched shelve smtpd
    smtplib sndhdr spwd sqlite3 statistics sunau symtable sysconfig syslog tabnanny tarfile telnetlib this timeit tkinter
    tomllib trace tracemalloc tty turtle turtledemo uu venv wave wsgiref xdrlib xml xmlrpc zipapp zoneinfo""".split()
)


def import_before(folder: str) -> None:
    """Imports the modules of Python's own that files of a folder would hide, as a file `random.py` hides `random`."""
    names = {os.path.splitext(entry)[0] for entry in os.listdir(folder)}
    for name in sorted(names & set(getattr(sys, "stdlib_module_names", ())) - _LEFT):
        try:
            importlib.import_module(name)
        except ImportError:  # not on this system
            pass
