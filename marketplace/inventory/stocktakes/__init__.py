"""Kiểm kê: counting what stands on the shelves while the place goes on selling.

What a difference is. Each count is taken under its shelf's lock and remembers the place's newest
ledger entry (`Count.ledger_at`): entries of that shelf up to it were there when the person looked,
later ones were not. For every lot, owner and condition

- *counted* is the sum of its counts; *expected* is the balance at its last count, when whoever
  counts it leaves none of it uncounted. What moved before its first count is in both, what moves
  after its last one in neither: no sale or receipt is a variance;
- goods that moved *between* two counts of the same lot may have been counted or not, and nobody can
  know. So every expected figure from counted − what went out up to counted + what came in meanwhile
  agrees, and beyond that the difference is taken to the nearer end. A lot whose total was taken back
  to zero begins anew with the next count: this is how a doubtful lot is made exact.

Whoever stands before the shelf says so for every lot: a lot that stood there when the count began,
stands there still in the books and was not counted must be counted or said to be missing ("không
thấy", a count of 0) before anything is posted. Lots that came since the count began are left alone.
"""
