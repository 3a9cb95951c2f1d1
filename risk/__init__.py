"""Tables to indicators and lists. Pure: it reads no clock, and says "check", never "guilty"."""
