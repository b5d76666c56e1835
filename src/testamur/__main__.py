"""`python -m testamur` is the command `testamur`."""

from testamur.cli import main

main()
