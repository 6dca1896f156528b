"""Parts of the documentation's build, which MkDocs loads by their path."""
