"""The shell around the pure steps: what reads files, the clock and the store, and calls the steps in order."""
