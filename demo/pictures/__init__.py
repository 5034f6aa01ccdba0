"""The demo paper's picture desk: every picture is drawn by program from its brief in pictures.toml."""
