"""The engine's side in the Python process: loads tools, calls them, keeps their objects."""
