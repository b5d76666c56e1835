"""Choose, earn and prove credentials in clinical AI."""
