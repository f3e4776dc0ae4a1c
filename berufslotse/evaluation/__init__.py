"""How well the bot understands: figures, pictures and the report."""
