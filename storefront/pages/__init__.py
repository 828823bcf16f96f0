"""One module per route: picks a state, arranges components, and says what the first HTML is."""
