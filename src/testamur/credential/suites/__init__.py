"""The cryptosuites, one file each; `testamur.registry` finds them."""
