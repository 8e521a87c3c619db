"""The console's screens about goods: what comes, goes, is counted and stands where."""
