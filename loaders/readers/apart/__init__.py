"""What runs in a process of its own: parsers in C and Rust that a damaged file can make crash or ask for 500 GB.

Nothing here imports more of the product than it needs, because every workbook starts it anew. `process.py` is the other side.
"""
