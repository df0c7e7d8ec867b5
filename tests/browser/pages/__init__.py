"""The pages of the client as people use them, one file each."""
