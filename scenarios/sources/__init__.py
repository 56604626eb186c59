"""Where values come from: registers of documents and facts, and the account of every item of a plan."""
