"""What the bot knows: profiles, the store they compile into, and the answers made from them.

Nothing in this package imports Rasa.
"""
