"""What signed records travel in: messages, logs, bills, tables and archives."""
