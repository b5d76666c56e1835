"""The kinds of interaction, one file each; adding a file adds the kind."""
