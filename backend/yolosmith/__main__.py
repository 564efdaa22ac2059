"""``python -m yolosmith`` is the command ``yolosmith``."""

from yolosmith.cli import main

if __name__ == "__main__":
    main()
