"""The desktop of Eichlab: pages, widgets and the model they draw from."""
