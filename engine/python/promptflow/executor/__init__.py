"""What flows import from prompt flow's executor."""
