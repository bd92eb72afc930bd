"""Stories: what is told, what might give a person away in it, and where."""
