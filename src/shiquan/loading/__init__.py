"""Putting a data set into a store elsewhere, and comparing what arrived."""
