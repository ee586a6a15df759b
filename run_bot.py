"""The door: hands over to `bot`."""

from bot.__main__ import main

if __name__ == "__main__":
    main()
