"""Who changed what in the studio, as readable diffs that can be undone."""
