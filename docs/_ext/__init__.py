"""What the documentation says of the code, taken from the code while it is built."""
