"""What readers get of stories: cards, lists, the story page, the section bar, old addresses."""
