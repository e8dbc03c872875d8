"""The words of the house: types, ids, errors, ports, references. Standard library only."""
