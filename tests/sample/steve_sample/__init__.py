"""A world, a chat model and a memory of one's own, each behind its entry point."""
