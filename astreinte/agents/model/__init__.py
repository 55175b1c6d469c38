"""Personas that think with a chat model: prompt, bounded talk, form, limits; behind it all the playbook's answer."""
