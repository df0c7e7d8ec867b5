"""Programs of our own that take in what strangers made: started, talked to, and ended for sure."""
