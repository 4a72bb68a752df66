"""The documentation as pages: `script/docs`. Read by Sphinx; nothing is fetched, fonts included."""

project = "Evenhand"
copyright = "Evenhand contributors, Apache-2.0"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"

html_theme = "furo"
html_title = "Evenhand"
html_static_path: list[str] = []
html_show_sphinx = False
html_copy_source = False

# Headings get the anchors that they have where Markdown is shown, and every link is checked.
myst_heading_anchors = 4
nitpicky = True
pygments_style = "default"
pygments_dark_style = "github-dark"
