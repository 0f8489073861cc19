"""`python -m banbucheng` is the command line."""

from banbucheng.cli import main

main()
