"""Answers to prompts, with their reasons, and notes of moments of the film."""
