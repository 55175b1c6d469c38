"""Scenes of faults that no list of fault types holds, by what they keep from working."""
