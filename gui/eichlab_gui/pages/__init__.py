"""The pages of the desktop, one package each."""
