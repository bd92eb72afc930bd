"""What the product knows by configuration: indicators, names, costs, terms."""
