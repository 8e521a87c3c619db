"""Sharing an amount out so that the shares add up to it exactly."""

from collections.abc import Sequence


def apportion(amount: int, weights: Sequence[int]) -> list[int]:
    """đồng for each weight in proportion; what is left over goes to the largest remainders.

    Weights are not negative; where all are 0 they count alike. Equal remainders: the first one.

    >>> apportion(100, [1, 1, 1])
    [34, 33, 33]
    """
    if not any(weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    shares = [amount * weight // whole for weight in weights]
    left = amount - sum(shares)
    by_remainder = sorted(
        range(len(weights)), key=lambda place: (-(amount * weights[place] % whole), place)
    )
    for place in by_remainder[:left]:
        shares[place] += 1
    return shares
