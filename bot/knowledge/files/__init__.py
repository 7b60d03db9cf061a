"""Articles in files: a folder of Markdown, a spreadsheet, JSON. Reading tells every problem."""
