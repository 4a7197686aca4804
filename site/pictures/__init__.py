"""Pictures as numbers: geometry computed here, drawn as SVG by the templates."""
