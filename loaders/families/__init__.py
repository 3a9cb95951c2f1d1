"""Layouts that several partners share; specs/ holds what differs from one partner file to the next."""
