"""RSS, Atom and JSON Feed of an edition, a section, a topic, a tag and a person."""
