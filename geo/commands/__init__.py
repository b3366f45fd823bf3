"""What the commands do beside `run`: one module per command, and the tables they print.

`geo.cli` reads the command line and calls them; nothing else imports them.
"""
