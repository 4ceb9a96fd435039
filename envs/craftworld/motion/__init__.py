"""Getting about: finding ways, walking them, digging them, and breaking blocks."""
