"""Item models, one file each, ending in `ITEM_MODEL`."""
