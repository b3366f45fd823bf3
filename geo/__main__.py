"""Start covermap: ``python -m geo``, which is what ``./covermap`` runs."""

from ._ownership import check_ownership


def main() -> None:
    """Check that the packages are ours, then hand over to the command line."""
    check_ownership()
    from .cli import main as command_line  # noqa: PLC0415 - nothing of ours before the check

    command_line()


if __name__ == "__main__":
    main()
