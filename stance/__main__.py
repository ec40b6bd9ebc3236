"""`python -m stance` is the same as `stance`."""

from stance.cli.main import main

main()
