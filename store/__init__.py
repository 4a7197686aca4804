"""Keep: tables, migrations, linking and queries."""
