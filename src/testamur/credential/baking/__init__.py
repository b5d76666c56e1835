"""The pictures that carry a credential, one file each; `testamur.registry` finds them."""
