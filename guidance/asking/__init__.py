"""What a reader's own words come to: stems, and other names for the same thing. Reads rows alone."""
