"""Scenes of usual faults told by runtimes of other languages, by what is at fault."""
