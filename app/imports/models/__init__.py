"""Tables of files in and out; each module holds those of one kind of import."""
