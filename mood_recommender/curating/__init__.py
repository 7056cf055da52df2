"""How anything that curators keep is changed: whole or not at all, recorded, and undone."""
