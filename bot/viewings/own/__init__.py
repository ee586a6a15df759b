"""What a facilitator adds: prompts of their own during an evening, and the evening kept as a guide."""
