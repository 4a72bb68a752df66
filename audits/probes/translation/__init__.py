"""What translators do with a person's gender."""
