"""A seeded generator of an invented county: geography, businesses, and the files partners would send about them."""
