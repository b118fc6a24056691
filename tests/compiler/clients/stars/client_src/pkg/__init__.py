__all__ = ["exported"]
exported = 1
hidden = 2
