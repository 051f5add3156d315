"""The page Transparency: signed records, judged and explained."""
