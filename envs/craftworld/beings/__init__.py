"""Animals and mobs: where they come about, how they live, and what they do."""
