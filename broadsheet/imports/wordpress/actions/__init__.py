"""What the importer writes, one verb a file; each is called inside the transaction of its batch."""
