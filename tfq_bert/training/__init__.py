"""Training, and scoring what was trained."""
