"""Imports from other systems, one folder per format. No Django here: the child process that reads a page imports this file."""
