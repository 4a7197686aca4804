"""Result tables of full texts -> outcomes."""
