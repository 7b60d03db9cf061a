"""Makes the model: what it is made from, the process that makes it, where it is put."""
