"""The ledger without the site: its files, its recount, its drawing."""
