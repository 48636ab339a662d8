"""Trains the block labellers from a folder of page sets and validates them by site. Not shipped."""
