"""Reading and counting what translators do with a person's gender: pure functions."""
