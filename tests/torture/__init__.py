"""The torture tests: whole runs killed, starved, run against each other, and given back the same.

A module is one test. It has ``FULL``, how often the full form does it, and ``run(count, seed)``,
which returns one line of figures or raises `AssertionError`. The short forms are
``tests/test_torture.py``; the full ones ``python -m tests.torture NAME``.
"""
