"""What members found wrong on a card, and what moderators do about it."""
