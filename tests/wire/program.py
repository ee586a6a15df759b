"""The whole program as an operator starts it, on a Discord of the tests: API GATEWAY CDN, then its own arguments."""

import sys

from bot.__main__ import main
from bot.chat.wire import use_discord_at

if __name__ == "__main__":
    use_discord_at(*sys.argv[1:4])
    sys.argv[1:4] = []
    main()
