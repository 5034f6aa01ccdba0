"""How readers see stories: cards, lists, the story page, the section bar, old addresses."""
