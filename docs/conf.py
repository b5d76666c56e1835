"""How the documentation is built: MyST pages, the furo theme, every warning an error."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "Testamur"
author = "The Testamur contributors"
copyright = "The Testamur contributors, Apache-2.0"
extensions = ["myst_parser", "role_stories", "rubric_tables", "guide_tables", "recovery"]
myst_enable_extensions = ["deflist", "colon_fence", "fieldlist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "Testamur"
exclude_patterns = ["_build"]
nitpicky = True
