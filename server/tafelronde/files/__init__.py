"""Files that people bring, read by processes of their own."""
