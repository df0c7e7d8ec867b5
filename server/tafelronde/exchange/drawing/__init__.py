"""A board as a drawing (SVG): what lies on it looks as it does on the page, in light."""
