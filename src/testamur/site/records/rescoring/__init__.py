"""Scoring anew: how items are scored after signed changes, what a change would do, and by what one is judged."""
