"""The roles of the content team. None of them stands for another."""

ROLES = ("editor", "reviewer", "admin")
