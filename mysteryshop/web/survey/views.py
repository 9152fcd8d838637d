"""The survey a customer answers."""
