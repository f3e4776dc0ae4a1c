"""Berufslotse: German career guidance as a conversation, from sourced facts."""
