"""The command line: one Typer module a command, TensorFlow only where it is used."""
