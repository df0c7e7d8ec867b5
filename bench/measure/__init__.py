"""What is measured: each function meets one running server once and returns plain figures."""
