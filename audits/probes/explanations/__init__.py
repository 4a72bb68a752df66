"""Why the model answered as it did, with a card that says how far that may be believed."""
