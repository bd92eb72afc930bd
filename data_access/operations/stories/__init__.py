"""Writing stories: what in one might give a person away."""
