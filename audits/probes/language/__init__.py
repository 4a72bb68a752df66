"""What language models and text classifiers do with words for people."""
