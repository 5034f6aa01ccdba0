"""Search for stories: the readers' index and the desk's."""
