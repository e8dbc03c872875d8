"""`./guichet`, or `python -m cli` from the checkout."""

from cli.main import main

main()
