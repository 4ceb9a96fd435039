"""What can be had and how: rules, items, recipes and drops, as data packs say them."""
