"""Looking for stories: readers' index and the desk's."""
