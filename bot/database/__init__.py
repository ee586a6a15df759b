"""The engine, its transactions and its migrations."""
