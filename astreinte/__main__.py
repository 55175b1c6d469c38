"""`python -m astreinte` is the `astreinte` command."""

from astreinte.doors.cli.main import run

if __name__ == "__main__":
    run()
