"""The `berufslotse` command."""
