"""Tables, migrations, and one module of queries per thing. Knows SQL; decides nothing."""
