"""The twelve sections, one file each, each ending in its `SECTION`."""
