"""What a diagnostic-aid case is made of: the scenario, the simulated cases, the worksheet, the sheet, the key."""
