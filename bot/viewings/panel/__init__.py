"""The panel behind `Lead`: one private card from which a group's viewing is led."""
