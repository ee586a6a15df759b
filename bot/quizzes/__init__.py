"""Remembering: quizzes for the group, review for oneself."""
